import type { Participant } from './participant.ts'

/** Whether a participant is sent nothing and fetches what is for it: by pull, or a region, which has no endpoint. */
export function isFetching(participant: Pick<Participant, 'delivery' | 'role'> | undefined): boolean {
  return participant?.delivery === 'pull' || participant?.role === 'region'
}
