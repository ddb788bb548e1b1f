import { mutations } from './mutations.ts'
import { randomOf, type Random } from './random.ts'

/** A body made of a sound resource by a few changes. */
export interface Mutant {
  readonly bytes: Uint8Array
  /** The number that it is made from; the same number and seed make it again. */
  readonly number: number
  /** The names of its changes. */
  readonly changes: readonly string[]
}

/** Changes that one resource gets at most: with more of them hardly anything gets past the first check. */
const CHANGES_MAX = 4

/** One in so many bodies is spoilt as bytes, too, and one in so many has a number written oddly. */
const BYTES_EVERY = 25
const NUMBERS_EVERY = 12

/**
 * Makes a body.
 *
 * @param sources - JSON texts of sound resources.
 */
export function mutantOf(sources: readonly string[], number: number, seed: number): Mutant {
  const random = randomOf(seed * 1_000_003 + number)
  const resource = JSON.parse(random.of(sources)) as Record<string, unknown>
  const names = Object.keys(mutations)
  const changes: string[] = []
  for (let count = random.below(CHANGES_MAX + 1); count > 0; count--) {
    const name = random.of(names)
    mutations[name]!(resource, random)
    changes.push(name)
  }
  let text = JSON.stringify(resource)
  if (random.below(NUMBERS_EVERY) === 0) {
    text = text.replace(/:(-?\d[\d.eE+-]*)/, `:${random.of(ODD_NUMBERS)}`)
    changes.push('oddNumber')
  }
  const bytes = new TextEncoder().encode(text)
  if (random.below(BYTES_EVERY) !== 0) return { bytes, number, changes }
  return { bytes: spoilt(bytes, random), number, changes: [...changes, 'spoil'] }
}

const ODD_NUMBERS = ['1.10', '1E400', '-0', '0.1e-30', '12345678901234567890.5', '1e5', '00', '1.', '.5', '+1', '0x1']

function spoilt(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length)
  return random.of<() => Uint8Array>([
    () => bytes.subarray(0, at),
    () => Uint8Array.from([...bytes.subarray(0, at), random.below(256), ...bytes.subarray(at)]),
    () => Uint8Array.from([...bytes.subarray(0, at), 0xff, 0xfe, ...bytes.subarray(at)]),
    () =>
      new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll('"', () => random.of(['"', '"', '"', "'"])))
  ])()
}
