/**
 * `npm run -s simulate -- [--referrals 10000] [--years 5] [--seed 1] [--verbose] [--json]`: plays the diaries of a simulated
 * region through the gateway and compares its report of each month end with a count of the diaries. Ends with 0 where they
 * agree, with 1 where they do not, and with 2 for an option that is not known.
 */
import { optionsOf } from './options.ts'
import { simulate } from './simulation.ts'

const options = optionsOf(process.argv.slice(2))
if (typeof options === 'string') {
  process.stderr.write(`${options}\n`)
  process.exit(2)
}
const started = performance.now()
const { referrals, reports, mismatches, messages, rows, differences } = await simulate(options)
const seconds = Math.round((performance.now() - started) / 100) / 10
if (options.verbose) for (const difference of differences.slice(0, 20)) process.stderr.write(`${difference}\n`)
const words = `${referrals} referrals, ${messages} messages, ${reports} reports with ${rows} rows: ${mismatches} mismatches (${seconds} s)`
process.stdout.write(`${options.json ? JSON.stringify({ referrals, reports, mismatches, seconds }) : words}\n`)
process.exitCode = mismatches === 0 ? 0 : 1
