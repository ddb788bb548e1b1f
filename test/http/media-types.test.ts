import { test } from 'tap'
import { preferred } from '../../src/http/media-types.ts'
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

const offered = ['application/json', 'text/csv', 'application/x-ndjson']

const wanted: readonly (readonly [string | undefined, string | undefined])[] = [
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/csv', 'text/csv'],
  ['Text/CSV; charset=utf-8', 'text/csv'],
  ['text/*', 'text/csv'],
  ['application/*', 'application/json'],
  ['application/x-ndjson', 'application/x-ndjson'],
  ['text/csv, */*', 'text/csv'],
  ['*/*, text/csv', 'text/csv'],
  ['text/csv;q=0.5, application/json', 'application/json'],
  ['application/json;q=0.5, text/csv;q=0.9', 'text/csv'],
  ['application/json;q=0, */*', 'text/csv'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
  ['text/csv;q=oops', 'text/csv'],
  ['text/html', undefined],
  ['text/csv;q=0', undefined],
  ['*/*;q=0', undefined]
]

for (const [header, type] of wanted) {
  test(`of ${header === undefined ? 'no header' : JSON.stringify(header)} the answer is given as ${type ?? 'nothing'}`, (t) => {
    t.equal(preferred(header, offered), type)
    t.end()
  })
}
