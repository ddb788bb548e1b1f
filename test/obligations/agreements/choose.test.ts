import * as fc from 'fast-check'
import { test } from 'tap'
import type { Agreement } from '../../../src/obligations/agreement.ts'
import { choose, type Choice } from '../../../src/obligations/agreements/choose.ts'
import { small } from '../agreement-files.ts'
import { agreements as shipped, lga } from '../fixtures.ts'

const adult: Agreement = { ...small, id: 'lga', ages: { from: 18 }, otherAges: 'watch' }
const all: readonly Agreement[] = [
  adult,
  { ...small, id: 'watch', ages: { below: 18 }, otherAges: 'lga' },
  { ...small, id: 'region', version: '2.1.0', holdsFor: { region: 'midden' } },
  { ...small, id: 'named' },
  { ...small, id: 'pair', holdsFor: { pair: ['his-a', 's-a'] } }
]
const agreements = new Map([
  ...all.flatMap((one) => [[one.id, one] as const, [`${one.id}|${one.version}`, one] as const]),
  // An earlier version is never chosen, whatever it says.
  ['region|1.0.0', { ...small, id: 'region', version: '1.0.0', holdsFor: { region: 'oost' } }] as const
])

const plain: Choice = { requester: 'his-b', performer: 's-b', birthDate: '1984-05-12', on: '2026-03-02' }
const ofPair = { requester: 'his-a', performer: 's-a' }

const cases: readonly (readonly [string, Partial<Choice>, string])[] = [
  ['no other agreement there is', {}, 'lga|1.0.0'],
  ['the performer is in a region with one', { region: 'midden' }, 'region|2.1.0'],
  ['the performer is in a region without one', { region: 'noord' }, 'lga|1.0.0'],
  ['only an earlier version was for the region', { region: 'oost' }, 'lga|1.0.0'],
  ['the directory names one, and the region has one', { region: 'midden', directoryAgreement: 'named' }, 'named|1.0.0'],
  ['the two have one of their own', { ...ofPair, region: 'midden', directoryAgreement: 'named' }, 'pair|1.0.0'],
  ['the two have one the other way round', { requester: 's-a', performer: 'his-a' }, 'lga|1.0.0'],
  ['the directory names one that nobody loaded', { region: 'midden', directoryAgreement: 'gone' }, 'region|2.1.0'],
  ['the patient is eighteen on the day', { birthDate: '2008-03-02' }, 'lga|1.0.0'],
  ['the patient is eighteen a day later', { birthDate: '2008-03-03' }, 'watch|1.0.0'],
  [
    'a patient of 29 February is not yet eighteen on the 28th',
    { birthDate: '2008-02-29', on: '2026-02-28' },
    'watch|1.0.0'
  ],
  ['a patient of 29 February is eighteen on 1 March', { birthDate: '2008-02-29', on: '2026-03-01' }, 'lga|1.0.0'],
  ['the birth date is missing', { birthDate: undefined }, 'lga|1.0.0'],
  ['the birth date lies ahead', { birthDate: '2031-01-01' }, 'lga|1.0.0'],
  ['the birth date is no date', { birthDate: 'unknown' }, 'lga|1.0.0'],
  ['of the birth date the year alone is known, and leaves it open', { birthDate: '2008' }, 'lga|1.0.0'],
  ['of the birth date the year alone is known, and says that it is a child', { birthDate: '2009' }, 'watch|1.0.0'],
  ['of the birth date the month is known, and leaves it open', { birthDate: '2008-03' }, 'lga|1.0.0'],
  ['of the birth date the month is known, and says that it is a child', { birthDate: '2008-04' }, 'watch|1.0.0'],
  [
    'the region has one for all ages and the patient is a child',
    { region: 'midden', birthDate: '2019-01-01' },
    'region|2.1.0'
  ],
  ['the directory names that of another age', { directoryAgreement: 'watch' }, 'lga|1.0.0'],
  [
    'the directory names that of another age, and nobody knows the age',
    { directoryAgreement: 'watch', birthDate: undefined },
    'watch|1.0.0'
  ]
]

for (const [title, choice, expected] of cases) {
  test(`where ${title}, ${expected} holds`, (t) => {
    t.equal(choose(agreements, { ...plain, ...choice }), expected)
    t.end()
  })
}

test('with what the product ships, an adult has the base and a child is watched', (t) => {
  t.equal(choose(shipped, plain), `lga|${lga.version}`)
  t.equal(
    choose(shipped, { ...plain, birthDate: '2015-06-01' }),
    `lga-watch|${shipped.get('lga-watch')?.version ?? ''}`
  )
  t.end()
})

test('whatever is asked, a version that is loaded is chosen, and the same one when asked again', (t) => {
  const name = fc.constantFrom('his-a', 's-a', 'midden', 'named', 'watch', 'lga', 'gone', undefined)
  const asked = fc.record({
    requester: fc.constantFrom('his-a', 'his-b'),
    performer: fc.constantFrom('s-a', 's-b'),
    region: name,
    directoryAgreement: name,
    birthDate: fc.option(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((one) => one.toISOString().slice(0, 10))
      ),
      { nil: undefined }
    ),
    on: fc.constantFrom('2024-02-29', '2026-03-02', '2040-12-31')
  })
  fc.assert(
    fc.property(asked, (choice) => {
      const chosen = choose(agreements, choice)
      return agreements.has(chosen) && chosen.includes('|') && choose(agreements, choice) === chosen
    }),
    { numRuns: 1000 }
  )
  t.end()
})

test('an agreement whose other ages nobody loaded holds all the same, so that no referral is without one', (t) => {
  const alone = new Map([['lga', adult]])
  t.equal(choose(alone, { ...plain, birthDate: '2015-06-01' }), 'lga|1.0.0')
  t.equal(choose(new Map(), plain), 'lga')
  t.end()
})
