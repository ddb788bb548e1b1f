import { localDay } from '../clock.ts'
import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import { keeps, objectionsIn } from '../obligations/objection.ts'
import { coordinationActions, dutyActions, negotiatedActions, type Action } from '../referral/lifecycle/actions.ts'
import { agreementOf, dutiesOf } from '../referral/duties.ts'
import { patientOf } from '../referral/known.ts'
import { readRow } from '../referral/projection.ts'
import { isTask } from '../referral/lifecycle/step.ts'
import { partOf } from '../referral/lifecycle/transition.ts'
import { isWithheld } from '../referral/withheld.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION } from '../store/change.ts'
import type { ReferralFacts } from '../store/port.ts'
import type { Deps } from './deps.ts'

/** What a caller may do with a Task, and the version to do it on. */
export interface TaskActions {
  readonly status: string
  /** The version of the caller's own projection, as its ETag names it. */
  readonly version: number
  readonly actions: readonly Action[]
}

/**
 * What a participant may do now with a Task that it reads: a coordination Task, one that is negotiated, or a duty.
 *
 * It decides nothing: a step is judged anew when it comes. Errors: `not-found` (404), also for what somebody else may see.
 */
export async function actionsOf(deps: Deps, reader: Participant, id: string): Promise<Result<TaskActions>> {
  const { facts: row } = await deps.store.read({ kind: 'resource', projection: reader.id, type: 'Task', id })
  const task = row === undefined ? undefined : readRow(row)
  if (row === undefined || task === undefined || !isTask(task)) return refused(issue('not-found'))
  const { facts: known } = await deps.store.read({ kind: 'referral', id: row.referral })
  if (known === undefined) return refused(issue('not-found'))
  const { rules, clock } = deps
  const today = localDay(clock.now())
  const seen = asSeenBy(deps, reader.id, known)
  const context = { known: seen, caller: reader.id, part: partOf(known.referral, reader.id), today }
  const about = { status: task.status, version: row.version }
  if (id === known.referral.task) return ok({ ...about, actions: coordinationActions(context) })
  const obligations = known.obligations.filter((one) => one.id === id)
  const question = { referral: known.referral, obligations, facts: known.facts, on: today, patient: patientOf(known) }
  const [duty] = dutiesOf(rules, question)
  const actions = duty === undefined ? negotiatedActions(task, context) : dutyActions(duty, context)
  return ok({ ...about, actions })
}

/**
 * What is known of a referral, for one from whom an objection keeps its steps: no further than it reads them, since what can be
 * done next tells how far the care is.
 */
function asSeenBy({ rules, clock }: Deps, reader: string, known: ReferralFacts): ReferralFacts {
  const { referral, facts, resources } = known
  const question = { agreement: agreementOf(rules, referral.agreement), referral, facts, now: clock.now() }
  if (!isWithheld(question, { receiver: reader, sender: 'gateway', kind: undefined })) return known
  const { performer } = referral
  const objections = objectionsIn(facts)
  const own = resources.filter(({ projection, type }) => projection === reader && type === 'Task')
  return {
    ...known,
    facts: facts.filter((fact) => {
      return fact.by === reader || !objections.some((one) => keeps(one, fact, { receiver: reader, performer }))
    }),
    resources: [
      ...resources.filter(({ projection, type }) => projection !== CANONICAL_PROJECTION || type !== 'Task'),
      ...own.map((row) => ({ ...row, projection: CANONICAL_PROJECTION }))
    ]
  }
}
