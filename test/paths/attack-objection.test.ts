import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { Bundle, Communication, Consent, DocumentReference, ServiceRequest } from '@medplum/fhirtypes'
import { byAgb, byUra } from '../../demo/simulators/address-book.ts'
import { idIn, object, refer, report, today, typesSent } from './acts.ts'
import { addressed, coded, feedback, objection, putting, referral as message, transaction } from './messages.ts'
import {
  brug,
  coordination,
  duties,
  idsSent,
  letters,
  linde,
  parkzicht,
  patientOf,
  plein,
  world,
  type World
} from './world.ts'

const from = parkzicht

/** The form that a patient signed. */
function formOf(patient: string): DocumentReference {
  const data = Buffer.from('Ik wil niet dat mijn huisarts dit leest').toString('base64')
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    type: coded('http://loinc.org', '59284-0'),
    subject: { reference: patient },
    content: [{ attachment: { contentType: 'text/plain', data } }]
  }
}

/** What a practice has in its inbox after the messages that it got before. */
async function sentSince(here: World, who: typeof linde, before: number): Promise<readonly string[]> {
  return (await typesSent(here, who)).slice(before)
}

test('the form that a patient signed stays with the objection, whether it is named by it or names it', async (t) => {
  for (const isNamed of [true, false]) {
    const here = await world(t)
    const about = await refer(here, { from: linde, to: parkzicht, gp: plein })
    const before = await Promise.all([linde, plein].map(async (who) => (await typesSent(here, who)).length))
    const patient = await patientOf(here, parkzicht, about)
    const how = { on: '2026-03-02', kinds: ['progress-report'], request: `ServiceRequest/${about}` }
    const [consent, form] = [objection(patient, how), formOf(patient)]
    const [consentUrl, formUrl] = [`urn:uuid:${randomUUID()}`, `urn:uuid:${randomUUID()}`]
    if (isNamed) consent.sourceReference = { reference: formUrl }
    else form.context = { related: [{ reference: consentUrl }] }
    const sent = transaction([
      [consentUrl, consent],
      [formUrl, form]
    ])
    const { status, body } = await here.post(parkzicht, sent)
    t.equal(status, 200, JSON.stringify(body))
    t.same(await sentSince(here, linde, before[0] ?? 0), [])
    t.same(await sentSince(here, plein, before[1] ?? 0), [])
  }
})

test('the form that comes with a referral goes to the performer and to no other practice', async (t) => {
  const here = await world(t)
  const formUrl = `urn:uuid:${randomUUID()}`
  const beside = (patient: string): Consent => {
    const consent = objection(patient, { on: '2026-03-02', kinds: ['progress-report'] })
    return { ...consent, sourceReference: { reference: formUrl } }
  }
  const sent = message({ from: linde, to: parkzicht, gp: plein, day: '2026-03-02', beside, isNamed: true })
  const patient = (sent.entry ?? []).find(({ resource }) => resource?.resourceType === 'Patient')?.fullUrl ?? ''
  const form = { fullUrl: formUrl, resource: formOf(patient), request: { method: 'POST', url: 'DocumentReference' } }
  const { status, body } = await here.post(linde, { ...sent, entry: [...(sent.entry ?? []), form] } as Bundle)
  t.equal(status, 200, JSON.stringify(body))
  t.notMatch((await typesSent(here, plein))[0], /DocumentReference|Consent/)
  t.match((await typesSent(here, plein))[0], /Patient/, 'and all else is there')
  t.match((await typesSent(here, parkzicht))[0], /Consent/)
  t.match((await typesSent(here, parkzicht))[0], /DocumentReference/)
})

test('a letter that was kept back is not brought along by a later letter of another kind', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await object(here, { by: from, about, on: '2026-03-02', kinds: ['progress-report'] })
  const kept = await report(here, about, 'progress-report', { from, on: '2026-03-02' })
  const letter = `Composition/${idIn(kept, 'Composition')}`
  const patient = await patientOf(here, from, about)
  const at = new Date(here.clock.now()).toISOString()
  const [entry] =
    feedback({ kind: 'intake-confirmation', from, referral: about, patient, on: '2026-03-02', at }).entry ?? []
  const communication = {
    ...(entry?.resource as Communication),
    payload: [{ contentReference: { reference: letter } }]
  }
  const { status, codes } = await here.post(from, communication)
  t.same([status, codes], [422, ['reference-unresolved']], 'its sender writes it anew, or does not')
  t.same(await letters(here, linde, about), [])

  const answering = { ...communication, payload: [{ contentString: 'Zie onze brief.' }] }
  const { id: earlier } = (await letters(here, from, about))[0] ?? {}
  const reply = { ...answering, inResponseTo: [{ reference: `Communication/${earlier ?? ''}` }] }
  t.equal((await here.post(from, reply)).status, 201)
  const [arrived] = await letters(here, linde, about)
  t.equal(arrived?.inResponseTo, undefined, 'that there was one is not said either')
})

