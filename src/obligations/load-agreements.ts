import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv, type ErrorObject } from 'ajv'
import schema from '../../profiles/agreements/agreement.schema.json' with { type: 'json' }
import type { ObligationRow } from '../store/change.ts'
import type { Agreement, ObligationRule } from './agreement.ts'
import { checkAgreement, type AgreementProblem } from './check-agreement.ts'

/** Agreements by `id` (the version for new referrals) and by `id|version` (each version that there is). */
export type Agreements = ReadonlyMap<string, Agreement>

/** A problem with the file that it is in. */
export interface FileProblem extends AgreementProblem {
  readonly file: string
}

/** The agreements, or everything that is wrong with them. */
export type LoadedAgreements =
  | { readonly ok: true; readonly agreements: Agreements }
  | { readonly ok: false; readonly problems: readonly FileProblem[] }

const conforms = new Ajv({ allErrors: true, verbose: true }).compile<Agreement>(schema)

/**
 * Loads a folder of agreements and refuses what nobody implements.
 *
 * `<id>.json` is the version for new referrals; `<id>@<version>.json` is an earlier one, kept because the duties that
 * were opened under it are judged by it as long as anyone may ask.
 */
export async function loadAgreements(folder: string): Promise<LoadedAgreements> {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .sort()
  const read = await Promise.all(names.map(async (file) => parse(file, await readFile(join(folder, file), 'utf8'))))
  const agreements = new Map<string, Agreement>()
  const problems: FileProblem[] =
    names.length === 0 ? [{ file: folder, pointer: '', message: 'holds no agreement' }] : []
  for (const one of read) {
    if ('problems' in one) {
      problems.push(...one.problems)
      continue
    }
    const { agreement, file } = one
    const versioned = versionKey(agreement.id, agreement.version)
    if (agreements.has(versioned)) problems.push({ file, pointer: '/version', message: `stands twice: ${versioned}` })
    agreements.set(versioned, agreement)
    if (file === `${agreement.id}.json`) agreements.set(agreement.id, agreement)
  }
  for (const { id, version } of agreements.values()) {
    if (agreements.has(id)) continue
    problems.push({ file: `${id}@${version}.json`, pointer: '/id', message: `has no version in force in ${id}.json` })
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, agreements }
}

/** The rule under which a duty was opened, of that version of its agreement. Fails when it is not loaded. */
export function ruleOf(
  agreements: Agreements,
  obligation: Pick<ObligationRow, 'code' | 'trigger' | 'agreement' | 'agreementVersion'>
): ObligationRule {
  const key = versionKey(obligation.agreement, obligation.agreementVersion)
  const { code, trigger } = obligation
  const rule = agreements.get(key)?.obligations.find((one) => one.code === code && one.opensOn === trigger)
  // Another version could give another due day, and with it another answer about the past.
  assert(rule !== undefined, `no rule ${code} on ${trigger} in agreement ${key}; keep the file of each version in use`)
  return rule
}

/** The rules of a code in a version of an agreement: one for each event that opens such a duty. */
export function rulesNamed(
  agreements: Agreements,
  { agreement, agreementVersion, code }: Pick<ObligationRow, 'code' | 'agreement' | 'agreementVersion'>
): readonly ObligationRule[] {
  return (agreements.get(versionKey(agreement, agreementVersion))?.obligations ?? []).filter((one) => one.code === code)
}

function versionKey(id: string, version: string): string {
  return `${id}|${version}`
}

function parse(
  file: string,
  text: string
): { readonly file: string; readonly agreement: Agreement } | { readonly problems: readonly FileProblem[] } {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return { problems: [{ file, pointer: '', message: 'is not JSON' }] }
  }
  if (!conforms(content)) return { problems: (conforms.errors ?? []).map((error) => ({ file, ...explain(error) })) }
  const { id, version } = content
  const problems: AgreementProblem[] = [...checkAgreement(content)]
  if (file !== `${id}.json` && file !== `${id}@${version}.json`) {
    problems.push({ pointer: '/id', message: `belongs in ${id}.json, or an earlier version in ${id}@${version}.json` })
  }
  return problems.length > 0
    ? { problems: problems.map((problem) => ({ file, ...problem })) }
    : { file, agreement: content }
}

function explain({ instancePath, message, keyword, params, parentSchema }: ErrorObject): AgreementProblem {
  const { additionalProperty, allowedValues } = params as Readonly<Record<string, unknown>>
  if (keyword === 'additionalProperties') {
    return { pointer: `${instancePath}/${String(additionalProperty)}`, message: 'is not known; nobody implements it' }
  }
  const hint: unknown = Array.isArray(allowedValues) ? allowedValues.join(', ') : parentSchema?.['description']
  return { pointer: instancePath, message: `${message ?? keyword}${typeof hint === 'string' ? ` (${hint})` : ''}` }
}
