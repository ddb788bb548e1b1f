import { parseArgs } from 'node:util'
import { loadConfig, type Environment } from '../config.ts'
import { databaseShown, storeOptions } from '../config-store.ts'

/** What `backup` and `restore` are asked: which file, and the store that the configuration names. */
export interface StoreCommand {
  /** The backup. */
  readonly file: string
  /** The SQLite store. */
  readonly store: string
  readonly isReplacing: boolean
}

/** A command, or the lines that say why there is none. */
export type StoreCommandRead =
  { readonly ok: true; readonly command: StoreCommand } | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Reads `<file> [--data-dir <folder>] [--replace]` and the configuration; the flag goes before GATEWAY_DATA_DIR.
 *
 * A store in PostgreSQL is refused with the name of PostgreSQL's own tools: only they know what its server has written.
 */
export function readStoreCommand(
  name: 'backup' | 'restore',
  args: readonly string[],
  env: Environment
): StoreCommandRead {
  const given = argumentsOf(args)
  const flags = name === 'restore' ? ' [--replace]' : ''
  const usage = `usage: npm run -s ${name} -- <file> [--data-dir <folder>]${flags}`
  if (given === undefined || (given.isReplacing && name === 'backup')) return { ok: false, problems: [usage] }
  const config = loadConfig({ ...env, ...(given.dataDir === undefined ? {} : { GATEWAY_DATA_DIR: given.dataDir }) })
  if (!config.ok) return config
  const place = storeOptions(config.value)
  if ('url' in place) {
    const tools = name === 'backup' ? 'pg_dump -Fc or pg_basebackup' : 'pg_restore, or a server on its pg_basebackup'
    const store = databaseShown(place.url)
    return { ok: false, problems: [`the store is in PostgreSQL (${store}): use ${tools}, see docs/running.md`] }
  }
  return { ok: true, command: { file: given.file, store: place.file, isReplacing: given.isReplacing } }
}

interface Given {
  readonly file: string
  readonly dataDir: string | undefined
  readonly isReplacing: boolean
}

function argumentsOf(args: readonly string[]): Given | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'data-dir': { type: 'string' }, replace: { type: 'boolean', default: false } }
    })
    const [file, ...more] = positionals
    if (file === undefined || file === '' || more.length > 0) return undefined
    return { file, dataDir: values['data-dir'], isReplacing: values.replace }
  } catch {
    // parseArgs throws for an option that it does not know.
    return undefined
  }
}
