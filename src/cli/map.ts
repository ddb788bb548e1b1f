/**
 * `npm run -s map -- --from <dialect> --to <dialect> <file> [--explain | --lineage]`: maps a file by hand, `-` is stdin.
 *
 * A dialect is a folder of `mappings/`, or `canonical`; `--map <url>` runs one map in place of the two. The result is
 * printed as JSON, with `--lineage` as `{result, lineage}`, and with `--explain` as a table of elements, or where the
 * terminal is too narrow for it as a few lines for each. What no rule
 * read goes to stderr. A map that fails says where, and the command exits with 1.
 */
import { readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { defaultPublicUrl } from '../config.ts'
import { parseBounded } from '../fhir/bounded-json.ts'
import { operationOutcome, type Issue } from '../fhir/outcome.ts'
import { mapContent, type MapAsked, type MappedContent } from '../flows/map-content.ts'
import { loadMappings } from '../mapping/load-dialects.ts'
import { createValidator } from '../profile/create-validator.ts'
import { lineageTable } from './lineage-table.ts'

const USAGE =
  'usage: npm run -s map -- (--from <dialect> --to <dialect> | --map <url>) <file|-> [--explain | --lineage]'

interface Asked {
  readonly by: MapAsked['by']
  readonly file: string
  readonly form: 'json' | 'lineage' | 'explain'
}

/** What the system says of a file that cannot be read, in words. */
const unreadable: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder, and one file was expected'],
  ['EACCES', 'you may not read it']
])

const root = resolve(import.meta.dirname, '..', '..')
const asked = askedOf(process.argv.slice(2))
process.exitCode = asked === undefined ? failed([USAGE]) : await run(asked)

async function run({ by, file, form }: Asked): Promise<number> {
  const read = await bytesOf(file)
  if (typeof read === 'string') return failed([`${file}: cannot be read: ${read}`])
  const parsed = parseBounded(read)
  if (!parsed.ok) return failed(parsed.outcome.issues.map((issue) => `${file}: ${textOf(issue)}`))
  const { dialects, catalogue, library } = loadMappings([join(root, 'mappings')], join(root, 'profiles', 'base'))
  const rules = {
    dialects,
    maps: catalogue,
    validator: createValidator(join(root, 'profiles')),
    base: `${defaultPublicUrl('127.0.0.1', 8080)}/fhir`
  }
  const mapped = mapContent(rules, { content: parsed.value, by, lineage: form !== 'json' })
  if (!mapped.ok) {
    const fileOf = (map: string): string | undefined => library.maps.get(map)?.file
    return failed(mapped.outcome.issues.map((issue) => faultLine(issue, fileOf(issue.words.structureMap ?? ''))))
  }
  for (const warning of mapped.value.warnings) {
    process.stderr.write(`${warning.expression ?? ''}: ${textOf(warning)}\n`)
  }
  process.stdout.write(`${printed(mapped.value, form)}\n`)
  return 0
}

function printed(mapped: MappedContent, form: Asked['form']): string {
  if (form === 'explain') return lineageTable(mapped, process.stdout.columns)
  const { resource, traces } = mapped
  if (form === 'json') return JSON.stringify(resource, undefined, 2)
  const lineage = traces.map(({ target, origins, entry, via }) => ({
    ...entry,
    target: target.told,
    sources: origins.map(({ told }) => told),
    via: via.map((step) => step.entry)
  }))
  return JSON.stringify({ result: resource, lineage }, undefined, 2)
}

/** `file:line: rule ...: source path: what`, as much of it as is known. */
function faultLine(issue: Issue, file: string | undefined): string {
  const { line = '', rule = '' } = issue.words
  const place = file === undefined ? [] : [`${relative(process.cwd(), file)}${line === '' ? '' : `:${line}`}`]
  const parts = [...place, ...(rule === '' ? [] : [`rule ${rule}`]), issue.expression ?? '', textOf(issue)]
  return parts.filter((part) => part !== '').join(': ')
}

function textOf(issue: Issue): string {
  const [told] = operationOutcome([issue]).issue
  return `${told?.details?.text ?? issue.code} ${told?.diagnostics ?? ''}`.trim()
}

function failed(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`${line}\n`)
  return 1
}

/** What stands in a file, or on stdin however late it comes; in words, why it cannot be read. */
async function bytesOf(file: string): Promise<Uint8Array | string> {
  try {
    return file === '-' ? await buffer(process.stdin) : readFileSync(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return unreadable.get(code) ?? code
  }
}

function askedOf(args: readonly string[]): Asked | undefined {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { from: text, to: text, map: text, explain: flag, lineage: flag }
    })
    const { from, to, map, explain, lineage } = values
    const [file, second] = positionals
    if (file === undefined || second !== undefined || (explain && lineage)) return undefined
    const by = byOf({ from, to, map })
    const form = lineage ? 'lineage' : 'json'
    return by === undefined ? undefined : { by, file, form: explain ? 'explain' : form }
  } catch {
    // parseArgs throws for an option that it does not know.
    return undefined
  }
}

function byOf({
  from,
  to,
  map
}: Readonly<Record<'from' | 'to' | 'map', string | undefined>>): MapAsked['by'] | undefined {
  if (map !== undefined) return from === undefined && to === undefined ? { map } : undefined
  return from === undefined || to === undefined ? undefined : { from, to }
}