test('a letter that was kept back is not brought along by a referral to another institution', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await object(here, { by: from, about, on: '2026-03-02', kinds: ['progress-report'] })
  const kept = await report(here, about, 'progress-report', { from, on: '2026-03-02' })
  const letter = `Composition/${idIn(kept, 'Composition')}`
  const { body } = await here.get(from, `ServiceRequest/${about}`)
  const { subject, category, reasonCode, reasonReference } = body as ServiceRequest
  const before = (await typesSent(here, linde)).length
  const passed = await here.post(from, {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    ...(category === undefined ? {} : { category }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(reasonReference === undefined ? {} : { reasonReference }),
    basedOn: [{ reference: `ServiceRequest/${about}` }],
    subject,
    authoredOn: today(here),
    requester: byUra(addressed(from)),
    performer: [byAgb(addressed(brug))],
    supportingInfo: [{ reference: letter }]
  })
  t.equal(passed.status, 201, JSON.stringify(passed.body))
  t.same((await sentSince(here, linde, before)).length, 2, 'the practice gets the referral, and that it was passed on')
  t.notOk(JSON.stringify((await here.inbox(linde)).slice(before)).includes(letter), 'without a word of the letter')
  t.equal((await here.get(linde, letter)).status, 404)
  t.match((await typesSent(here, brug))[0], /DocumentReference/, 'the new performer gets it')
  t.match((await here.audit()).filter(({ action }) => action === 'receive').at(-1) ?? {}, {
    reason: 'feedback-withheld'
  })
})

test('an objection is taken back with a Consent that says no more what it denied: the practice is not told of it', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const { id = '' } = await object(here, { by: from, about, on: '2026-03-02', kinds: ['progress-report'] })
  const before = (await typesSent(here, linde)).length
  const { body, etag } = await here.get(from, `Consent/${id}`)
  const bare: Consent = { ...(body as Consent), status: 'inactive' }
  delete bare.provision
  t.equal((await here.put(from, bare, etag)).status, 200)
  t.same(await sentSince(here, linde, before), [])
})

test('an objection that names no referral is taken back where it was made, also when the patient has another by then', async (t) => {
  const here = await world(t)
  const beside = (patient: string) => objection(patient, { on: '2026-03-02' })
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde, beside })
  const [id = ''] = await idsSent(here, parkzicht, 'Consent')
  await refer(here, { from: linde, to: brug, gp: linde })
  const { body, etag } = await here.get(linde, `Consent/${id}`)
  t.equal((await here.put(linde, { ...(body as Consent), status: 'inactive' }, etag)).status, 200)
  t.match((await duties(here, about, '2026-03-02'))[0], /prospective/)
})

test('a Consent that is no objection to feedback waives nothing, and one that cannot be kept as it says is refused', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const patient = await patientOf(here, from, about)
  const plain = objection(patient, { on: '2026-03-02', request: `ServiceRequest/${about}` })
  const scope = coded('http://terminology.hl7.org/CodeSystem/consentscope', 'research')
  t.equal((await here.post(from, { ...plain, scope })).status, 201)
  const letter = idIn(await report(here, about, 'intake-confirmation', { from, on: '2026-03-02' }), 'Communication')
  for (const how of [{ request: `Communication/${letter}` }, { receivers: [parkzicht.id] }]) {
    const limited = objection(patient, { on: '2026-03-02', request: `ServiceRequest/${about}`, ...how })
    const { status, codes } = await here.post(from, limited)
    t.same([status, codes], [422, ['consent-not-understood']], JSON.stringify(how))
  }
  t.same(
    (await duties(here, about, '2026-03-02')).filter((line) => line.includes('waived')),
    []
  )
})

test('a step that goes out without the letter that came with it does not name that letter', async (t) => {
  const here = await world(t)
  const about = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await object(here, { by: from, about, on: '2026-03-02', kinds: ['intake-confirmation'] })
  const before = (await typesSent(here, linde)).length
  const patient = await patientOf(here, from, about)
  const at = new Date(here.clock.now()).toISOString()
  const sent = feedback({ kind: 'intake-confirmation', from, referral: about, patient, on: '2026-03-02', at })
  const task = await coordination(here, from, about)
  const output = (sent.entry ?? []).map(({ fullUrl = '' }) => {
    return { type: { text: 'Brief' }, valueReference: { reference: fullUrl } }
  })
  const [stepEntry] = putting([{ ...task, status: 'accepted', output }]).entry ?? []
  const { status, body } = await here.post(from, { ...sent, entry: [...(sent.entry ?? []), stepEntry] } as Bundle)
  t.equal(status, 200, JSON.stringify(body))
  t.same(await sentSince(here, linde, before), ['Task'])
  const read = await coordination(here, linde, about)
  t.match(read, { status: 'accepted' })
  t.equal(read.output, undefined)
})
