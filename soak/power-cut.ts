/**
 * The power-cut drill: a child process commits to a store on a disk of its own and prints each id when its commit has
 * resolved; at a random moment the disk loses its power. Mounted again, every printed id must be there whole.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { StoreLocation } from '../src/store/open.ts'
import { CUT_LINE, makeDisk, type Disk } from './support/disk.ts'
import { engines, type Engine } from './support/engine.ts'
import type { Soak, SoakAsk } from './support/soak.ts'
import { isSound, Tally, type Figures } from './support/tally.ts'
import { verify, type Expected, type Found, type Printed } from './support/verify.ts'

const child = fileURLToPath(new URL('./support/commit-child.ts', import.meta.url))

/** The cut falls anywhere in the first second of commits. */
const CUT_MS_MAX = 1_000

/** A child that has not committed anything by then never will. */
const FIRST_MS_MAX = 60_000

/** More than the changes that were under way when the power went. */
const BEYOND = 100

/** `npm run soak -- power-cut [--rounds n] [--engine sqlite | postgres] [--unsafe]`; the last must lose something. */
export const soak: Soak = {
  name: 'power-cut',
  proves: 'nothing that was acknowledged is lost when the power goes',
  async run({ args, folder, note }) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string', default: '8' },
        engine: { type: 'string', multiple: true, default: Object.keys(engines) },
        unsafe: { type: 'boolean', default: false }
      }
    })
    const rounds = Number(values.rounds)
    if (!(rounds >= 1) || !values.engine.every((name) => name in engines)) {
      note(`options: [--rounds n] [--engine ${Object.keys(engines).join(' | ')}] [--unsafe]`)
      return 'failed'
    }
    const disk = await makeDisk(folder).catch((error: unknown) => {
      note(`this machine cannot cut the power of a disk: ${String(error).split('\n')[0] ?? ''}`)
      return undefined
    })
    if (disk === undefined) return 'skipped'
    try {
      const drills = { disk, note, folder, rounds, isUnsafe: values.unsafe }
      return await drillAll(values.engine, drills)
    } finally {
      await disk.end()
    }
  }
}

interface Drill extends Pick<SoakAsk, 'note' | 'folder'> {
  readonly disk: Disk
  readonly rounds: number
  /** The engine acknowledges what is not on the disk: then the drill must see a loss. */
  readonly isUnsafe: boolean
}

async function drillAll(names: readonly string[], drill: Drill): Promise<'passed' | 'failed' | 'skipped'> {
  const all: Record<string, Figures> = {}
  for (const name of names) {
    const engine = await engines[name]?.(drill.disk)
    if (engine === undefined) {
      drill.note(`${name}: skipped, because it is not on this machine`)
      continue
    }
    all[name] = await drillOne(engine, drill)
    await drill.disk.format()
  }
  console.table(all)
  const figures = Object.values(all)
  if (figures.length === 0) return 'skipped'
  return figures.every((one) => (drill.isUnsafe ? one.lost > 0 : isSound(one))) ? 'passed' : 'failed'
}

async function drillOne(engine: Engine, drill: Drill): Promise<Figures> {
  const { disk, rounds } = drill
  const tally = new Tally()
  const note = (round: number, text: string) => drill.note(`${engine.name}, round ${round}: ${text}`)
  let from = 0
  for (let round = 1; round <= rounds; round += 1) {
    const printed = await commitUntilCut(engine, from, drill)
    tally.printed(printed)
    const until = Math.max(from, ...printed.before.map(Number), ...printed.behind.map(Number)) + BEYOND
    // The last round looks at all, because a later cut must not take what an earlier one had left.
    const ids = idsBetween(round === rounds ? 0 : from, until)
    from = until
    await disk.remount()
    const found = await reopen(engine, { ids, acknowledged: tally.acknowledged, behind: printed.behind })
    await engine.die()
    if (found instanceof Error) {
      note(round, `did not open again: ${found.message}`)
      tally.notOpened()
      await disk.format()
      continue
    }
    tally.found(found)
    for (const line of found.broken) note(round, line)
    const behind = `${printed.behind.length} printed behind the cut, ${found.goneBehind.length} of them not there`
    note(round, `${printed.before.length} acknowledged, ${found.lost.length} lost; ${behind}`)
  }
  return tally.figures()
}

function idsBetween(from: number, until: number): readonly string[] {
  return Array.from({ length: until - from }, (_, index) => String(from + 1 + index))
}

async function reopen(engine: Engine, expected: Expected): Promise<Found | Error> {
  try {
    return await verify(await engine.start(), expected)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/**
 * Child and cut write to one log, which is not on the disk: what stands before the cut was acknowledged before it. What stands
 * behind it was not, since a machine without power tells nobody anything. The drill's machine goes on for a moment: a flush
 * that is under way during the cut may be told that it succeeded (in 4 rounds of 100 with SQLite).
 */
async function commitUntilCut(engine: Engine, from: number, drill: Drill): Promise<Printed> {
  const { disk, isUnsafe } = drill
  const log = join(drill.folder, 'acknowledged.log')
  const location = await engine.start()
  writeFileSync(log, '')
  const appending = openSync(log, 'a')
  const started = spawn(process.execPath, [child, String(from), isUnsafe ? 'unsafe' : 'safe'], {
    stdio: ['ignore', appending, 'pipe'],
    env: { PATH: process.env['PATH'], ...environment(location) }
  })
  closeSync(appending)
  let complaint = ''
  started.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const ended = once(started, 'close')
  try {
    const until = Date.now() + FIRST_MS_MAX
    while (statSync(log).size === 0 && started.exitCode === null && Date.now() < until) await setTimeout(5)
    if (statSync(log).size === 0) throw new Error(`the child committed nothing:\n${complaint}`)
    if (isUnsafe) await engine.weaken()
    await setTimeout(Math.random() * CUT_MS_MAX)
    await disk.cut(log)
  } finally {
    started.kill('SIGKILL')
    await engine.die()
    await ended
  }
  // A kill between a write and its line end leaves a number cut short.
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
  const cut = lines.indexOf(CUT_LINE)
  return { before: lines.slice(0, cut), behind: lines.slice(cut + 1) }
}

function environment(location: StoreLocation): Readonly<Record<string, string>> {
  return 'url' in location ? { GATEWAY_DATABASE_URL: location.url } : { SOAK_FILE: location.file }
}
