/**
 * `npm run -s restore -- <file> [--data-dir <folder>] [--replace]`: puts a backup in the place of the SQLite store.
 *
 * It refuses while a gateway owns the store, and where there is one, unless `--replace`: then the old one is kept beside it
 * under a dated name. The backup is checked before it goes in place and the store after it, and nothing is started.
 */
import { randomUUID } from 'node:crypto'
import { constants, existsSync, statSync } from 'node:fs'
import { copyFile, chmod, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { syncFolder } from '../files.ts'
import { lockFile, type FileLock } from '../store/sqlite/lock.ts'
import { reasonOf } from '../reason.ts'
import { readStoreCommand, type StoreCommand } from './store-command.ts'
import { factLines, inspectStore, sha256Of } from './store-facts.ts'

const read = readStoreCommand('restore', process.argv.slice(2), process.env)
process.exitCode = read.ok ? await run(read.command) : failed(read.problems)

async function run({ file, store, isReplacing }: StoreCommand): Promise<number> {
  const source = resolve(file)
  if (!existsSync(source)) return failed([`there is no file ${source}`])
  if (sizeOf(`${source}-wal`) > 0) {
    return failed([
      `${source} has a log beside it (-wal), so it is a store and no backup: make one with "npm run backup"`
    ])
  }
  await mkdir(dirname(store), { recursive: true, mode: 0o700 })
  // No gateway can start on the store until this is done.
  const locked = lockOn(store)
  if (!locked.ok) return failed([`${locked.reason}; stop the gateway first`])
  try {
    if (existsSync(store) && !isReplacing) {
      return failed([`there is a store at ${store}: with --replace it is kept beside the restored one`])
    }
    return await restored(source, store)
  } catch (error) {
    // A full disk, a folder that may not be written.
    return failed([`${store}: ${reasonOf(error)}`])
  } finally {
    locked.lock.close()
  }
}

async function restored(source: string, store: string): Promise<number> {
  const draft = `${store}.${randomUUID()}.draft`
  try {
    await copyDurably(source, draft)
    if ((await sha256Of(source)) !== (await sha256Of(draft))) return failed([`${source} changed while it was copied`])
    const before = await inspectStore(draft)
    if (!before.ok) return failed([`${source}: ${before.reason}; nothing was changed`])
    const kept = await keepOld(store)
    await rename(draft, store)
    await syncFolder(store)
    const after = await inspectStore(store)
    if (!after.ok) return failed([`${store}: ${after.reason}`])
    if (!isDeepStrictEqual(after.facts, before.facts)) return failed([`${store} is not what ${source} is`])
    const old = kept === undefined ? [] : [`the store that was there is now ${kept}`]
    const secrets = after.facts.hasSecrets ? [] : ['THE KEYS ARE NOT INSIDE: put the folder secrets/ beside it']
    process.stdout.write(`${[`restored ${store}`, ...factLines(after.facts), ...old, ...secrets].join('\n')}\n`)
    return 0
  } finally {
    for (const end of ['', '-wal', '-shm']) await rm(`${draft}${end}`, { force: true })
  }
}

async function copyDurably(source: string, draft: string): Promise<void> {
  await copyFile(source, draft, constants.COPYFILE_EXCL)
  await chmod(draft, 0o600)
  const copy = await open(draft, 'r+')
  await copy.sync()
  await copy.close()
}

/**
 * Gives the old store a dated name beside its own, and takes its log away: SQLite would play a log that was left over into
 * the restored store.
 *
 * @returns the dated name; undefined where there was no store.
 * @throws Error where another process reads the store just now, because its log cannot be emptied then.
 */
async function keepOld(store: string): Promise<string | undefined> {
  const isThere = existsSync(store)
  const dated = `${store}.${new Date().toISOString().replaceAll(/[:.]/g, '')}.replaced`
  if (isThere) {
    await foldLog(store, dated)
    // A link: the store has both names until the restored one takes its own, so at no moment is there none.
    await link(store, dated)
    await syncFolder(store)
  }
  for (const end of ['-wal', '-shm']) await rm(`${store}${end}`, { force: true })
  return isThere ? dated : undefined
}

/** Puts what the log holds into the store itself, so that the old store is one file; a damaged one keeps its log beside it. */
async function foldLog(store: string, dated: string): Promise<void> {
  const kept = `${dated}-wal`
  // A copy, and before SQLite looks at it: a log that it cannot read it empties.
  if (sizeOf(`${store}-wal`) > 0) await copyDurably(`${store}-wal`, kept)
  const folded = foldedLog(store)
  if (folded !== undefined) await rm(kept, { force: true })
  if (folded?.['busy'] === 1) throw new Error('another process reads it: wait until that has ended')
}

function foldedLog(store: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const database = new DatabaseSync(store)
    try {
      return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    } finally {
      database.close()
    }
  } catch {
    // It is being replaced because it cannot be read, perhaps; then both files are kept as they are.
    return undefined
  }
}

/** The lock that a gateway holds while it owns the store, or why it cannot be had. */
function lockOn(
  store: string
): { readonly ok: true; readonly lock: FileLock } | { readonly ok: false; readonly reason: string } {
  try {
    return { ok: true, lock: lockFile(store) }
  } catch (error) {
    return { ok: false, reason: reasonOf(error) }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function failed(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`${line}\n`)
  return 1
}
