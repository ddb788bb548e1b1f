import type { Communication } from '@medplum/fhirtypes'
import { issue } from '../fhir/outcome.ts'
import { splitReference } from '../fhir/references.ts'
import type { Located } from '../fhir/located.ts'
import { anonymised } from '../referral/anonymised.ts'
import { readRow } from '../referral/projection.ts'
import type { Arrival } from '../referral/rules.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type StreamVersion } from '../store/change.ts'
import type { Decided } from './decided.ts'
import type { Deps } from './deps.ts'
import type { Gathered } from './gather.ts'
import { twinOf } from './twin.ts'

/**
 * Decides a Communication that names no patient: a question among colleagues, or a word back in the thread of one.
 *
 * Errors: those of `anonymised`; `transaction-mixed` (422) beside a Task step, `business-identifier-known` (409).
 */
export async function decideAnonymised(
  deps: Deps,
  arrival: Arrival,
  { gathered, letter }: { readonly gathered: Gathered; readonly letter: Located<Communication> }
): Promise<Result<Decided>> {
  const [step] = gathered.steps
  if (step !== undefined) return refused(issue('transaction-mixed', {}, step.task.path))
  const twin = await twinOf(deps, arrival)
  if (twin !== undefined) return refused(twin)
  const [asked, ...more] = letter.resource.inResponseTo ?? []
  if (more.length > 0) return refused(issue('question-recipient', {}, `${letter.path}.inResponseTo`))
  const before = asked === undefined ? undefined : await threadOf(deps, asked.reference)
  const isBound = asked !== undefined && before?.answered.question.subject !== undefined
  if ((asked !== undefined && before === undefined) || isBound)
    return refused(issue('question-not-anonymous', {}, `${letter.path}.inResponseTo`))
  const { directory } = gathered
  const ask = { arrival, directory, ...(before === undefined ? {} : { answered: before.answered }) }
  const decision = anonymised(deps.rules, ask)
  if (!decision.ok) return decision
  const opened = { stream: `referral/${decision.value.referral}`, version: 0 } as const
  return ok({ decision: decision.value, expect: before?.versions ?? [opened] })
}

/** What a word answers, with the thread that it stands in; the sender can see it, else the message was refused before. */
async function threadOf(deps: Deps, reference: string | undefined) {
  const target = splitReference(reference)
  if (target?.type !== 'Communication') return undefined
  const { facts: row } = await deps.store.read({ kind: 'resource', projection: CANONICAL_PROJECTION, ...target })
  const question = row === undefined ? undefined : readRow(row)
  if (row === undefined || question?.resourceType !== 'Communication') return undefined
  const { versions } = await deps.store.read({ kind: 'referral', id: row.referral })
  const known: readonly StreamVersion[] = versions
  return { answered: { thread: row.referral, question }, versions: known }
}
