import { isDeepStrictEqual } from 'node:util'
import type { AgreementProblem } from './agreement-problem.ts'
import type { Agreement } from '../agreement.ts'
import type { Agreements } from './load-agreements.ts'
import { parseAgreement } from './parse-agreement.ts'
import { resolveAgreements } from './resolve-agreements.ts'
import { versionKey } from './version.ts'

/** A version that may be put in force, whole; or everything that is wrong with it. */
export type Candidate =
  | { readonly ok: true; readonly agreement: Agreement }
  | { readonly ok: false; readonly problems: readonly AgreementProblem[] }

/**
 * Reads an agreement that is not loaded yet, as a start would with its file beside the others.
 *
 * It must be of an agreement that is loaded, because only then there are duties that it could change, and must have a version
 * of its own: what is known under `id|version` never changes.
 *
 * @param text - JSON: a whole agreement, or what differs from the one that it refines.
 */
export function readCandidate(text: string, known: Agreements): Candidate {
  const parsed = parseAgreement(text)
  if (!parsed.ok) return parsed
  const key = versionKey(parsed.content)
  const { agreements, problems } = resolveAgreements(new Map([[key, { file: 'new', content: parsed.content }]]), known)
  const agreement = agreements.get(key)
  if (problems.length > 0 || agreement === undefined) return { ok: false, problems }
  if (!known.has(agreement.id))
    return { ok: false, problems: [{ pointer: '/id', message: 'no agreement of this id is loaded' }] }
  const loaded = known.get(key)
  if (loaded === undefined || isDeepStrictEqual(loaded, agreement)) return { ok: true, agreement: loaded ?? agreement }
  return {
    ok: false,
    problems: [{ pointer: '/version', message: `is loaded with other content; give it a new version` }]
  }
}
