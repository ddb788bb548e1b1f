/**
 * `npm run -s backup -- <file> [--data-dir <folder>]`: a whole copy of the SQLite store, also while a gateway writes it.
 *
 * The copy is as of one commit. It stands under a name of its own until it has been checked, is readable by its owner only,
 * and never takes the place of another file. The keys are inside: it is as confidential as the store.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, open, rm } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { syncFolder } from '../files.ts'
import { reasonOf } from '../reason.ts'
import { readStoreCommand, type StoreCommand } from './store-command.ts'
import { factLines, inspectStore, type StoreFacts } from './store-facts.ts'

/**
 * Pages copied in one step: all of them. Between two steps another process may write, and then SQLite starts again: with
 * steps of 100 pages a copy beside a busy gateway came to no end.
 */
const PAGES_PER_STEP = 2 ** 31 - 1

const read = readStoreCommand('backup', process.argv.slice(2), process.env)
process.exitCode = read.ok ? await run(read.command) : failed(read.problems)

async function run({ file, store }: StoreCommand): Promise<number> {
  const target = resolve(file)
  if (!existsSync(store)) return failed([`no store at ${store}: set GATEWAY_DATA_DIR to the gateway's data directory`])
  if (existsSync(target)) return failed([`${target} is there already: a backup replaces nothing`])
  if (!existsSync(dirname(target))) return failed([`there is no folder ${dirname(target)}`])
  const draft = `${target}.${randomUUID()}.draft`
  try {
    await copyTo(draft, store)
    const inspected = await inspectStore(draft)
    if (!inspected.ok) return failed([`${store}: ${inspected.reason}; no backup was made`])
    // A hard link fails where the name is taken by now; a rename would replace what stands there.
    await link(draft, target)
    await syncFolder(target)
    return told(target, inspected.facts)
  } catch (error) {
    // A full disk, a folder that may not be written, a file that is no database.
    return failed([`no backup was made of ${store}: ${reasonOf(error)}`])
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) await rm(`${draft}${end}`, { force: true })
  }
}

async function copyTo(draft: string, store: string): Promise<void> {
  // Made first, so that it has its mode from its first byte on.
  const empty = await open(draft, 'wx', 0o600)
  await empty.close()
  const source = new DatabaseSync(store, { readOnly: true })
  try {
    await backup(source, draft, { rate: PAGES_PER_STEP })
  } finally {
    source.close()
  }
  const copy = new DatabaseSync(draft)
  // One file that needs no log beside it; the gateway sets the store that is made of it back to WAL.
  copy.exec('PRAGMA journal_mode = DELETE')
  copy.close()
  const whole = await open(draft, 'r+')
  await whole.sync()
  await whole.close()
}

function told(target: string, facts: StoreFacts): number {
  const keys = facts.hasSecrets
    ? 'the keys are inside: keep it as secret as the store'
    : `THE KEYS ARE NOT INSIDE, because no gateway of this version has opened the store: keep its folder secrets/ with ${basename(target)}`
  process.stdout.write(`${[`backup ${target}`, ...factLines(facts), keys].join('\n')}\n`)
  return 0
}

function failed(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`${line}\n`)
  return 1
}
