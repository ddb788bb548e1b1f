import { randomUUID } from 'node:crypto'
import type { Communication, Composition, Consent, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { idIn, object, refer, step, typesSent } from './acts.ts'
import { ask, asked, asking } from './asking.ts'
import { say } from './kinds.ts'
import { feedback, transaction } from './messages.ts'
import { coordination, linde, parkzicht, patientOf, world, type World } from './world.ts'

const from = parkzicht

async function treated(here: World): Promise<string> {
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await step(here, referral, { by: from, status: 'accepted' })
  await step(here, referral, { by: from, status: 'in-progress', business: 'in-treatment', on: '2026-03-02' })
  return referral
}

/** The codes of the Tasks that the practice reads. */
async function read(here: World): Promise<readonly string[]> {
  const tasks = (await here.search(linde, 'Task?_count=100')) as Task[]
  return tasks.map(({ code }) => code?.coding?.[0]?.code ?? '').sort()
}

async function rowsOf(here: World): Promise<readonly string[]> {
  return (await here.report(linde.id, 'asOf=2026-06-01')).map(({ code }) => code).sort()
}

for (const kinds of [['handover-proposal', 'information-request'], []]) {
  const against = kinds.length === 0 ? 'everything' : 'what is asked'
  test(`what is asked under an objection against ${against} is owed by nobody who may not hear of it`, async (t) => {
    const here = await world(t)
    const referral = await treated(here)
    const consent = await object(here, { by: from, about: referral, on: '2026-03-02', kinds })
    const before = [await read(here), await rowsOf(here)]
    const proposed = await ask(here, referral, { by: from, kind: 'back-referral' })
    t.match([proposed.status, proposed.codes], [201, ['obligation-open']], 'what its performer owes it owes')
    const question = await say(here, { from, kind: 'information-request', about: referral, on: '2026-03-02' })
    t.same([question.status, question.codes], [200, ['feedback-withheld']])
    t.same([await read(here), await rowsOf(here)], before)
    t.same(await asked(here, linde, referral), [])

    here.on('2026-03-03')
    const { body, etag } = await here.get(from, `Consent/${consent.id ?? ''}`)
    await here.put(from, { ...(body as Consent), status: 'inactive' }, etag)
    t.notOk((await read(here)).includes('information-answer'), 'what it never got it owes no answer to')
    await say(here, { from, kind: 'information-request', about: referral, on: '2026-03-03' })
    t.ok((await read(here)).includes('information-answer'), 'asked again, it does')
  })
}

test('the letter of a proposal that was kept back is not brought along by a later letter', async (t) => {
  const here = await world(t)
  const referral = await treated(here)
  await object(here, { by: from, about: referral, on: '2026-03-02', kinds: ['handover-proposal'] })
  const before = (await typesSent(here, linde)).length
  const patient = await patientOf(here, from, referral)
  const at = new Date(here.clock.now()).toISOString()
  const wish = { kind: 'intake-confirmation', from, referral, patient, on: '2026-03-02', at }
  const [first, second] = feedback(wish).entry ?? []
  const [url, letter] = [`urn:uuid:${randomUUID()}`, second?.resource as Composition]
  const input = [{ type: { text: 'Brief' }, valueReference: { reference: url } }]
  const task = { ...asking(referral, { by: from, kind: 'back-referral' }), input }
  const proposed = await here.post(from, transaction([[`urn:uuid:${randomUUID()}`, task], [url, letter]])) // prettier-ignore
  t.equal(proposed.status, 200, JSON.stringify(proposed.body))
  t.equal((await typesSent(here, linde)).length, before)
  const payload = [{ contentReference: { reference: `Composition/${idIn(proposed, 'Composition')}` } }]
  const { status, codes } = await here.post(from, { ...(first?.resource as Communication), payload })
  t.same([status, codes], [422, ['reference-unresolved']], 'its sender writes it anew, or does not')
  t.equal((await typesSent(here, linde)).length, before)
})

test('what can be done next tells nothing of what an objection keeps back', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  await object(here, { by: from, about: referral, on: '2026-03-02' })
  const { id = '' } = await coordination(here, linde, referral)
  const actions = async () => (await here.get(linde, `Task/${id}/$actions`)).body
  const before = await actions()
  t.match(JSON.stringify(before), /cancelled/)
  await step(here, referral, { by: from, status: 'accepted' })
  await step(here, referral, { by: from, status: 'in-progress', business: 'in-treatment', on: '2026-03-02' })
  await ask(here, referral, { by: from, kind: 'abort' })
  t.same(await actions(), before)
  t.notSame((await here.get(from, `Task/${id}/$actions`)).body, before, 'the performer reads where it stands')
  const { status, codes } = await ask(here, referral, { by: linde, kind: 'abort' })
  t.notOk(codes.includes('negotiation-open'), `what the other asks is not named: ${status}`)
})
