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
  t.same(codesOf('Communication'), ['create', 'read', 'vread'])
  t.same(codesOf('Task'), ['update', 'read', 'vread', 'search-type'])
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
  t.match(
    rest?.resource?.find(({ type }) => type === 'Task')?.searchParam?.map(({ name }) => name),
    ['_id', 'focus', 'owner', 'status']
  )
  t.end()
})
