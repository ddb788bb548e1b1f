import { test } from 'tap'
import { outcomeOf, world } from './world.ts'

const accepts: readonly (readonly [string, boolean])[] = [
  ['application/fhir+json', true],
  ['application/fhir+json; fhirVersion=4.0', true],
  ['application/json', true],
  ['Application/JSON', true],
  ['*/*', true],
  ['application/*;q=0.5', true],
  ['text/html,application/xhtml+xml,*/*;q=0.8', true],
  ['', true],
  ['application/fhir+xml', false],
  ['text/html', false],
  ['application/fhir+turtle, text/*', false]
]

for (const [accept, isGiven] of accepts) {
  test(`who accepts ${JSON.stringify(accept)} is ${isGiven ? 'answered' : 'refused with 406'}`, async (t) => {
    const { call } = await world(t)
    const answer = await call('his-a', { method: 'GET', url: '/fhir/Organization/his-a', headers: { accept } })
    if (isGiven) t.equal(answer.statusCode, 200)
    else t.same(outcomeOf(answer), [406, 'not-acceptable'])
  })
}
