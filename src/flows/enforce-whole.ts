import assert from 'node:assert/strict'
import type { Participant } from '../directory/participant.ts'
import { issue } from '../fhir/outcome.ts'
import { keepAgreements } from '../obligations/agreements/kept-agreements.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Deps } from './deps.ts'
import { enforce, type EnforceAsked, type Enforced } from './enforce.ts'
import type { Operating } from './operate.ts'

/** Calls that are made; each looks at a hundred thousand duties. */
const CALLS_MAX = 10_000

/** What was done in all calls. */
export type EnforcedWhole = Pick<Enforced, 'version' | 'changed' | 'left'>

/**
 * Puts a version of an agreement in force for all that is open, call by call, each going on where the one before ended.
 *
 * As at a start, a version that says something else than when it was first loaded is refused.
 * Errors: those of `enforce`, `agreement-invalid` (422), `busy` (503) where there was no end of it.
 */
export async function enforceWhole(
  deps: Deps,
  participant: Participant,
  { agreement, reason }: Pick<EnforceAsked, 'agreement' | 'reason'>
): Promise<Result<EnforcedWhole>> {
  const [changedFile] = await keepAgreements(deps.store, deps.rules.agreements)
  if (changedFile !== undefined) return refused(issue('agreement-invalid', { pointer: '/', message: changedFile }))
  const operating: Operating = {
    ...{ participant, action: 'agreement', address: `/PlanDefinition/${agreement}/$enforce` },
    ...{ body: Buffer.from(JSON.stringify({ agreement, reason })), contentType: 'application/json' }
  }
  let [changed, left] = [0, 0]
  let after: string | undefined
  for (let calls = 0; calls < CALLS_MAX; calls++) {
    const done = await enforceOnce(deps, operating, { agreement, reason, ...(after === undefined ? {} : { after }) })
    if (!done.ok) return done
    const { version, next } = done.value
    changed += done.value.changed
    left += done.value.left
    if (next === undefined) return ok({ version, changed, left })
    after = next
  }
  return refused(issue('busy'))
}

async function enforceOnce(deps: Deps, operating: Operating, asked: EnforceAsked): Promise<Result<Enforced>> {
  let done: Enforced | undefined
  const result = await enforce(deps, operating, {
    asked,
    answer: (enforced) => {
      done = enforced
      return { status: 200, headers: {}, body: '' }
    }
  })
  if (!result.ok) return result
  assert(done !== undefined, 'it was done without an answer')
  return ok(done)
}
