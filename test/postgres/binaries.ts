import { execFile } from 'node:child_process'
import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The oldest major version that the gateway supports. */
const MAJOR_MIN = 15

/** Folders in which packages put the versions of PostgreSQL beside each other: Debian's, and that of the project's own RPMs. */
const PACKAGED = [
  { parent: '/usr/lib/postgresql', version: /^\d+$/ },
  { parent: '/usr', version: /^pgsql-\d+$/ }
] as const

/** A program that only says its version or a folder is done at once. */
const ANSWER_MS_MAX = 10_000

let found: Promise<string | undefined> | undefined

/**
 * The folder with PostgreSQL's server programs, the newest there is of version 15 or later; undefined where there is none.
 *
 * Looked for in PATH, where `pg_config` points, and where packages put it; the answer is kept for the process.
 */
export async function findPostgres(): Promise<string | undefined> {
  found ??= newest()
  return found
}

async function newest(): Promise<string | undefined> {
  const folders = new Set([
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...(await configured()),
    ...(await packaged())
  ])
  const versions = await Promise.all([...folders].filter((folder) => folder !== '').map(versionIn))
  return versions
    .filter(({ major }) => major >= MAJOR_MIN)
    .sort((one, other) => other.major - one.major)
    .at(0)?.folder
}

async function configured(): Promise<readonly string[]> {
  const answered = await run('pg_config', ['--bindir'], { timeout: ANSWER_MS_MAX }).catch(() => undefined)
  return answered === undefined ? [] : [answered.stdout.trim()]
}

async function packaged(): Promise<readonly string[]> {
  const folders = PACKAGED.map(async ({ parent, version }) => {
    const names = await readdir(parent).catch(() => [])
    return names.filter((name) => version.test(name)).map((name) => join(parent, name, 'bin'))
  })
  return (await Promise.all(folders)).flat()
}

/** Version 0 where a program is absent: some PATHs have a link to `postgres` and not to the programs that belong to it. */
async function versionIn(folder: string): Promise<{ readonly folder: string; readonly major: number }> {
  try {
    for (const program of ['initdb', 'postgres', 'pg_basebackup']) await access(join(folder, program), constants.X_OK)
    const { stdout } = await run(join(folder, 'postgres'), ['--version'], { timeout: ANSWER_MS_MAX })
    return { folder, major: Number(/ (\d+)/.exec(stdout)?.[1] ?? 0) }
  } catch {
    return { folder, major: 0 }
  }
}
