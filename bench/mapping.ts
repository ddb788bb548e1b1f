import { deepStrictEqual } from 'node:assert/strict'
import { median, percent, type Bench, type BenchOptions, type Measured } from './support/bench.ts'
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
  about: [
    '**What is measured.** A referral (`bench/mapping/referral.ts`, 1.8 KB) through one map of 30 rules, all of which find a value: 24 paths, three constants and three translations to a code through a ConceptMap of 25 codes, in a main group and two groups that it calls (`bench/mapping/referral.map`). In the second case every third rule has a FHIRPath condition (`referral-conditions.map`): comparisons, `exists`, `count`, and `matches`, `length` and `toString`, which our engine leaves to the FHIRPath library. In the third one, codes are translated one after the other through a ConceptMap of 500.',
    '**Against what.** Medplum’s `structureMapTransform` with the same map, parsed once, and with a new collection of maps in each call, because one that is shared grows with every call; the maps keep to what it does right. And a function written by hand that does the same (`hand-written.ts`). The outputs are compared before anything is measured, and must be equal.',
    'All sides run in turn in one process, 133 ms each, nine rounds; a ratio is the median over the rounds. It takes half a minute.'
  ],
  hasStore: false,
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
