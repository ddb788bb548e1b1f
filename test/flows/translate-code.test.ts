import { test } from 'tap'
import { translateCode, type TranslationAsked } from '../../src/flows/translate-code.ts'
import * as f from '../referral/fixtures.ts'
import { named, ownRules } from './own-maps.ts'

const asked = (given: Partial<TranslationAsked>): TranslationAsked => ({
  url: named.several,
  codes: [{ code: 'one', system: 'urn:a' }],
  isReverse: false,
  ...given
})

test('a code of two systems is no result where none is named, and the systems are told', (t) => {
  const { maps } = ownRules(t)
  t.match(f.valueOf(translateCode(maps, asked({ codes: [{ code: 'one' }] }))), { matches: [], message: /urn:a, urn:b/ })
  t.match(f.valueOf(translateCode(maps, asked({}))), { matches: [{ code: 'T1', equivalence: 'equivalent' }] })
  t.match(f.valueOf(translateCode(maps, asked({ codes: [{ code: 'one', system: 'urn:b' }] }))), {
    matches: [{ code: 'T2' }]
  })
  t.end()
})

test('unmatched and disjoint are no results', (t) => {
  const { maps } = ownRules(t)
  const none = [{ code: 'none', system: 'urn:a' }]
  t.match(f.valueOf(translateCode(maps, asked({ codes: none }))), { matches: [], message: /no counterpart/ })
  const not = [{ code: 'not', system: 'urn:b' }]
  t.match(f.valueOf(translateCode(maps, asked({ codes: not }))), { matches: [], message: /no translation/ })
  t.end()
})

test('the way back is given only where a single code leads there; others are named, not chosen', (t) => {
  const { maps } = ownRules(t)
  const back = (code: string) =>
    f.valueOf(translateCode(maps, asked({ codes: [{ code, system: 'urn:t' }], isReverse: true })))
  t.match(back('T2'), { matches: [{ system: 'urn:b', code: 'one' }] })
  t.match(back('T1'), { matches: [], message: /urn:a\|one, urn:a\|two/ })
  t.match(back('T3'), { matches: [] })
  t.end()
})

test('of several codes one that is translated is enough, and each answer is given once', (t) => {
  const { maps } = ownRules(t)
  const codes = [{ code: 'geen' }, { code: 'one', system: 'urn:a' }, { code: 'one', system: 'urn:a' }]
  const given = f.valueOf(translateCode(maps, asked({ codes })))
  t.equal(given.matches.length, 1)
  t.notOk('message' in given)
  t.end()
})

test('a map is found by its url, with its version or without, and not under another version', (t) => {
  const { maps } = ownRules(t)
  for (const url of [named.several, `${named.several}|2.0.0`]) t.ok(translateCode(maps, asked({ url })).ok)
  t.ok(translateCode(maps, asked({ conceptMapVersion: '2.0.0' })).ok)
  const table = [
    { url: `${named.several}|1.0.0` },
    { conceptMapVersion: '3' },
    { url: `${named.several}|2.0.0`, conceptMapVersion: '3' }
  ]
  for (const given of table) t.strictSame(f.refusals(translateCode(maps, asked(given))), ['map-unknown'])
  t.end()
})
