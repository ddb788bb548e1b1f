import type { Extension } from '@medplum/fhirtypes'
import { test } from 'tap'
import { isTooFar, statedDates } from '../../src/referral/stated-dates.ts'

const url = 'https://ggz-gateway.example/fhir/StructureDefinition'

const days: readonly (readonly [Partial<Extension>, string | undefined])[] = [
  [{ valueDate: '2026-03-16' }, '2026-03-16'],
  [{ valueDateTime: '2026-03-16' }, '2026-03-16'],
  [{ valueDateTime: '2026-03-16T10:00:00+01:00' }, '2026-03-16'],
  [{ valueDateTime: '2026-03-16T22:59:59Z' }, '2026-03-16'],
  [{ valueDateTime: '2026-03-16T23:00:00Z' }, '2026-03-17'],
  [{ valueDateTime: '2026-07-16T22:00:00Z' }, '2026-07-17'],
  [{ valueDateTime: '2026-03-16T23:30:00-05:00' }, '2026-03-17'],
  [{ valueDate: '2026-03' }, undefined],
  [{ valueDate: '2026' }, undefined],
  [{ valueDateTime: '2026-03' }, undefined],
  [{ valueString: '2026-03-16' }, undefined],
  [{}, undefined]
]

for (const [value, day] of days) {
  test(`${JSON.stringify(value)} is ${day ?? 'no day'}`, (t) => {
    const at = value.valueDateTime?.includes('T') === true ? { eventAt: Date.parse(value.valueDateTime) } : {}
    const event = day === undefined ? {} : { event: day, ...at }
    t.same(statedDates([{ url: `${url}/event-date`, ...value }]), event)
    t.end()
  })
}

test('when it happened and when it is expected are told apart, and other extensions are neither', (t) => {
  const extensions = [
    { url: `${url}/expected-date`, valueDate: '2026-04-01' },
    { url: 'urn:other', valueDate: '2026-01-01' },
    { url: `${url}/event-date`, valueDate: '2026-03-01' }
  ]
  t.same(statedDates(extensions), { event: '2026-03-01', expected: '2026-04-01' })
  const planned = [{ url: `${url}/expected-date`, valueDateTime: '2026-04-01T09:30:00+02:00' }]
  t.same(statedDates(planned), { expected: '2026-04-01', expectedAt: Date.parse('2026-04-01T07:30:00Z') })
  t.same(statedDates(undefined), {})
  t.end()
})

test('a day of a year that nobody means is too far, back or ahead', (t) => {
  t.ok(isTooFar('0026-03-02', '2026-03-02'))
  t.ok(isTooFar('1949-12-31', '2026-03-02'))
  t.notOk(isTooFar('2016-03-02', '2026-03-02'))
  t.end()
})
