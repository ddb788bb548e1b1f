import type { Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { asOrganization } from '../../src/directory/as-resources.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { isError } from '../../src/fhir/outcome.ts'
import { CANONICAL } from '../../src/fhir/systems.ts'
import { asTask, withState } from '../../src/obligations/as-task.ts'
import { stateOf } from '../../src/obligations/state.ts'
import { coordinationTask } from '../../src/referral/lifecycle/coordination-task.ts'
import type { FactRow } from '../../src/store/change.ts'
import { noon, obligation, referral, report, rule } from '../obligations/fixtures.ts'
import { profileValidator } from './profile-validator.ts'

// What the gateway writes itself is of its own profiles.

const his: Participant = { id: 'his-a', name: 'Huisartsenpraktijk A', role: 'his', identifiers: { agb: '01000001' } }
const ggz: Participant = { id: 's-ggz-a', name: 'Instelling A', role: 's-ggz', identifiers: { ura: '00000002' } }
const directory = { byId: (id: string) => [his, ggz].find((one) => one.id === id) }
const validator = profileValidator()

function refusals(profile: string, resource: Resource): readonly string[] {
  return validator
    .check(resource, resource.resourceType, { profiles: [`${CANONICAL}/StructureDefinition/${profile}`] })
    .filter(isError)
    .map(({ code, expression }) => `${code} ${expression ?? ''}`)
}

const moments: readonly (readonly [string, string, readonly FactRow[]])[] = [
  ['open', '2026-01-05', []],
  ['overdue', '2026-05-05', []],
  ['met', '2026-03-01', report('c1', { intake: '2026-02-02', heardAt: noon('2026-02-10') })]
]

for (const [name, on, facts] of moments) {
  test(`a duty that is ${name} is an obligation-task, stored and answered`, (t) => {
    const state = stateOf({ rule, obligation, facts, on })
    const parts = { obligation, rule, version: '1.0.0', referral, state, patient: 'p1', directory }
    const task = asTask(parts)
    t.strictSame(refusals('obligation-task', task), [])
    t.strictSame(refusals('obligation-task', withState(task, state)), [])
    t.not(refusals('obligation-task', { ...task, restriction: {} }).length, 0)
    t.end()
  })
}

test('the Task that the gateway makes of a lone referral is a coordination-task', (t) => {
  const resource: ServiceRequest = {
    resourceType: 'ServiceRequest',
    id: 'r1',
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    authoredOn: '2026-01-05'
  }
  const core = { request: { resource, path: 'ServiceRequest' } } as Parameters<typeof coordinationTask>[0]
  const parties = { requester: his, performer: ggz } as Parameters<typeof coordinationTask>[1]
  const made = coordinationTask(core, parties)
  t.ok(made.ok)
  if (made.ok) t.strictSame(refusals('coordination-task', made.value.resource), [])
  t.end()
})

test('an entry of the directory is an organization', (t) => {
  for (const participant of [his, ggz]) t.strictSame(refusals('organization', asOrganization(participant)), [])
  t.end()
})
