import { setTimeout } from 'node:timers/promises'
import type { Bundle } from '@medplum/fhirtypes'
import { localDay } from '../../src/clock.ts'
import type { Receiver } from '../delivery/receiver.ts'
import { inBundle, type Answer } from './http.ts'
import { referral, report, type Wish } from './messages.ts'
import type { World } from './world.ts'

const DAY_MS = 86_400_000

/** What the posters of a test noted, from their own side. */
export interface PosterDiary {
  /** Bundle.identifier of every message that was acknowledged, with the answer. */
  readonly acknowledged: Map<string, Answer>
  /** The mark in the letter of each referral that was acknowledged, and of each report the referral's. */
  readonly referrals: string[]
  readonly reports: string[]
  /** Requests made, and those of them that were answered at all. */
  attempts: number
  answered: number
  /** Answers other than 2xx, which this traffic must not have. */
  readonly refusals: string[]
}

/** An empty diary. */
export function openPosterDiary(): PosterDiary {
  return { acknowledged: new Map(), referrals: [], reports: [], attempts: 0, answered: 0, refusals: [] }
}

/** A gateway that is restarting is back within a second or two; two minutes without an answer is a fault, on any machine. */
const TRIES_MAX = 2_400
const PAUSE_MS = 50

/** Posts referrals of one practice, one after the other, each until it is acknowledged, until `isOver`. */
export async function postReferrals(
  world: World,
  diary: PosterDiary,
  { as, name, wish, isOver }: { as: string; name: string; wish: Wish; isOver: () => boolean }
): Promise<void> {
  for (let count = 0; !isOver(); count++) {
    const mark = `[${name}-${count}] `
    await postUntilAnswered(world, diary, as, referral({ ...wish, mark, patient: count }))
    diary.referrals.push(mark)
  }
}

/** Reports on each referral that arrives at an institution, each until it is acknowledged, until `isOver`. */
export async function postReports(
  world: World,
  diary: PosterDiary,
  { as, receiver, isOver }: { as: string; receiver: Receiver; isOver: () => boolean }
): Promise<void> {
  for (let next = 0; !isOver();) {
    const id = receiver.unique[next]
    const arrived = receiver.arrivals.find((one) => one.id === id)
    if (arrived === undefined) {
      await setTimeout(PAUSE_MS)
      continue
    }
    next++
    const task = inBundle(JSON.parse(arrived.body) as Bundle, 'Task')
    // Of yesterday: what an intake of long ago opens would be overdue at once, and bring reminders into the counts.
    await postUntilAnswered(world, diary, as, report(task, { on: localDay(Date.now() - DAY_MS) }))
    diary.reports.push(task.focus?.reference ?? '')
  }
}

/** The same message again and again, under the same Bundle.identifier, as a system does that saw no answer. */
async function postUntilAnswered(world: World, diary: PosterDiary, as: string, body: Bundle): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    diary.attempts++
    const answer = await world.as(as, { method: 'POST', path: '/fhir', body }).catch(() => undefined)
    if (answer !== undefined) diary.answered++
    if (answer?.status === 200) {
      diary.acknowledged.set(body.identifier?.value ?? '', answer)
      return
    }
    if (answer !== undefined) diary.refusals.push(`${answer.status} ${answer.text}`)
    await setTimeout(PAUSE_MS)
  }
  throw new Error(`a message was not acknowledged in time; refused last: ${diary.refusals.at(-1) ?? 'none'}`)
}
