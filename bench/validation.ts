import { isError } from '../src/fhir/outcome.ts'
import { median, type Bench, type BenchOptions, type Measured } from './support/bench.ts'
import { isMedplumComplete, loadMedplum, medplumSide } from './validation/medplum-side.ts'
import { messages, type Message } from './validation/messages.ts'
import { ourSides, type OurSide } from './validation/our-side.ts'
import { measureRounds, ratioOf, type Rounds } from './validation/rounds.ts'

/** The issue that asked for this validator asks for it. */
const GOAL = 50

/** One round of one side is this part of `--seconds`, which is 100 ms unless told. */
const SLICES_PER_SECOND = 40

/** Validation: a referral and a confirmation of an intake against their profiles, by our validator and by Medplum's. */
export const bench: Bench = {
  name: 'validation',
  measures: 'a ServiceRequest and a Communication against their profiles, against Medplum',
  about: [
    '**What is measured.** A referral of 2.5 KB with everything that the profile `referral` knows, and a confirmation of an intake (profile `feedback-intake-confirmation`) whose letter in coded sections comes with it; and once more a referral that contains its letter, patient and three more resources, all of which are validated with it. Each is read once and then validated again and again: by the gate alone; by the gate and the base definition with its invariants, bindings and narratives; and by all of that and the profile, down to the sections of the letter. Everything is compiled before. All are sound, so all of their rules are looked at.',
    '**Against what.** Medplum’s `validateResource` as it comes, with the base definitions indexed: without a profile, and with `{ profile }`. It takes the profile apart again with each call. It looks at fewer things: no bindings, no invariants of data types, no content of slices, no narrative, nothing beyond the resource. Where it refuses what is sound, that is noted, and the time until it has refused is what counts. The gate alone has no counterpart; it is put beside Medplum without a profile.',
    'All sides run in turn in one process, 100 ms of processor time each, after five times as much to warm up, in 21 rounds; a ratio is the median over the rounds, and 95% of them lie between low and high. It takes a minute.'
  ],
  hasStore: false,
  run
}

function run({ seconds, note, tell }: BenchOptions): Promise<readonly Measured[]> {
  if (!isMedplumComplete()) {
    note('not measured: the definitions for the other validator are absent (npm ci --prefix test/conformance)')
    return Promise.resolve([])
  }
  const sliceMs = (seconds * 1000) / SLICES_PER_SECOND
  const start = performance.now()
  const sideOf = ourSides()
  const sides = messages().map((message) => ({ message, ours: sideOf(message) }))
  for (const { ours } of sides) ours.profile()
  tell({ name: 'definitions read and two profiles compiled', value: performance.now() - start, unit: 'ms' })
  loadMedplum()
  return Promise.resolve(sides.flatMap(({ message, ours }) => measured(message, ours, { sliceMs, note })))
}

function measured(
  message: Message,
  ours: OurSide,
  { sliceMs, note }: { readonly sliceMs: number; readonly note: BenchOptions['note'] }
): readonly Measured[] {
  const { name, resource, profile } = message
  const refused = ours.profile().filter((one) => isError(one) || one.code === 'profile-unchecked')
  if (refused.length > 0) throw new Error(`our side does not accept ${name}: ${JSON.stringify(refused)}`)
  const medplum = { base: medplumSide(resource), profile: medplumSide(resource, profile) }
  for (const [how, side] of Object.entries(medplum)) {
    const errors = side().filter(({ severity }) => severity === 'error' || severity === 'fatal').length
    if (errors > 0) note(`Medplum, ${how}: refuses the sound ${name} with ${errors} errors`)
  }
  const bytes = Buffer.byteLength(JSON.stringify(resource))
  const rounds = measureRounds({ ...ours, medplumBase: medplum.base, medplumProfile: medplum.profile }, sliceMs)
  return [
    { case: `${name}, ${bytes} bytes, profile`, ...against(rounds, 'profile', 'medplumProfile'), goal: GOAL },
    { case: `${name}, base definition`, ...against(rounds, 'base', 'medplumBase') },
    { case: `${name}, gate alone`, ...against(rounds, 'gate', 'medplumBase') }
  ]
}

type SideName = 'gate' | 'base' | 'profile' | 'medplumBase' | 'medplumProfile'

function against(rounds: Rounds<SideName>, ours: SideName, other: SideName): Omit<Measured, 'case'> {
  return {
    opsPerSecond: median(rounds[ours]),
    against: 'medplum',
    againstPerSecond: median(rounds[other]),
    ...ratioOf(rounds[ours], rounds[other])
  }
}
