import { parseArgs } from 'node:util'

/** What a run of the simulation is asked for. */
export interface Options {
  readonly referrals: number
  readonly years: number
  readonly seed: number
  /** One line of JSON at the end, and nothing else. */
  readonly json: boolean
  /** The first mismatches, with what both sides say. */
  readonly verbose: boolean
}

/** There are some 90,000 test numbers, and the almanac of the count ends some years after the last day. */
const ranges = { referrals: [1, 80_000], years: [1, 8], seed: [0, 1_000_000] } as const

/** The options of a command line, or what is wrong with it. */
export function optionsOf(args: readonly string[]): Options | string {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      referrals: { type: 'string', default: '10000' },
      years: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false }
    }
  })
  const unknown = Object.keys(values).find((name) => !(name in ranges) && name !== 'json' && name !== 'verbose')
  if (unknown !== undefined) return `--${unknown} is not known`
  const numbers = { referrals: Number(values.referrals), years: Number(values.years), seed: Number(values.seed) }
  for (const [name, [low, high]] of Object.entries(ranges)) {
    const value = numbers[name as keyof typeof ranges]
    if (!Number.isInteger(value) || value < low || value > high)
      return `--${name} is a whole number from ${low} to ${high}`
  }
  return { ...numbers, json: values.json === true, verbose: values.verbose === true }
}
