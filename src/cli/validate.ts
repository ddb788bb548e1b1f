/**
 * `npm run -s validate -- [--profile <url>] [--package <folder>] [--json] [--lang nl] <file> ...`: validates files by hand,
 * `-` is stdin; `--unsupported` lists what of the packages' profiles is not checked.
 *
 * Prints one line for each finding, `severity path code text [rule]`, and one that counts with the versions of what it was
 * checked with; with `--json` an OperationOutcome a file, each in one line. Paths and codes, no content. Packages are those
 * of `--package`, else of `GATEWAY_PACKAGES_DIR`. Exits with 0 without errors, with 1 with some, with 2 where something could
 * not be read.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { parseBounded } from '../fhir/bounded-json.ts'
import { isError, operationOutcome, type Issue, type Language } from '../fhir/outcome.ts'
import { validateContent } from '../flows/validate.ts'
import { answerWith } from '../flows/validation-answer.ts'
import { createValidator } from '../profile/create-validator.ts'
import { readPackages, type PackagesRead } from '../profile/definitions/read-packages.ts'
import type { Source } from '../profile/definitions/source.ts'
import { supportOf } from '../profile/package-support.ts'
import type { Validator } from '../profile/port.ts'

const USAGE =
  'usage: npm run -s validate -- [--profile <url>] [--package <folder>] [--json] [--lang en|nl] (<file>|-) ... | --unsupported'

/** Bytes of one file: as much as a gateway can be set to take. */
const FILE_BYTES_MAX = 64 * 1024 * 1024

/** What the system says of a file that cannot be read, in words. */
const unreadable: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder, and a file was expected'],
  ['EACCES', 'you may not read it']
])

interface Asked {
  readonly profiles: readonly string[]
  readonly packagesDir: string | undefined
  readonly isJson: boolean
  readonly isUnsupported: boolean
  readonly language: Language
  readonly files: readonly string[]
}

const asked = askedOf(process.argv.slice(2))
process.exitCode = asked === undefined ? unread([USAGE]) : await run(asked)

async function run(asked: Asked): Promise<number> {
  const packages = await packagesIn(asked.packagesDir)
  if (!packages.ok) return unread(packages.problems)
  const root = resolve(import.meta.dirname, '..', '..')
  const validator = createValidator(join(root, 'profiles'), packages.value)
  if (asked.isUnsupported) return listUnsupported(validator, packages.value)
  let worst = 0
  for (const file of asked.files) worst = Math.max(worst, await validateFile(validator, file, asked))
  return worst
}

async function validateFile(validator: Validator, file: string, asked: Asked): Promise<number> {
  const bytes = await bytesOf(file)
  if (typeof bytes === 'string') return unread([`${file}: cannot be read: ${bytes}`])
  const parsed = parseBounded(bytes)
  if (!parsed.ok) return unread(parsed.outcome.issues.map((one) => `${file}: ${textOf(one, asked.language)}`))
  const found = await validateContent(validator, { content: parsed.value, profiles: asked.profiles })
  const issues = answerWith(validator, found)
  if (asked.isJson) process.stdout.write(`${JSON.stringify(operationOutcome(issues, asked.language))}\n`)
  else print(file, issues, asked)
  return issues.some(isError) ? 1 : 0
}

/** One line for each finding; the last one says what it was checked with. */
function print(file: string, issues: readonly Issue[], { files, language }: Asked): void {
  const name = files.length > 1 ? `${file}: ` : ''
  const counts = { error: 0, warning: 0, information: 0 }
  const versions: string[] = []
  for (const one of issues) {
    if (one.code === 'checked-with') versions.push(textOf(one, language))
    if (one.code === 'checked-with' || one.code === 'content-sound') continue
    const severity = severityOf(one)
    counts[severity] += 1
    const rule = one.rule === undefined ? [] : [`[${one.rule.canonical}#${one.rule.id}]`]
    const parts = [severity, one.expression ?? '-', one.code, textOf(one, language), ...rule]
    process.stdout.write(`${name}${parts.join(' ')}\n`)
  }
  const { error, warning, information } = counts
  process.stdout.write(`${name}${error} errors, ${warning} warnings, ${information} notes. ${versions.join(' ')}\n`)
}

function severityOf(one: Issue): 'error' | 'warning' | 'information' {
  if (isError(one)) return 'error'
  const [told] = operationOutcome([one]).issue
  return told?.severity === 'warning' ? 'warning' : 'information'
}

/** All of it, one line for each place, and a line that counts. */
function listUnsupported(validator: Validator, packages: readonly Source[]): number {
  const support = supportOf(validator, packages)
  if (!support.ok) return unread(support.problems)
  const partial = support.value.filter(({ unsupported }) => unsupported.length > 0)
  for (const { profile, unsupported } of partial) {
    for (const { element, reason } of unsupported) process.stdout.write(`${profile} ${element}: ${reason}\n`)
  }
  const named = packages.map(({ name: { name, version } }) => `${name} ${version}`).join(', ')
  process.stdout.write(
    `${support.value.length} profiles of ${named === '' ? 'no package' : named}, ${partial.length} of them checked in part\n`
  )
  return 0
}

async function packagesIn(folder: string | undefined): Promise<PackagesRead> {
  return folder === undefined ? { ok: true, value: [] } : readPackages(folder)
}

function textOf(one: Issue, language: Language): string {
  return operationOutcome([one], language).issue[0]?.details?.text ?? one.code
}

function unread(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`${line}\n`)
  return 2
}

/** What stands in a file, or on stdin however late it comes; in words, why it cannot be read. */
async function bytesOf(file: string): Promise<Uint8Array | string> {
  try {
    const bytes = file === '-' ? await buffer(process.stdin) : readFileSync(file)
    return bytes.length > FILE_BYTES_MAX ? `it is larger than ${FILE_BYTES_MAX} bytes` : bytes
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return unreadable.get(code) ?? code
  }
}

function askedOf(args: readonly string[]): Asked | undefined {
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values, positionals: files } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string', multiple: true, default: [] },
        package: { type: 'string' },
        lang: { type: 'string', default: 'en' },
        json: flag,
        unsupported: flag
      }
    })
    const { profile: profiles, lang, json: isJson, unsupported: isUnsupported } = values
    if ((lang !== 'en' && lang !== 'nl') || isUnsupported === files.length > 0) return undefined
    const packagesDir = values.package ?? process.env.GATEWAY_PACKAGES_DIR
    return { profiles, packagesDir, isJson, isUnsupported, language: lang, files }
  } catch {
    // parseArgs throws for an option that it does not know.
    return undefined
  }
}
