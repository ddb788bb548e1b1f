import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObligationRow } from '../../store/change.ts'
import type { FileProblem } from './agreement-problem.ts'
import type { Agreement, ObligationRule } from '../agreement.ts'
import { checkAgreements } from './check-agreements.ts'
import { parseAgreement } from './parse-agreement.ts'
import { resolveAgreements, type AgreementFile } from './resolve-agreements.ts'
import { fileOf, versionKey } from './version.ts'

/** Agreements by `id` (the version for new referrals) and by `id|version` (each version that there is). */
export type Agreements = ReadonlyMap<string, Agreement>

/** The agreements, or everything that is wrong with them. */
export type LoadedAgreements =
  | { readonly ok: true; readonly agreements: Agreements }
  | { readonly ok: false; readonly problems: readonly FileProblem[] }

/** Files of one folder: more would be a mistake in the path and not an agreement for each pair of organisations. */
const FILES_MAX = 2000

/**
 * Loads a folder of agreements and refuses what nobody implements.
 *
 * `<id>.json` is the version for new referrals; `<id>@<version>.json` is an earlier one, kept because the duties that
 * were opened under it are judged by it as long as anyone may ask. A file with `refines` names what differs from another,
 * and is loaded as the whole agreement that it makes.
 *
 * @param profilesFolder - the gateway's own profiles, one file for each feedback kind; a duty that is met by a kind without
 *   one is refused. Where it is left out, nobody looks.
 */
export async function loadAgreements(folder: string, profilesFolder?: string): Promise<LoadedAgreements> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
  if (names.length === 0) return refused({ file: folder, pointer: '', message: 'holds no agreement' })
  if (names.length > FILES_MAX)
    return refused({ file: folder, pointer: '', message: `holds more than ${FILES_MAX} files` })
  const profiledKinds = profilesFolder === undefined ? undefined : await kindsIn(profilesFolder)
  const texts = new Map<string, string>()
  for (const file of names.sort()) texts.set(file, await readFile(join(folder, file), 'utf8'))
  return agreementsOf(texts, profiledKinds)
}

/** Makes agreements of the texts of their files, by file name. */
export function agreementsOf(
  texts: ReadonlyMap<string, string>,
  profiledKinds?: ReadonlySet<string>
): LoadedAgreements {
  const { files, problems } = read(texts)
  const resolved = resolveAgreements(files, new Map(), profiledKinds)
  const agreements = new Map<string, Agreement>()
  for (const [key, agreement] of resolved.agreements) {
    agreements.set(key, agreement)
    if (files.get(key)?.file === `${agreement.id}.json`) agreements.set(agreement.id, agreement)
  }
  const all = [...problems, ...resolved.problems]
  // What is wrong between agreements is not asked of some of them: the rest would seem to be missing.
  if (all.length === 0) all.push(...between(agreements))
  const order = [...texts.keys()]
  return all.length === 0
    ? { ok: true, agreements }
    : { ok: false, problems: all.sort((one, other) => order.indexOf(one.file) - order.indexOf(other.file)) }
}

/** The rule under which a duty was opened, of that version of its agreement. Fails when it is not loaded. */
export function ruleOf(
  agreements: Agreements,
  obligation: Pick<ObligationRow, 'code' | 'trigger' | 'agreement' | 'agreementVersion'>
): ObligationRule {
  const key = versionKey({ id: obligation.agreement, version: obligation.agreementVersion })
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
  const key = versionKey({ id: agreement, version: agreementVersion })
  return (agreements.get(key)?.obligations ?? []).filter((one) => one.code === code)
}

async function kindsIn(folder: string): Promise<ReadonlySet<string>> {
  return new Set(
    (await readdir(folder)).flatMap((name) => /^StructureDefinition-feedback-(.+)\.json$/.exec(name)?.[1] ?? [])
  )
}

interface ReadFiles {
  /** By `id|version`. */
  readonly files: ReadonlyMap<string, AgreementFile>
  readonly problems: readonly FileProblem[]
}

function read(texts: ReadonlyMap<string, string>): ReadFiles {
  const files = new Map<string, AgreementFile>()
  const problems: FileProblem[] = []
  for (const [file, text] of texts) {
    const parsed = parseAgreement(text)
    if (!parsed.ok) {
      problems.push(...parsed.problems.map((problem) => ({ file, ...problem })))
      continue
    }
    const { content } = parsed
    const { id, version } = content
    const key = versionKey(content)
    if (file !== `${id}.json` && file !== `${id}@${version}.json`) {
      const message = `belongs in ${id}.json, or an earlier version in ${id}@${version}.json`
      problems.push({ file, pointer: '/id', message })
    } else if (files.has(key)) problems.push({ file, pointer: '/version', message: `stands twice: ${key}` })
    else files.set(key, { file, content })
  }
  return { files, problems }
}

function between(agreements: Agreements): readonly FileProblem[] {
  const orphans = Array.from(agreements.values()).filter(({ id }) => !agreements.has(id))
  return [
    ...orphans.map((one) => ({
      file: fileOf(agreements, one),
      ...{ pointer: '/id', message: `has no version in force in ${one.id}.json` }
    })),
    ...checkAgreements(agreements).map(({ agreement, pointer, message }) => ({
      file: fileOf(agreements, agreement),
      ...{ pointer, message }
    }))
  ]
}

function refused(problem: FileProblem): LoadedAgreements {
  return { ok: false, problems: [problem] }
}
