import { CANONICAL_PROJECTION, type FactRow } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import type { Part, Standing, TaskStatus } from '../lifecycle/lifecycle.ts'
import { negotiations, type TaskKind } from './negotiations.ts'
import { readRow } from '../projection.ts'
import { isTask } from '../lifecycle/step.ts'
import { standingOf } from '../lifecycle/transition.ts'

/** Why something cannot be asked now, in both languages, and what to do instead. */
export interface Barrier extends Readonly<Record<string, string>> {
  readonly why: string
  readonly whyNl: string
  readonly advice: string
}

/** What decides whether something can be asked. */
export interface Situation {
  readonly known: Pick<ReferralFacts, 'referral' | 'facts' | 'resources'>
  readonly part: Part
  /** The local day, `YYYY-MM-DD`. */
  readonly today: string
}

/** Statuses in which nobody took the patient on, so that there is nobody to hand over or to stop with. */
const never: ReadonlySet<TaskStatus> = new Set(['rejected', 'cancelled', 'entered-in-error'])

/** Statuses in which the work is done: there is nothing to abort any more. */
const ended: ReadonlySet<TaskStatus> = new Set([...never, 'completed', 'failed'])

/** Events that say of a referral whose Task nobody moved that its work has started. */
const starts: ReadonlySet<string> = new Set(['intake.done', 'treatment.started'])

/**
 * Why something cannot be asked in a referral as it stands; undefined where it can.
 *
 * A hand-over can be asked once the patient was taken on, also after the end of treatment. An abort is for after the start; a
 * performer may ask for one from its acceptance on, because before the start only the requester can cancel. That work has started
 * is also known by feedback, of a performer that takes no steps. Source: design section 8.
 */
export function barrierTo(kind: TaskKind, situation: Situation): Barrier | undefined {
  const { known, part, today } = situation
  if (!negotiations[kind].askedBy.includes(part)) return barriers.notYours
  const standing = standingIn(known)
  const status = standing.heldFrom ?? standing.status
  if (never.has(status)) return barriers.never
  const isStarted = status === 'in-progress' || hasStarted(known.facts, known.referral.performer, today)
  const isTaken = isStarted || status === 'accepted' || ended.has(status)
  if (kind !== 'abort') return isTaken ? undefined : barriers.notTaken
  if (ended.has(status)) return barriers.ended
  if (isStarted || (part === 'performer' && isTaken)) return undefined
  return part === 'performer' ? barriers.notTaken : barriers.notStarted
}

/** Where the coordination Task of a referral stands. */
export function standingIn({ referral, facts, resources }: Situation['known']): Standing {
  const row = resources.find(({ projection, type, id }) => {
    return projection === CANONICAL_PROJECTION && type === 'Task' && id === referral.task
  })
  const task = row === undefined ? undefined : readRow(row)
  return task !== undefined && isTask(task) ? standingOf(task, facts) : { status: 'requested' }
}

function hasStarted(facts: readonly FactRow[], performer: string, today: string): boolean {
  return facts.some(({ event, by, occurredOn }) => starts.has(event) && by === performer && occurredOn <= today)
}

const barriers = {
  notYours: {
    why: 'it is not yours to ask',
    whyNl: 'het is niet aan u om dit te vragen',
    advice: 'A hand-over is asked by the performer, an abort by the requester or the performer.'
  },
  never: {
    why: 'nobody has the patient in care by this referral',
    whyNl: 'niemand heeft de patiënt door deze verwijzing in zorg',
    advice: 'There is nothing to do.'
  },
  notTaken: {
    why: 'the patient has not been taken on yet',
    whyNl: 'de patiënt is nog niet in zorg genomen',
    advice: 'Accept the referral first, or reject it with a reason and an alternative.'
  },
  notStarted: {
    why: 'the work has not started yet',
    whyNl: 'het werk is nog niet begonnen',
    advice: 'Cancel the referral: PUT its coordination Task with status cancelled.'
  },
  ended: {
    why: 'the work has ended already',
    whyNl: 'het werk is al geëindigd',
    advice: 'There is nothing to do.'
  }
} as const satisfies Readonly<Record<string, Barrier>>
