import type { Bundle, Patient, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { openReferral } from '../../src/referral/open-referral.ts'
import { readReferral } from '../../src/referral/read-referral.ts'
import { readRow } from '../../src/referral/projection.ts'
import { lga } from '../obligations/fixtures.ts'
import * as f from './fixtures.ts'

const posted = f.referralBundle()
const { arrival, decision } = f.open(posted)
const known = f.knownAfter(decision)

function refused(bundle: Bundle, from = f.hisA): readonly string[] {
  return f.refusals(readReferral(f.rules, f.arrivalOf(from, bundle), { carried: [], directory: [] }))
}

/** A resource without what the gateway adds to it. */
function withoutMeta({ meta, ...content }: Resource): object {
  const kept = Object.entries(meta ?? {}).filter(([key]) => key !== 'versionId' && key !== 'lastUpdated')
  return kept.length === 0 ? content : { ...content, meta: Object.fromEntries(kept) }
}

test('the sender reads back what it posted, to the last element', (t) => {
  for (const { resource } of arrival.graph) {
    const [row] = known.resources.filter(
      ({ projection, type, id }) => projection === 'his-a' && type === resource.resourceType && id === resource.id
    )
    t.same(row && withoutMeta(readRow(row)), resource, resource.resourceType)
  }
  t.equal(f.seenBy(known, 'his-a', 'ServiceRequest')[0]?.status, 'completed', 'in its own words')
  t.end()
})

test('the receiver reads every resource in its own dialect, in one message in which each has its place', (t) => {
  t.equal(f.seenBy(known, 's-a', 'ServiceRequest')[0]?.status, 'active')
  const [message, second] = decision.outbox
  t.equal(second, undefined)
  t.match(message, {
    receiver: 's-a',
    referral: known.referral.id,
    priority: 2,
    cause: 'message-1',
    enqueuedAt: f.start
  })
  const bundle = JSON.parse(message?.body ?? '') as Bundle
  t.equal(bundle.identifier?.value, `urn:uuid:${message?.id ?? ''}`)
  const sent = (bundle.entry ?? []).map(({ resource, fullUrl, request }) => {
    const name = `${resource?.resourceType ?? ''}/${resource?.id ?? ''}`
    t.same([fullUrl, request], [`http://gateway.test/fhir/${name}`, { method: 'PUT', url: name }])
    return name
  })
  t.same(sent.sort(), arrival.graph.map(({ resource }) => `${resource.resourceType}/${resource.id ?? ''}`).sort())
  t.end()
})

test('nobody but requester, performer and GP gets anything', (t) => {
  t.same([...new Set(known.resources.map(({ projection }) => projection))].sort(), ['canonical', 'his-a', 's-a'])
  t.match(known.referral, {
    requester: 'his-a',
    performer: 's-a',
    gp: 'his-a',
    receivedAt: f.start,
    agreement: `lga|${lga.version}`
  })
  t.end()
})

test('no row holds the BSN outside of a resource, and the subject is a pseudonym', (t) => {
  const bare = known.resources.map(({ json, ...row }) => [row, json.length])
  t.notMatch(JSON.stringify([known.referral, known.facts, known.obligations, bare]), f.bsn)
  t.equal(known.referral.subject, f.rules.subjectOf(f.bsn))
  t.end()
})

test('the receipt is a fact of that day, and opens each duty once where requester and GP are one', (t) => {
  t.match(known.facts, [{ event: 'referral.received', occurredOn: '2026-03-02', heardAt: f.start, by: 'his-a' }])
  t.match(known.obligations, [{ code: 'intake-confirmation', owner: 's-a', creditor: 'his-a', openedOn: '2026-03-02' }])
  t.equal(known.obligations.length, 1)
  const [duty] = f.seenBy(known, 'his-a', 'Task').filter(({ id }) => id === known.obligations[0]?.id)
  t.match(duty, { status: 'requested', restriction: { period: { end: '2026-04-13' } } })
  t.equal(duty?.for?.reference, `Patient/${f.seenBy(known, 'his-a', 'Patient')[0]?.id ?? ''}`)
  t.end()
})

test('after midnight in Amsterdam it is the next day', (t) => {
  const late = f.arrivalOf(f.hisA, posted, { at: Date.parse('2026-03-02T23:30:00Z') })
  const read = f.valueOf(readReferral(f.rules, late, { carried: [], directory: [] }))
  t.equal(f.knownAfter(openReferral(f.rules, late, read, { current: new Map() })).facts[0]?.occurredOn, '2026-03-03')
  t.end()
})

const ura = (value: string) => ({ system: 'http://fhir.nl/fhir/NamingSystem/ura', value })
const gpAt = (value: string): Bundle =>
  f.changed(posted, 'Patient', (patient: Patient) => ({
    ...patient,
    generalPractitioner: [{ type: 'Organization', identifier: ura(value) }]
  }))

test('a GP who is another practice reads the referral, too, and is owed its own report', (t) => {
  const opened = f.open(gpAt('90000102')).decision
  const here = f.knownAfter(opened)
  t.same(opened.outbox.map(({ receiver }) => receiver).sort(), ['his-b', 's-a'])
  t.same(here.obligations.map(({ creditor }) => creditor).sort(), ['his-a', 'his-b'])
  t.equal(f.seenBy(here, 'his-b', 'ServiceRequest').length, 1)
  for (const projection of ['his-a', 'his-b']) {
    const duties = f.seenBy(here, projection, 'Task').filter(({ id }) => id !== here.referral.task)
    t.equal(duties.length, 1, `${projection} sees what is owed to it and no more`)
  }
  t.equal(f.seenBy(here, 's-a', 'Task').length, 3, 'and the performer all that it owes')
  t.end()
})

test('a GP whom nobody knows is owed a report all the same, and that shows as a duty to nobody', (t) => {
  const here = f.knownAfter(f.open(gpAt('99999999')).decision)
  t.equal(here.referral.gp, null)
  t.same(
    here.obligations.map(({ creditor }) => creditor),
    ['his-a', null]
  )
  t.end()
})

test('an urgent referral goes before a routine one, and stat before both', (t) => {
  const rank = (urgency: string): unknown => f.open(f.referralBundle({ urgency })).decision.outbox[0]?.priority
  t.same(['routine', 'urgent', 'asap', 'stat'].map(rank), [2, 1, 1, 0])
  t.end()
})

const lone = f.changed(posted, 'Task', () => undefined)

test('a referral without Task gets one, which the sender reads beside what it wrote', (t) => {
  const here = f.knownAfter(f.open(lone).decision)
  const task = f.taskOf(here, 'his-a')
  t.match(task, { status: 'requested', focus: { reference: `ServiceRequest/${here.referral.id}` } })
  t.equal(f.taskOf(here, 's-a').owner?.identifier?.value, '90000301')
  t.same(f.taskOf(here, 'canonical').id, task.id)
  t.equal(f.seenBy(here, 'his-a', 'ServiceRequest')[0]?.status, 'completed')
  t.end()
})

test('a lone ServiceRequest with its patient by BSN is a whole referral', (t) => {
  const request: ServiceRequest = {
    resourceType: 'ServiceRequest',
    status: 'completed',
    intent: 'order',
    category: [{ coding: [{ system: 'urn:oid:2.16.840.1.113883.2.4.4.30.69', code: '1' }] }],
    subject: { identifier: { system: 'urn:oid:2.16.840.1.113883.2.4.6.3', value: f.bsn } },
    requester: { identifier: ura('90000101') },
    performer: [{ identifier: ura('90000301') }],
    authoredOn: '2026-03-02'
  }
  const here = f.knownAfter(
    f.open(f.withEntry({ resourceType: 'Bundle', type: 'transaction' }, 'urn:uuid:r', request)).decision
  )
  t.equal(here.referral.subject, f.rules.subjectOf(f.bsn))
  t.match(f.seenBy(here, 's-a', 'Patient'), [{ identifier: [{ value: f.bsn }] }])
  t.equal(f.seenBy(here, 'his-a', 'ServiceRequest')[0]?.subject.reference, undefined, 'the sender reads what it wrote')
  const [patient] = f.seenBy(here, 'his-a', 'Patient')
  t.equal(f.taskOf(here, 'his-a').for?.reference, `Patient/${patient?.id ?? ''}`, 'and can read what its Task is about')
  t.end()
})

test('the same message decided again gives the same ids', (t) => {
  t.same(f.open(posted).decision, decision)
  t.end()
})

test('what hangs on nothing is refused, each at its place, because no receiver would get it', (t) => {
  const stray: Resource = { resourceType: 'Location', name: 'Elsewhere' }
  const two = f.withEntry(f.withEntry(posted, 'urn:uuid:l1', stray), 'urn:uuid:l2', stray)
  t.same(refused(two), ['entry-unattached Bundle.entry[9].resource', 'entry-unattached Bundle.entry[10].resource'])
  t.end()
})

test('feedback beside a new referral is refused: it would be stored unread', (t) => {
  const report = f.reportBundle(f.taskOf(known, 's-a')).entry?.[0]?.resource as Resource
  const coded = {
    ...report,
    category: [
      { coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/his-correspondence', code: 'INTAKE' }] }
    ]
  } as Resource
  t.match(refused(f.withEntry(posted, 'urn:uuid:c', { ...coded, payload: [] } as Resource)), [/^transaction-mixed/])
  t.end()
})

test('a Task that does not begin as requested is refused', (t) => {
  for (const status of ['accepted', 'completed', 'draft', 'cancelled'] as const) {
    const bundle = f.changed(posted, 'Task', (task) => ({ ...task, status }))
    t.match(refused(bundle), ['transition-not-allowed Bundle.entry[0].resource.status'], status)
  }
  t.end()
})

test('what no map reads is refused at its place and not left out', (t) => {
  const bundle = f.changed(posted, 'ServiceRequest', (request) => ({
    ...request,
    modifierExtension: [{ url: 'urn:not', valueBoolean: true }]
  }))
  t.match(refused(bundle), [/Bundle\.entry\[1\]\.resource/])
  t.end()
})

test('one who speaks no dialect refers nobody', (t) => {
  t.match(refused(posted, f.auditor), [/^not-allowed/])
  t.end()
})
