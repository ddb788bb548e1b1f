/**
 * `npm run bench -- <name> [--engine sqlite|postgres] [--json] [--seconds n] [--concurrency n] [--rows n] [--profile]`:
 * measures one thing against another, side by side in one run, and says on which machine.
 *
 * `npm run bench -- all --write` measures everything on every engine there is and writes `docs/performance.md` from it.
 */
import { readdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { documentOf } from './document/document.ts'
import type { Bench, Measured } from './support/bench.ts'
import { enginesHere, SERVER_VARIABLE, type EngineName } from './support/engine.ts'
import { runBench, type BenchRun } from './support/run-bench.ts'

const names = (await readdir(import.meta.dirname))
  .flatMap((file) => (file === 'run.ts' ? [] : (/^([a-z-]+)\.ts$/.exec(file)?.[1] ?? [])))
  .sort()

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '32' },
    rows: { type: 'string', default: '100000' },
    profile: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false }
  }
})
const [name] = positionals
const sizes = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  concurrency: Number(values.concurrency),
  rows: Number(values.rows)
}
const engine = (['sqlite', 'postgres'] as const).find((one) => one === values.engine)
const isFit =
  name !== undefined &&
  [...names, 'all'].includes(name) &&
  (engine !== undefined || values.engine === undefined) &&
  Object.values(sizes).every((size) => size > 0) &&
  (!values.write || name === 'all')
if (!isFit) {
  process.stderr.write(
    `usage: npm run bench -- <${[...names, 'all'].join(' | ')}> [--engine sqlite|postgres] [--json] [--seconds n] [--rounds n] [--concurrency n] [--rows n] [--profile] [--write]\n` +
      `--write goes with all; PostgreSQL is where ${SERVER_VARIABLE} says\n`
  )
  process.exit(2)
}

// With --json only figures are on stdout, so that a program can read it line by line.
const note = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`)
const runs: BenchRun[] = []
for (const one of name === 'all' ? names : [name]) {
  const { bench } = (await import(`./${one}.ts`)) as { readonly bench: Bench }
  for (const on of enginesOf(bench)) {
    const run = await measure(bench, on)
    runs.push(run)
    if (values.json) for (const measured of run.measured) process.stdout.write(`${asLine(run, measured)}\n`)
    else console.table(run.measured.map(rounded))
  }
}
if (values.write) {
  const file = resolve(import.meta.dirname, '..', 'docs', 'performance.md')
  await writeFile(file, await documentOf(runs, sizes))
  note(`wrote ${file}`)
}

/** Figures for the document are taken without the profiler, and the profile in a round of its own after them. */
async function measure(bench: Bench, on: EngineName): Promise<BenchRun> {
  const ask = { ...sizes, engine: on, profile: values.profile, note }
  if (!values.write || !values.profile || !bench.hasStore) return runBench(bench, ask)
  const run = await runBench(bench, { ...ask, profile: false })
  const { profile } = await runBench(bench, { ...ask, rounds: 1, note: () => undefined })
  return { ...run, profile }
}

/** All benches are for every engine there is; one alone is on SQLite unless told, and mapping on none. */
function enginesOf({ hasStore }: Bench): readonly EngineName[] {
  if (engine !== undefined) return [engine]
  return name === 'all' && hasStore ? enginesHere() : ['sqlite']
}

/** The other side's own figure follows from ours and the ratio, so the line leaves it out, and what was aimed at, too. */
function asLine({ bench, engine: on }: BenchRun, measured: Measured): string {
  const line = Object.entries(measured).filter(([key]) => key !== 'againstPerSecond' && key !== 'goal')
  return JSON.stringify({ bench: bench.name, ...(bench.hasStore ? { engine: on } : {}), ...Object.fromEntries(line) })
}

function rounded(measured: Measured): object {
  return Object.fromEntries(
    Object.entries(measured).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(3)) : value
    ])
  )
}
