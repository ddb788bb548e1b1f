/**
 * `npm run -s agreement -- diff <file> [--json]`: what putting this version of an agreement in force would do to the duties
 * that are open; nothing is written, and a gateway may run.
 *
 * `npm run -s agreement -- enforce <id> --reason "..." [--by <operator>]`: puts the version in `profiles/agreements/<id>.json`
 * in force for what is open. On SQLite no gateway may run; with one, ask its operation `$enforce`.
 *
 * Exits with 0 where it was done, else with 1 and a line for each reason. Ids and codes only.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { loadConfig } from '../config.ts'
import { whatIfInStore } from '../flows/what-if.ts'
import { reasonOf } from '../reason.ts'
import { enforceConfigured } from './agreement-enforce.ts'
import { loadedAgreements, nowOf } from './agreement-store.ts'
import { tableOf } from './agreement-table.ts'
import { openConfigured } from './open-configured.ts'

const usage = `usage: npm run -s agreement -- diff <file> [--json]
       npm run -s agreement -- enforce <id> --reason "..." [--by <operator>]`

/** Rows that are printed: more than anybody reads, and what fits in memory. The counts are of all. */
const ROWS_MAX = 100_000

type Command =
  | { readonly name: 'diff'; readonly file: string; readonly isJson: boolean }
  | { readonly name: 'enforce'; readonly agreement: string; readonly reason: string; readonly by: string | undefined }

const command = commandIn(process.argv.slice(2))
process.exitCode = command === undefined ? failed(usage.split('\n')) : await run(command)

async function run(asked: Command): Promise<number> {
  try {
    if (asked.name === 'diff') return await diff(asked)
    const done = await enforceConfigured(process.env, asked)
    if (!done.ok) return failed(done.problems)
    const { version, changed, left } = done.value
    process.stdout.write(`${version} is in force for what is open: ${changed} referrals changed\n`)
    return left === 0 ? 0 : failed([`${left} referrals moved all the time: ask again`])
  } catch (error) {
    // A store in use, a server that is away, a full disk.
    return failed([reasonOf(error)])
  }
}

async function diff({ file, isJson }: Extract<Command, { readonly name: 'diff' }>): Promise<number> {
  const text = await readFile(file, 'utf8')
  const agreements = await loadedAgreements()
  if (!agreements.ok) return failed(agreements.problems)
  const config = loadConfig(process.env)
  if (!config.ok) return failed(config.problems)
  const opened = await openConfigured(process.env)
  if (!opened.ok) return failed(opened.problems)
  const { store } = opened
  try {
    const now = await nowOf(store, config.value)
    const told = await whatIfInStore(store, { agreements: agreements.value, text, now, rowsMax: ROWS_MAX })
    if (!told.ok) return failed(told.problems.map(({ pointer, message }) => `${file}${pointer} ${message}`))
    process.stdout.write(isJson ? `${JSON.stringify(told.value)}\n` : tableOf(told.value))
    return 0
  } finally {
    await store.close()
  }
}

function commandIn(args: readonly string[]): Command | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, reason: { type: 'string' }, by: { type: 'string' } }
    })
    const [name, what, ...more] = positionals
    const { json: isJson, reason, by } = values
    if (what === undefined || more.length > 0) return undefined
    const isPlain = reason === undefined && by === undefined
    if (name === 'diff') return isPlain ? { name, file: what, isJson } : undefined
    if (name !== 'enforce' || isJson || reason === undefined || reason.trim() === '') return undefined
    return { name, agreement: what, reason: reason.trim(), by }
  } catch {
    // parseArgs throws for an option that it does not know.
    return undefined
  }
}

function failed(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`${line}\n`)
  return 1
}
