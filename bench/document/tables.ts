import { totalmem, release, type as system } from 'node:os'
import { table } from '../../scripts/markdown.ts'
import type { Measured } from '../support/bench.ts'
import type { CpuProfile, Share } from '../support/profile.ts'
import type { BenchRun } from '../support/run-bench.ts'

/** What the figures mean nothing without. */
export function machineOf(runs: readonly BenchRun[]): readonly (readonly string[])[] {
  const fsync = runs.map(({ machine }) => machine.fsyncP50Ms)
  const machine = runs[0]?.machine
  return [
    ['Processor', `${machine?.cpu ?? 'unknown'}, ${machine?.cores ?? 0} cores`],
    ['Memory', `${(totalmem() / 1e9).toFixed(0)} GB`],
    ['System', `${system()} ${release()}`],
    ['Node', machine?.node ?? ''],
    [
      'fsync p50 of 4 KB',
      `${Math.min(...fsync).toFixed(2)} to ${Math.max(...fsync).toFixed(2)} ms, measured before each bench`
    ]
  ]
}

/** The cases of one run. */
export function measuredTable(all: readonly Measured[]): string {
  return table(
    ['Case', 'Ours, a second', 'Against', 'It, a second', 'Ratio', 'Goal', 'p50 ms', 'p99 ms', 'CPU ms', 'c'],
    all.map((one) => [
      one.case,
      shown(one.opsPerSecond),
      one.against,
      shown(one.againstPerSecond),
      ratioShown(one),
      shown(one.goal),
      shown(one.p50Ms),
      shown(one.p99Ms),
      shown(one.cpuMs),
      one.concurrency === undefined ? '' : String(one.concurrency)
    ])
  )
}

/** The ratio, and where it is known between what 95% of the rounds lie. */
function ratioShown({ ratio, ratioLow, ratioHigh }: Measured): string {
  const isKnown = ratioLow !== undefined && ratioHigh !== undefined
  return isKnown ? `${shown(ratio)} (${shown(ratioLow)} to ${shown(ratioHigh)})` : shown(ratio)
}

/** Figures of our side alone, by engine; none where there are none. */
export function readingsTable(runs: readonly BenchRun[]): readonly string[] {
  const rows = runs.flatMap(({ engine, readings }) =>
    readings.map(({ name, value, unit, goal }) => [
      name,
      engine,
      `${value.toFixed(0)} ${unit}`,
      goal === undefined ? '' : `under ${goal} ${unit}`
    ])
  )
  return rows.length === 0 ? [] : [table(['Measured beside it', 'Engine', 'Value', 'Goal'], rows)]
}

/** Layers and functions of the runs that have a profile, one column for each engine. */
export function profileTable(runs: readonly BenchRun[]): readonly string[] {
  const profiled = runs.flatMap(({ engine, profile }) => (profile === undefined ? [] : [{ engine, profile }]))
  if (profiled.length === 0) return []
  const engines = profiled.map(({ engine }) => engine)
  const sharesOf = (pick: (profile: CpuProfile) => readonly Share[]): readonly (readonly string[])[] => {
    const names = [...new Set(profiled.flatMap(({ profile }) => pick(profile).map(({ name }) => name)))]
    return names.map((name) => [
      name,
      ...profiled.map(({ profile }) => percent(pick(profile).find((share) => share.name === name)?.part))
    ])
  }
  return [
    'Share of the time that the gateway’s process was busy, all its threads together, in a run of its own under the profiler.',
    table(
      ['Layer', ...engines],
      [
        ...sharesOf(({ layers }) => layers),
        ['idle, of the whole run', ...profiled.map(({ profile }) => percent(profile.idle))]
      ]
    ),
    'By function of the project, each with what it called outside of the project:',
    table(
      ['Function', ...engines],
      sharesOf(({ spots }) => spots).map(([name = '', ...parts]) => [`\`${name}\``, ...parts])
    )
  ]
}

function shown(value: number | undefined): string {
  if (value === undefined) return ''
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)))
}

function percent(part: number | undefined): string {
  return part === undefined ? '' : `${(100 * part).toFixed(1)}%`
}
