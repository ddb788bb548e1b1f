import { feedbackProfile } from '../profile/forms.ts'
import { localDay } from '../clock.ts'
import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import { explanation, type Explanation } from '../obligations/explanation/explanation.ts'
import { sentence, type Step } from '../obligations/explanation/step.ts'

import { dayThatHasBeen } from '../referral/feedback.ts'
import { readRow } from '../referral/projection.ts'
import { ok, refused, type Result } from '../result.ts'
import type { ObligationRow } from '../store/change.ts'
import { isDuty } from './ask.ts'
import type { Deps } from './deps.ts'

/** A step with its sentence in each language. */
export interface ToldStep extends Omit<Step, 'words'> {
  readonly text: { readonly en: string; readonly nl: string }
}

/** A duty explained, with what it rests on: the agreement and the words of its source. */
export interface DutyExplained extends Pick<Explanation, 'state' | 'hearing'> {
  /** Calendar day, `YYYY-MM-DD`: the end of that day in Europe/Amsterdam. */
  readonly asOf: string
  readonly obligation: Pick<ObligationRow, 'code' | 'trigger' | 'agreement'>
  /** The version of the agreement by which it is judged. */
  readonly version: string
  readonly strength: 'must' | 'should' | 'monitor'
  readonly source: string
  readonly steps: readonly ToldStep[]
}

/**
 * Why a duty has its due day and its state, on a day and from what is known now.
 *
 * @param asOf - `YYYY-MM-DD`, also one to come; today where it is not given.
 * Errors: `not-found` (404), also for a Task that somebody else may see; `not-a-duty` (422) for any other Task,
 * `duty-not-opened` (422) for a day before the gateway knew of the duty.
 */
export async function explainDuty(
  deps: Deps,
  reader: Participant,
  { id, asOf }: { readonly id: string; readonly asOf: string | undefined }
): Promise<Result<DutyExplained>> {
  const { facts: row } = await deps.store.read({ kind: 'resource', projection: reader.id, type: 'Task', id })
  if (row === undefined) return refused(issue('not-found'))
  if (!isDuty(readRow(row))) return refused(issue('not-a-duty'))
  const now = deps.clock.now()
  const ask = { kind: 'obligations', knownAt: now, referral: row.referral } as const
  const { facts: duties } = await deps.store.read(ask)
  const duty = duties.find(({ obligation }) => obligation.id === id)
  if (duty === undefined) return refused(issue('not-found'))
  const { obligation, facts, heard } = duty
  const on = asOf ?? localDay(now)
  const from = [obligation.openedOn, localDay(obligation.openedAt)].sort().at(-1) ?? obligation.openedOn
  if (on < from) return refused(issue('duty-not-opened', { asOf: on, from }))
  const { agreements, directory, validator } = deps.rules
  const { rule, version, state, hearing, steps } = explanation(
    agreements,
    { obligation, facts, on },
    {
      heard,
      seesAll: reader.id === obligation.owner,
      nameOf: (participant) => directory.byId(participant)?.name ?? participant,
      // That a day has been is no rule of a list: a list knows no today.
      whatOf: (kind, code) =>
        code === dayThatHasBeen.code ? dayThatHasBeen.what : validator.what(feedbackProfile(kind), code)
    }
  )
  return ok({
    asOf: on,
    obligation,
    version,
    strength: rule.strength,
    source: rule.source,
    state,
    hearing,
    steps: told(steps)
  })
}

function told(steps: readonly Step[]): readonly ToldStep[] {
  return steps.map(({ words, ...about }) => {
    const one = { code: about.code, words }
    return { ...about, text: { en: sentence(one, 'en'), nl: sentence(one, 'nl') } }
  })
}
