import { test } from 'tap'
import { capabilityStatement } from '../../src/interactions/capabilities.ts'
import { interactions } from '../../src/interactions/registry.ts'
import * as f from '../referral/fixtures.ts'

const statement = capabilityStatement(f.rules, { date: '2026-03-02T09:00:00.000Z', version: '1.2.3' })
const [rest] = statement.rest ?? []

function codesOf(type: string): readonly (string | undefined)[] {
  return rest?.resource?.find((one) => one.type === type)?.interaction?.map(({ code }) => code) ?? []
}

test('each type has the interactions that it is offered, and no others', (t) => {
  t.same(codesOf('ServiceRequest'), ['create', 'read', 'vread'])
  t.same(codesOf('Communication'), ['create', 'read', 'vread', 'search-type'])
  t.same(codesOf('Task'), ['create', 'update', 'read', 'vread', 'search-type'])
  t.same(codesOf('Organization'), ['read', 'vread'])
  t.same(rest?.interaction, [{ code: 'transaction' }])
  t.end()
})

test('every interaction of the registry is told, and every type of a dialect', (t) => {
  const told = new Set(rest?.resource?.flatMap(({ type }) => codesOf(type)))
  for (const { code } of interactions) t.ok(code === 'transaction' || told.has(code), code)
  for (const { types } of f.rules.dialects.values()) for (const type of types) t.ok(codesOf(type).length > 0, type)
  t.end()
})

test('the statement is itself sound', (t) => {
  t.match(statement, {
    date: '2026-03-02T09:00:00.000Z',
    software: { version: '1.2.3' },
    implementation: { url: f.rules.base }
  })
  t.end()
})

test('each type that can be searched tells its parameters with what defines them', (t) => {
  const told = (type: string) =>
    rest?.resource?.find((one) => one.type === type)?.searchParam?.map((one) => [one.name, one.type, one.definition])
  t.strictSame(told('Task'), [
    ['_id', 'token', 'http://hl7.org/fhir/SearchParameter/Resource-id'],
    ['business-status', 'token', 'http://hl7.org/fhir/SearchParameter/Task-business-status'],
    ['code', 'token', 'http://hl7.org/fhir/SearchParameter/Task-code'],
    ['due-date', 'date', 'https://ggz-gateway.example/fhir/SearchParameter/Task-due-date'],
    ['focus', 'reference', 'http://hl7.org/fhir/SearchParameter/Task-focus'],
    ['owner', 'reference', 'http://hl7.org/fhir/SearchParameter/Task-owner'],
    ['status', 'token', 'http://hl7.org/fhir/SearchParameter/Task-status']
  ])
  t.match(
    told('Communication')?.map(([name]) => name),
    ['_id', 'based-on', 'category', 'identifier']
  )
  t.equal(told('ServiceRequest'), undefined, 'which cannot be searched')
  t.end()
})
