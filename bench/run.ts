/**
 * `npm run bench -- <name> [--json] [--seconds n] [--concurrency n] [--profile]`: measures one thing against another,
 * side by side in one run, and says on which machine.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench, Measured } from './support/bench.ts'
import { measureMachine } from './support/machine.ts'

const names = (await readdir(import.meta.dirname))
  .flatMap((file) => (file === 'run.ts' ? [] : (/^([a-z-]+)\.ts$/.exec(file)?.[1] ?? [])))
  .sort()

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '4' },
    concurrency: { type: 'string', default: '32' },
    profile: { type: 'boolean', default: false }
  }
})
const [name] = positionals
const [seconds, concurrency] = [Number(values.seconds), Number(values.concurrency)]
if (name === undefined || !names.includes(name) || !(seconds > 0) || !(concurrency >= 1)) {
  process.stderr.write(
    `usage: npm run bench -- <${names.join(' | ')}> [--json] [--seconds n] [--concurrency n] [--profile]\n`
  )
  process.exit(2)
}

// A folder of the project and not the system's temporary one, which is often in memory and flushes nothing.
const dir = resolve(import.meta.dirname, '..', 'data', 'bench', String(process.pid))
await mkdir(dir, { recursive: true })
try {
  const { bench } = (await import(`./${name}.ts`)) as { readonly bench: Bench }
  const machine = measureMachine(dir)
  // With --json only figures are on stdout, so that a program can read it line by line.
  const note = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`)
  note(`${bench.name}: ${bench.measures}`)
  note(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, fsync p50 ${machine.fsyncP50Ms.toFixed(2)} ms`)
  const measured = await bench.run({ seconds, concurrency, dir, profile: values.profile, note })
  if (values.json) for (const one of measured) process.stdout.write(`${asLine(bench.name, one)}\n`)
  else console.table(measured.map(rounded))
} finally {
  await rm(dir, { recursive: true, force: true })
}

/** The other side's own figure follows from ours and the ratio, so the line leaves it out. */
function asLine(benchName: string, measured: Measured): string {
  const line = Object.entries(measured).filter(([key]) => key !== 'againstPerSecond')
  return JSON.stringify({ bench: benchName, ...Object.fromEntries(line) })
}

function rounded(measured: Measured): object {
  return Object.fromEntries(
    Object.entries(measured).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(3)) : value
    ])
  )
}
