import { parseArgs } from 'node:util'
import { areExamplesHere, exampleFiles, exampleText, HANDLED } from '../test/conformance/examples.ts'
import { fuzz } from '../test/profile/fuzz/fuzz.ts'
import { knownTexts, ownSources, productValidator } from '../test/profile/fuzz/subject.ts'
import type { Soak } from './support/soak.ts'

/** Longer examples are directories of thousands of definitions: half of each run would be spent on them. */
const EXAMPLE_CHARACTERS_MAX = 60_000

/** `npm run soak -- validation [--count n] [--seed n]`: mutated resources through the validator. */
export const soak: Soak = {
  name: 'validation',
  proves: 'no mutated resource crashes the validator, takes it more than 50 ms, or is quoted in what it says',
  run({ args, note }) {
    const { values } = parseArgs({
      args: [...args],
      options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } }
    })
    const [count, seed] = [Number(values.count), Number(values.seed)]
    if (!(count > 0 && Number.isInteger(seed))) throw new Error('--count and --seed are whole numbers')
    const own = ownSources()
    const examples = officialExamples()
    note(`sources: ${own.length} resources of our own, ${examples.length} official examples; seed ${seed}`)
    if (examples.length === 0) note('the official examples are absent: npm ci --prefix test/conformance')
    const outcome = fuzz({
      validate: productValidator(),
      sources: [...own, ...examples],
      count,
      seed,
      isKnown: knownTexts(),
      progress: (done) => note(`${done} of ${count}`)
    })
    for (const { kind, number, changes, what } of outcome.findings) {
      note(`${kind} at ${number} (${changes.join(', ')}): ${what}`)
    }
    const codes = [...outcome.codes].sort(([, a], [, b]) => b - a).map(([code, times]) => `${code} ${times}`)
    note(`${outcome.silent} without an error, ${outcome.told} with one; ${codes.join(', ')}`)
    note(`the slowest took ${outcome.slowestMs.toFixed(1)} ms`)
    return Promise.resolve(outcome.findings.length === 0 ? 'passed' : 'failed')
  }
}

function officialExamples(): readonly string[] {
  if (!areExamplesHere()) return []
  const files = exampleFiles().filter((file) => HANDLED.has(file.slice(0, file.indexOf('-'))))
  return files.map((file) => exampleText(file)).filter((text) => text.length < EXAMPLE_CHARACTERS_MAX)
}
