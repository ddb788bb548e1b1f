import { deepStrictEqual } from 'node:assert/strict'
import { median, type Bench, type BenchOptions, type Measured } from './support/bench.ts'
import { codeAt, largeMap } from './mapping/codes.ts'
import { mapByHand, mapByHandWithConditions } from './mapping/hand-written.ts'
import { referral } from './mapping/referral.ts'
import { measureRounds, ratioOf } from './mapping/rounds.ts'
import { loadMedplum, medplumSide, ourSides, type Side, translateSides } from './mapping/sides.ts'

/**
 * Mapping: one and the same map of 30 rules by our engine, by Medplum's and by hand, and what lineage and coverage cost.
 *
 * The outputs of all sides are equal, or nothing is measured.
 */
export const bench: Bench = {
  name: 'mapping',
  measures:
    'a referral through 30 rules (paths, constants, translations; then with FHIRPath in every third rule) and a code through 500, against Medplum and against a function written by hand',
  run
}

/** One round of one side is this part of `--seconds`, which is 133 ms unless told, and half a minute for all. */
const SLICES_PER_SECOND = 30

/** As many codes as a translation table of a care sector has. */
const CODES = 500

function run({ seconds, note }: BenchOptions): Promise<readonly Measured[]> {
  const sliceMs = (seconds * 1000) / SLICES_PER_SECOND
  loadMedplum()
  return Promise.resolve([
    ...mapping({ name: '30 rules', file: 'referral.map', byHand: () => mapByHand(referral) }, sliceMs, note),
    ...mapping(
      {
        name: '30 rules, 10 with a condition',
        file: 'referral-conditions.map',
        byHand: () => mapByHandWithConditions(referral)
      },
      sliceMs,
      note
    ),
    translation(sliceMs)
  ])
}

interface Case {
  readonly name: string
  readonly file: string
  readonly byHand: Side
}

function mapping({ name, file, byHand }: Case, sliceMs: number, note: BenchOptions['note']): readonly Measured[] {
  const sides = { ...ourSides(file, referral), medplum: medplumSide(file, referral), byHand }
  const expected = byHand()
  for (const [side, work] of Object.entries(sides)) deepStrictEqual(work(), expected, `${side} of ${file}`)
  const rounds = measureRounds(sides, sliceMs)
  for (const side of ['lineage', 'lineageRead', 'coverage', 'coverageRead'] as const) {
    note(`${name}: ${COST_OF[side]} costs ${percent(ratioOf(rounds.plain, rounds[side]) - 1)} more time`)
  }
  const against = (ours: 'plain' | 'lineage' | 'coverage', other: 'medplum' | 'byHand'): Measured => ({
    case: `${name}${SUFFIX[ours]}`,
    opsPerSecond: median(rounds[ours]),
    against: other === 'medplum' ? 'medplum' : 'hand-written',
    againstPerSecond: median(rounds[other]),
    ratio: ratioOf(rounds[ours], rounds[other])
  })
  return (['plain', 'lineage', 'coverage'] as const).flatMap((ours) => [
    against(ours, 'medplum'),
    against(ours, 'byHand')
  ])
}

const SUFFIX = { plain: '', lineage: ', lineage on', coverage: ', coverage on' } as const

const COST_OF = {
  lineage: 'lineage',
  lineageRead: 'lineage, put into words,',
  coverage: 'coverage',
  coverageRead: 'coverage, put into words,'
} as const

function translation(sliceMs: number): Measured {
  const sides = translateSides(largeMap(CODES), codeAt)
  for (let index = 0; index < CODES; index++) deepStrictEqual(sides.ours(), sides.medplum())
  const rounds = measureRounds(sides, sliceMs)
  return {
    case: `translate, ${String(CODES)} codes`,
    opsPerSecond: median(rounds.ours),
    against: 'medplum',
    againstPerSecond: median(rounds.medplum),
    ratio: ratioOf(rounds.ours, rounds.medplum)
  }
}

function percent(part: number): string {
  return `${String(Math.round(part * 100))}%`
}
