import { test } from 'tap'
import type { Role } from '../../src/directory/participant.ts'
import { allows, granted, scopesSupported } from '../../src/tokens/scopes.ts'
import type { Interaction } from '../../src/tokens/scopes.ts'

test('without a requested scope the role gets all that it has', (t) => {
  const his = granted('his')
  t.match(his, /system\/ServiceRequest\.crus/)
  t.match(his, /system\/Communication\.crs/)
  t.equal(granted('his', ' '), his)
  t.equal(
    granted('auditor'),
    'system/MeasureReport.rs system/Measure.rs system/PlanDefinition.rs system/Organization.rs'
  )
  t.end()
})

test('what is asked for is narrowed to what the role has, and never widened', (t) => {
  const table: readonly (readonly [Role, string, string | undefined])[] = [
    ['his', 'system/ServiceRequest.cruds', 'system/ServiceRequest.crus'],
    ['his', 'system/ServiceRequest.rs', 'system/ServiceRequest.rs'],
    ['his', 'system/Task.r system/Task.u', 'system/Task.ru'],
    ['his', 'system/Task.d', undefined],
    ['his', 'system/Clock.u', undefined],
    ['his', 'system/AuditEvent.rs system/Task.r', 'system/Task.r'],
    ['auditor', 'system/*.cruds', granted('auditor')],
    [
      'auditor',
      'system/*.r system/MeasureReport.s',
      'system/MeasureReport.rs system/Measure.r system/PlanDefinition.r system/Organization.r'
    ],
    ['auditor', 'system/ServiceRequest.rs', undefined],
    ['operator', 'system/Clock.u', 'system/Clock.u'],
    ['operator', 'system/Patient.rs', undefined]
  ]
  for (const [role, requested, expected] of table) t.equal(granted(role, requested), expected, `${role} ${requested}`)
  t.end()
})

test('a scope that is not understood grants nothing', (t) => {
  const table = [
    'openid',
    'system/Task.read',
    'system/Task.*',
    'system/Task.',
    'system/Task.sr',
    'user/Task.rs',
    'patient/*.rs',
    'system/Task.rs?status=requested',
    'SYSTEM/Task.rs',
    'system/__proto__.r',
    'system/constructor.r'
  ]
  for (const scope of table) t.equal(granted('his', scope), undefined, scope)
  t.end()
})

test('a token allows exactly the interactions of its scope', (t) => {
  const scope = 'system/Task.ru system/Patient.s'
  const table: readonly (readonly [string, Interaction, boolean])[] = [
    ['Task', 'r', true],
    ['Task', 'u', true],
    ['Task', 'c', false],
    ['Task', 's', false],
    ['Patient', 's', true],
    ['Patient', 'r', false],
    ['Tas', 'r', false],
    ['*', 'r', false]
  ]
  for (const [type, interaction, expected] of table) t.equal(allows(scope, type, interaction), expected)
  t.equal(allows('', 'Task', 'r'), false)
  t.end()
})

test('no role may delete, and only the operator may set the clock or read the audit trail', (t) => {
  const roles: readonly Role[] = ['his', 'gb-ggz', 's-ggz', 'crisis', 'hap', 'region', 'auditor', 'operator']
  for (const role of roles) {
    const scope = granted(role) ?? ''
    t.notMatch(scope, /\.[crus]*d/, role)
    t.equal(allows(scope, 'Clock', 'u'), role === 'operator', role)
    t.equal(allows(scope, 'AuditEvent', 'r'), role === 'operator', role)
  }
  t.end()
})

test('an auditor and a region read no clinical type', (t) => {
  for (const role of ['auditor', 'region'] as const) {
    for (const type of ['Patient', 'ServiceRequest', 'Task', 'Communication', 'CarePlan', 'Condition']) {
      t.equal(allows(granted(role) ?? '', type, 'r'), false, `${role} ${type}`)
    }
  }
  t.end()
})

test('the discovery document can name every scope once', (t) => {
  t.equal(new Set(scopesSupported).size, scopesSupported.length)
  t.ok(scopesSupported.includes('system/Clock.ru'))
  t.end()
})
