import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { dialects } from '../dialects/dialect-case.ts'

const KIND = 'https://ggz-gateway.example/fhir/CodeSystem/feedback-kind'

function located(resources: readonly object[]) {
  return resources.map((resource, index) => ({ resource: resource as Resource, path: `entry[${index}]` }))
}

const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index))

const codings = located([
  {
    resourceType: 'Communication',
    id: 'c',
    status: 'completed',
    category: [{ coding: many(20_000, (index) => ({ system: KIND, code: `x${index}` })) }]
  }
])

// Without a bound each of these held up the process for minutes.
for (const name of ['his', 'gb-ggz', 's-ggz']) {
  for (const way of ['toCanonical', 'fromCanonical'] as const) {
    test(`${name}, ${way}: a message that asks conditions to compare thousands with thousands is refused`, (t) => {
      const result = dialects.get(name)![way](codings)

      t.match(result, { ok: false, outcome: { issues: [{ code: 'map-failed' }] } })
      t.end()
    })
  }
}

test('thousands of references to what is not contained are looked up, and not searched for', (t) => {
  const contained = many(5000, (index) => ({ resourceType: 'Organization', id: `o${index}`, name: 'x' }))
  const supportingInfo = many(5000, () => ({ reference: '#missing' }))
  const subject = { reference: 'Patient/p' }
  const request = {
    resourceType: 'ServiceRequest',
    id: 'a',
    status: 'active',
    intent: 'order',
    subject,
    contained,
    supportingInfo
  }

  t.ok(dialects.get('gb-ggz')!.fromCanonical(located([request])).ok)
  t.end()
})
