import { test } from 'tap'
import { fuzz } from './fuzz.ts'
import { leaksOf } from './leak.ts'
import { mutantOf } from './mutant.ts'
import { knownTexts, ownSources, productValidator } from './subject.ts'

/** As many as take a few seconds; `npm run soak -- validation` takes a hundred thousand. */
const COUNT = 2000

test('no mutated resource crashes the validator, holds it up, or finds its own words in what is told', (t) => {
  const outcome = fuzz({
    validate: productValidator(),
    sources: ownSources(),
    count: COUNT,
    seed: 7,
    isKnown: knownTexts()
  })
  t.same(outcome.findings, [])
  // A fuzz that only makes sound resources, or only what is no JSON, would prove nothing.
  t.ok(outcome.silent > COUNT / 20, `${outcome.silent} were sound`)
  t.ok(outcome.told > COUNT / 2, `${outcome.told} were not`)
  t.ok(outcome.codes.size > 5, [...outcome.codes.keys()].join(', '))
  t.end()
})

test('a mutant can be made again from its number and seed', (t) => {
  const sources = ownSources()
  for (const number of [0, 17, 423]) t.same(mutantOf(sources, number, 7), mutantOf(sources, number, 7))
  t.notSame(mutantOf(sources, 17, 7).bytes, mutantOf(sources, 17, 8).bytes)
  t.end()
})

test('a value of the message in the words, the expression or the text of an issue is a leak', (t) => {
  const message = { resourceType: 'Patient', name: [{ family: 'Testpersoon' }] }
  const nothing = (text: string): boolean => text === 'Patient'
  const inWords = { code: 'invalid-structure', words: { reason: 'Testpersoon is no name' } } as const
  t.same(leaksOf(message, [inWords], nothing), ['Testpersoon'])
  const inExpression = { code: 'invalid-structure', words: { reason: 'x' }, expression: 'Patient.Testpersoon' } as const
  t.same(leaksOf(message, [inExpression], nothing), ['Testpersoon'])
  t.same(
    leaksOf(message, [inWords], (text) => text === 'Testpersoon'),
    []
  )
  t.same(leaksOf(message, [{ code: 'invalid-structure', words: { reason: 'x' } }], nothing), [])
  t.end()
})
