import { randomUUID } from 'node:crypto'
import { nextReferral } from '../support/load-bodies.ts'
import { MESSAGES_OF_REFERRAL, receiverNamed, type Outgoing } from './ask.ts'

/** Referrals, 6 KB each, for receivers in turn; each is sent in as many messages as `MESSAGES_OF_REFERRAL` says. */
export function* outgoing(messages: number, receivers: number): Generator<Outgoing> {
  for (let made = 0; made < messages; made += MESSAGES_OF_REFERRAL) {
    const referral = randomUUID()
    const receiver = receiverNamed((made / MESSAGES_OF_REFERRAL) % receivers)
    const body = nextReferral().toString()
    for (let index = 0; index < MESSAGES_OF_REFERRAL; index++) yield { id: randomUUID(), receiver, referral, body }
  }
}

/** Items in groups of a size; the last one may be smaller. */
export function* grouped<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let group: T[] = []
  for (const item of items) {
    group.push(item)
    if (group.length === size) {
      yield group
      group = []
    }
  }
  if (group.length > 0) yield group
}
