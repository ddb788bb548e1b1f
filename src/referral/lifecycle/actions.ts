import type { Task } from '@medplum/fhirtypes'
import { isOpen } from '../../obligations/judge.ts'
import { CANONICAL_PROJECTION, type FactRow } from '../../store/change.ts'
import type { ReferralFacts } from '../../store/port.ts'
import type { Duty } from '../duties.ts'
import { resourcesIn } from '../known.ts'
import { stepsFrom, type Part, type Requirement, type TaskStatus } from './lifecycle.ts'
import { barrierTo, standingIn } from '../negotiation/negotiable.ts'
import {
  isUnanswered,
  negotiations,
  ownerOf,
  repliesFrom,
  roleIn,
  taskKindOf,
  taskKinds
} from '../negotiation/negotiations.ts'
import { isTask } from './step.ts'

/** What can be done with a Task: a step of it, a request, an answer, feedback, or an operation on a duty. */
export type ActionCode = 'step' | 'ask' | 'answer' | 'feedback' | 'waive' | 'end-waiver' | 'dispute'

/** One thing that a caller may do now with a Task. */
export interface Action {
  readonly code: ActionCode
  /** Of a step or an answer: the status to put; the one that the Task has, where it may be given news. */
  readonly status?: TaskStatus
  /** Of feedback: its kind. Of a request: its kind of Task. */
  readonly kind?: string
  /** Of a dispute: the Communication, or the fact that stopped the clock. */
  readonly about?: string
  readonly requires: readonly Requirement[]
}

/** A caller, and what is known of the referral that the Task is about. */
export interface ActionContext {
  readonly known: ReferralFacts
  /** Participant id. */
  readonly caller: string
  readonly part: Part | undefined
  /** The local day, `YYYY-MM-DD`. */
  readonly today: string
}

/** What may be done with the coordination Task: the steps of the table, and what can be asked of the other party. */
export function coordinationActions({ known, caller, part, today }: ActionContext): readonly Action[] {
  if (part === undefined) return []
  const steps = stepsFrom(standingIn(known), part).map(({ to, requires = [] }): Action => {
    return { code: 'step', status: to, requires }
  })
  const open = new Set(
    resourcesIn(known, CANONICAL_PROJECTION)
      .filter((one): one is Task => isTask(one) && isUnanswered(one))
      .map(taskKindOf)
  )
  const kinds = taskKinds.filter((kind) => {
    const isPossible = barrierTo(kind, { known, part, today }) === undefined && !open.has(kind)
    return isPossible && ownerOf(kind, known.referral, caller) !== undefined
  })
  return [...steps, ...kinds.map((kind): Action => ({ code: 'ask', kind, requires: [] }))]
}

/** What may be done with a negotiated Task: an answer by the one who was asked, or taking it back by the one who asked. */
export function negotiatedActions(task: Task, { known, caller, part }: ActionContext): readonly Action[] {
  // A practice whose place another took reads what it asked, and takes no step any more.
  if (part === undefined) return []
  return repliesFrom(task.status, roleIn(task, known, caller))
    .filter(({ to }) => taskKindOf(task) !== 'abort' || to !== 'accepted' || isAbortable(known))
    .map(({ to, requires = [] }) => ({ code: 'answer', status: to, requires }))
}

function isAbortable(known: ReferralFacts): boolean {
  return stepsFrom(standingIn(known), 'gateway').some(({ to }) => to === 'cancelled')
}

/**
 * What may be done with the Task of a duty: by its debtor the feedback that meets it, by its creditor waiving it, taking that
 * back, and disputing what was told by telephone or that the clock stands still.
 */
export function dutyActions({ obligation, rule, state }: Duty, { known, caller }: ActionContext): readonly Action[] {
  const isOwed = isOpen(state)
  if (caller === obligation.owner) {
    return isOwed ? rule.satisfiedBy.map((kind): Action => ({ code: 'feedback', kind, requires: [] })) : []
  }
  if (caller !== obligation.creditor) return []
  const disputable = [
    ...known.facts
      .filter((fact) => isByTelephone(fact, obligation.owner))
      .map(({ communication = '' }) => communication),
    ...(state.suspended === undefined ? [] : [state.suspended.fact])
  ]
  const disputed = known.facts.flatMap(({ event, by, detail }) => {
    return event.endsWith('.disputed') && by === caller ? (detail?.of ?? []) : []
  })
  return [
    ...(isOwed ? [{ code: 'waive', requires: [] } as const] : []),
    ...(state.waiver === undefined ? [] : [{ code: 'end-waiver', requires: [] } as const]),
    ...[...new Set(disputable)]
      .filter((about) => !disputed.includes(about))
      .map((about): Action => ({ code: 'dispute', about, requires: [] }))
  ]

  function isByTelephone({ communication, by, detail, kindOfFeedback = '' }: FactRow, owner: string): boolean {
    const isOfRule = rule.satisfiedBy.includes(kindOfFeedback)
    return communication !== undefined && by === owner && detail?.medium === 'phone' && isOfRule
  }
}

/** What a kind of Task asks, in both languages. */
export function titleOf(kind: string | undefined): { readonly nl: string; readonly en: string } | undefined {
  const known = taskKinds.find((one) => one === kind)
  return known === undefined ? undefined : negotiations[known].title
}
