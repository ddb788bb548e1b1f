import { join } from 'node:path'
import { test } from 'tap'
import { directoryOf } from '../src/directory/load.ts'
import { shippedAgreements, unfitAgreements } from '../src/start-agreements.ts'
import { narrower } from './obligations/agreement-files.ts'
import { agreements, lga } from './obligations/fixtures.ts'
import { hisA, operator, sA } from './referral/fixtures.ts'

const directory = directoryOf([hisA, sA, operator])
const withPair = (...pair: readonly [string, string]) =>
  new Map([...agreements, ['pair', { ...lga, ...narrower, id: 'pair', holdsFor: { pair } }] as const])

test('what the product ships fits every directory without agreements', async (t) => {
  const shipped = await shippedAgreements(join(import.meta.dirname, '../profiles'))
  t.ok(shipped.ok)
  if (shipped.ok) t.strictSame(unfitAgreements(directory, shipped.value), [])
})

test('an agreement of a pair names one who refers and one who takes referrals, both in the directory', (t) => {
  t.strictSame(unfitAgreements(directory, withPair('his-a', 's-a')), [])
  t.match(unfitAgreements(directory, withPair('his-gone', 's-a')), [/^pair\.json.* his-gone is nobody who refers/])
  t.match(unfitAgreements(directory, withPair('his-a', 's-gone')), [/s-gone is nobody who takes referrals/])
  t.match(unfitAgreements(directory, withPair('operator', 'his-a')), [/operator/, /his-a/])
  t.end()
})

test('a participant under an agreement that nobody loaded, and a start without a base, are refused', (t) => {
  const elsewhere = directoryOf([{ ...sA, agreement: 'elsewhere' }])
  t.match(unfitAgreements(elsewhere, agreements), [/^s-a: its agreement is not loaded/])
  t.match(unfitAgreements(directory, new Map()), [/^lga\.json: no base agreement/])
  t.end()
})

test('a folder with a faulty agreement is told in one line for each problem', async (t) => {
  const folder = t.testdir({ agreements: { 'lga.json': '{' }, fhir: {} })
  t.strictSame(await shippedAgreements(folder), { ok: false, problems: ['lga.json is not JSON'] })
})
