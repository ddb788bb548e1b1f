import { test } from 'tap'
import { asTask, withState } from '../../src/obligations/as-task.ts'
import { stateOf } from '../../src/obligations/state.ts'
import type { Participant } from '../../src/directory/participant.ts'
import type { FactRow, ObligationRow } from '../../src/store/change.ts'
import { fact, noon, obligation, referral, report, rule } from './fixtures.ts'

const participants: readonly Participant[] = [
  { id: 'his-a', name: 'Huisartsenpraktijk A', role: 'his', identifiers: { agb: '01000001' } },
  { id: 's-ggz-a', name: 'Instelling A', role: 's-ggz', identifiers: { ura: '00000002', agb: '06000002' } }
]
const directory = { byId: (id: string) => participants.find((one) => one.id === id) }

function task(on: string, facts: readonly FactRow[] = [], of: ObligationRow = obligation) {
  const state = stateOf({ rule, obligation: of, facts, on })
  return asTask({ obligation: of, rule, version: of.agreementVersion, referral, state, patient: 'p1', directory })
}

test('an open duty is a requested Task about the referral, from debtor to creditor, with its due day', (t) => {
  t.match(task('2026-01-05'), {
    id: 'o1',
    status: 'requested',
    intent: 'order',
    code: {
      coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/obligation', code: 'intake-confirmation' }]
    },
    focus: { reference: 'ServiceRequest/r1' },
    partOf: [{ reference: 'Task/t1' }],
    for: { reference: 'Patient/p1' },
    owner: {
      reference: 'Organization/s-ggz-a',
      identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '00000002' },
      display: 'Instelling A'
    },
    requester: { reference: 'Organization/his-a', identifier: { value: '01000001' } },
    authoredOn: '2026-01-05',
    restriction: { period: { end: '2026-02-16' } },
    description: 'Bericht na intake'
  })
  t.end()
})

test('a duty says on the wire that its term is no national one, and how strong its source is', (t) => {
  const { note, extension } = task('2026-01-05')
  t.match(note?.[0]?.text, /No national term exists/)
  t.match(extension?.[0]?.extension, [
    { url: 'strength', valueCode: 'should' },
    { url: 'agreement' },
    { url: 'version' }
  ])
  t.end()
})

test('a met duty is completed and names what met it', (t) => {
  const met = task('2026-03-01', report('c1', { intake: '2026-02-02', heardAt: noon('2026-02-10') }))
  t.equal(met.status, 'completed')
  t.match(met.output, [
    { type: { coding: [{ code: 'intake-confirmation' }] }, valueReference: { reference: 'Communication/c1' } }
  ])
  t.end()
})

test('a closed duty is cancelled, and a blocked one is requested by nobody', (t) => {
  t.equal(task('2026-03-01', [fact('referral.revoked', '2026-02-20')]).status, 'cancelled')
  const blocked = task('2026-03-01', [], { ...obligation, creditor: null })
  t.equal(blocked.status, 'requested')
  t.notOk('requester' in blocked)
  t.end()
})

test('the derived state is added at reading time and is not in what is stored', (t) => {
  const overdue = stateOf({ rule, obligation, facts: [], on: '2026-03-01' })
  const stored = task('2026-03-01')
  t.notOk('businessStatus' in stored)
  t.strictSame(task('2026-01-05'), stored)
  t.match(withState(stored, overdue).businessStatus?.coding, [
    { system: 'https://ggz-gateway.example/fhir/CodeSystem/obligation-state', code: 'overdue' }
  ])
  t.end()
})

test('a participant that left the directory is still referred to', (t) => {
  const gone = task('2026-01-05', [], { ...obligation, owner: 'gone' })
  t.strictSame(gone.owner, { reference: 'Organization/gone' })
  t.end()
})
