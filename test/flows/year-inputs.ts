import { randomUUID } from 'node:crypto'
import type { Bundle, Communication, Consent, Extension, Flag, Patient, Resource, Task } from '@medplum/fhirtypes'
import { localDay } from '../../src/clock.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { readResource } from '../../src/flows/ask.ts'
import type { Deps } from '../../src/flows/deps.ts'
import type { Inbound } from '../../src/flows/read-message.ts'
import * as f from '../referral/fixtures.ts'
import { inbound } from './world.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** What somebody does on a day of a year: the message depends on what the gateway says by then. */
export interface Act {
  /** Counted from the start. */
  readonly day: number
  readonly message: (deps: Deps, referrals: readonly Referred[]) => Promise<Inbound> | Inbound
}

/** A referral of the year as the gateway answered it. */
export interface Referred {
  readonly request: string
  readonly task: string
}

/** Referrals of the first day, in the order in which the acts count them. */
export const referrals: readonly Bundle[] = [
  f.referralBundle(),
  f.referralBundle(),
  f.referralBundle(),
  f.referralBundle(),
  f.referralBundle({ patient: { bsn: f.otherBsn } }),
  f.referralBundle(),
  f.changed(f.referralBundle({ performerUra: '90000302' }), 'Patient', (patient: Patient) => ({
    ...patient,
    generalPractitioner: [{ type: 'Organization', identifier: number(f.hisB) }]
  }))
]

/** A year: one that goes well, one in silence, one rejected, one incomplete, one prone to crises, one with an objection. */
export const acts: readonly Act[] = [
  step(0, 1, { status: 'received' }),
  step(0, 2, { status: 'accepted' }),
  told(0, 3, '101'),
  told(0, 8, '103', { on: 8, expected: 20 }),
  report(0, 21, 20),
  told(0, 40, '203'),
  ...[24, 47, 71].map((day) => told(0, day, '102')),
  told(0, 330, '204'),
  step(2, 3, {
    status: 'rejected',
    statusReason: { text: 'Behoort niet tot ons aanbod' },
    extension: [
      { url: `${OWN}/StructureDefinition/alternative`, valueCodeableConcept: { text: 'Een andere instelling' } }
    ]
  }),
  report(3, 40, 30, ['diagnosis']),
  report(3, 60, 30),
  flagged(4, 5),
  told(4, 50, '302'),
  told(4, 120, '302'),
  objection(5, 10),
  report(5, 30, 28),
  withdrawal(5, 100),
  report(5, 140, 28)
].sort((one, other) => one.day - other.day)

function number({ identifiers }: Participant): { readonly system: string; readonly value: string } {
  return { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: identifiers.ura ?? '' }
}

function instant(day: number): number {
  return f.start + day * f.dayMs
}

async function taskAt(deps: Deps, id: string, reader = f.sA): Promise<Task> {
  return JSON.parse(f.valueOf(await readResource(deps, reader, { type: 'Task', id })).json) as Task
}

function step(which: number, day: number, change: Partial<Task>): Act {
  const message = async (deps: Deps, made: readonly Referred[]): Promise<Inbound> => {
    const task = await taskAt(deps, made[which]?.task ?? '')
    return update(f.sA, { ...task, ...change })
  }
  return { day, message }
}

function report(which: number, day: number, on: number, without: readonly string[] = []): Act {
  const message = async (deps: Deps, made: readonly Referred[]): Promise<Inbound> => {
    const task = await taskAt(deps, made[which]?.task ?? '')
    const sent = new Date(instant(day)).toISOString()
    return inbound(f.sA, f.reportBundle(task, { on: localDay(instant(on)), sent, without }))
  }
  return { day, message }
}

/** Feedback in words alone, whose content no rule can check. */
function told(which: number, day: number, code: string, { on = day, expected = -1 } = {}): Act {
  const message = async (deps: Deps, made: readonly Referred[]): Promise<Inbound> => {
    const task = await taskAt(deps, made[which]?.task ?? '')
    const dated = (name: string, at: number): Extension => {
      return { url: `${OWN}/StructureDefinition/${name}`, valueDate: localDay(instant(at)) }
    }
    const resource: Communication = {
      resourceType: 'Communication',
      extension: [dated('event-date', on), ...(expected < 0 ? [] : [dated('expected-date', expected)])],
      basedOn: [{ reference: `ServiceRequest/${made[which]?.request ?? ''}` }],
      status: 'completed',
      category: [{ coding: [{ system: `${OWN}/CodeSystem/s-message-type`, code }] }],
      subject: { reference: task.for?.reference ?? '' },
      sent: new Date(instant(day)).toISOString(),
      sender: { type: 'Organization', identifier: number(f.sA) },
      payload: [{ contentString: 'Alles staat in dit bericht.' }]
    }
    return inbound(f.sA, alone(resource))
  }
  return { day, message }
}

function flagged(which: number, day: number): Act {
  const message = async (deps: Deps, made: readonly Referred[]): Promise<Inbound> => {
    const { task = '', request = '' } = made[which] ?? {}
    const resource: Flag = {
      resourceType: 'Flag',
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/flag-detail',
          valueReference: { reference: `ServiceRequest/${request}` }
        }
      ],
      status: 'active',
      code: { coding: [{ system: `${OWN}/CodeSystem/risk`, code: 'crisis-prone' }] },
      subject: { reference: (await taskAt(deps, task)).for?.reference ?? '' },
      period: { start: localDay(instant(day)) }
    }
    return inbound(f.sA, alone(resource))
  }
  return { day, message }
}

function objection(which: number, day: number): Act {
  const message = async (deps: Deps, made: readonly Referred[]): Promise<Inbound> => {
    const { task = '', request = '' } = made[which] ?? {}
    const resource: Consent = {
      resourceType: 'Consent',
      status: 'active',
      scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      patient: { reference: (await taskAt(deps, task, f.hisA)).for?.reference ?? '' },
      dateTime: localDay(instant(day)),
      policyRule: { text: 'Bezwaar van de patiënt tegen terugkoppeling' },
      provision: {
        type: 'deny',
        data: [{ meaning: 'related', reference: { reference: `ServiceRequest/${request}` } }]
      }
    }
    return inbound(f.hisA, alone(resource))
  }
  return { day, message }
}

function withdrawal(which: number, day: number): Act {
  const message = async ({ store }: Deps, made: readonly Referred[]): Promise<Inbound> => {
    const { facts } = await store.read({ kind: 'referral', id: made[which]?.request ?? '' })
    const row = facts?.resources.find(({ projection, type }) => projection === 'his-a' && type === 'Consent')
    return update(f.hisA, { ...(JSON.parse(row?.json ?? '{}') as Consent), status: 'inactive' })
  }
  return { day, message }
}

function update(from: Participant, resource: Task | Consent): Inbound {
  const { resourceType: type, id = '', meta } = resource
  const ifMatch = `W/"${meta?.versionId ?? ''}"`
  // A key makes the ids of what it states the same wherever it is sent.
  return {
    ...inbound(from, resource),
    interaction: { name: 'update', type, id, ifMatch },
    idempotencyKey: randomUUID()
  }
}

function alone(resource: Resource): Bundle {
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` }
  return f.withEntry({ resourceType: 'Bundle', type: 'transaction', identifier }, 'urn:uuid:one', resource)
}
