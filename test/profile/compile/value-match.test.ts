import type { ElementDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { matching, shownWanted, wantedIn } from '../../../src/profile/compile/value-match.ts'
import { decimal } from '../../../src/fhir/decimal.ts'

const coding = { system: 'https://example.org/s', code: 'a' }
const other = { system: 'https://example.org/s', code: 'b' }

const cases: readonly [wanted: unknown, value: unknown, isFixed: boolean, isPattern: boolean][] = [
  ['a', 'a', true, true],
  ['a', 'b', false, false],
  ['a', undefined, false, false],
  [true, true, true, true],
  [1, '1', false, false],
  [1.5, decimal('1.50'), true, true],
  [1.5, decimal('1.51'), false, false],
  [coding, coding, true, true],
  [coding, { code: 'a', system: 'https://example.org/s' }, true, true],
  [coding, { ...coding, display: 'A' }, false, true],
  [coding, { code: 'a' }, false, false],
  [coding, 'a', false, false],
  [{ coding: [coding] }, { coding: [other, coding] }, false, true],
  [{ coding: [coding] }, { coding: [other] }, false, false],
  [{ coding: [coding] }, { coding: [] }, false, false],
  [{ coding: [coding] }, { coding: { ...coding } }, false, false],
  [{ coding: [coding] }, { text: 'a' }, false, false],
  [{ coding: [coding, other] }, { coding: [other, coding] }, false, true],
  [{ coding: [coding, other] }, { coding: [coding] }, false, false],
  [{ coding: [coding, other] }, { coding: [coding, other], text: 'both' }, false, true]
]

test('a fixed value is equalled, a pattern is held', (t) => {
  for (const [wanted, value, isFixed, isPattern] of cases) {
    const what = `${JSON.stringify(wanted)} and ${JSON.stringify(value)}`
    t.equal(matching({ kind: 'fixed', value: wanted })(value), isFixed, `fixed ${what}`)
    t.equal(matching({ kind: 'pattern', value: wanted })(value), isPattern, `pattern ${what}`)
  }
  t.end()
})

test('what is wanted is found whatever its type', (t) => {
  const element = (more: object): ElementDefinition => ({ path: 'X', ...more })
  t.strictSame(wantedIn(element({ fixedUri: 'u' })), { kind: 'fixed', value: 'u' })
  t.strictSame(wantedIn(element({ patternCoding: coding })), { kind: 'pattern', value: coding })
  t.equal(wantedIn(element({ short: 'fixed', min: 1 })), undefined)
  t.end()
})

test('what is wanted is shown as a code, or as it stands in the definition', (t) => {
  t.equal(shownWanted({ kind: 'fixed', value: 'final' }), 'final')
  t.equal(shownWanted({ kind: 'pattern', value: { coding: [coding] } }), 'https://example.org/s|a')
  t.equal(shownWanted({ kind: 'pattern', value: coding }), 'https://example.org/s|a')
  t.equal(
    shownWanted({ kind: 'pattern', value: { coding: [coding, { code: 'b' }] } }),
    'https://example.org/s|a + b',
    'all of them, for any may be the one that is not there'
  )
  t.equal(shownWanted({ kind: 'pattern', value: { unit: 'mg' } }), '{"unit":"mg"}')
  t.end()
})
