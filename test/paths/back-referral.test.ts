import { test } from 'tap'
import type { Task } from '@medplum/fhirtypes'
import { refer, step } from './acts.ts'
import { answer, ask, asked, asking, events, sentTo } from './asking.ts'
import { coded } from './messages.ts'
import { brug, coordination, linde, parkzicht, plein, world, type World } from './world.ts'

/** A referral in treatment with one of the institutions; the GP is another practice than the one that referred. */
async function treated(here: World, performer = parkzicht): Promise<string> {
  const referral = await refer(here, { from: linde, to: performer, gp: plein })
  await step(here, referral, { by: performer, status: 'accepted' })
  await step(here, referral, { by: performer, status: 'in-progress', business: 'in-treatment', on: '2026-03-02' })
  return referral
}

for (const performer of [parkzicht, brug]) {
  test(`back-referral by ${performer.id}: asked, refused, asked again, accepted`, async (t) => {
    const here = await world(t)
    const referral = await treated(here, performer)
    here.on('2026-06-01')
    const first = await ask(here, referral, { by: performer, kind: 'back-referral' })
    t.same([first.status, first.body.resourceType], [201, 'OperationOutcome'], JSON.stringify(first.body))
    t.same((await sentTo(here, plein)).at(-1), 'back-referral requested', 'the GP is asked')
    const [mine] = await asked(here, performer, referral)
    t.match(
      mine,
      { requester: {}, owner: {}, for: {}, partOf: [{}], description: /stabiel/ },
      'what was left out is filled in'
    )
    const [theirs] = await asked(here, plein, referral)
    t.match(theirs, { id: mine?.id, description: mine?.description ?? '', intent: 'proposal' })
    const work = await here.search(plein, 'Task?owner=Organization/his-het-plein&status=requested')
    t.ok(
      work.some(({ id }) => id === mine?.id),
      'found in the GP’s own list of work'
    )

    const without = await answer(here, referral, { by: plein, status: 'rejected' })
    t.same([without.status, without.codes], [422, ['answer-incomplete']], 'a refusal says why')
    const no = await answer(here, referral, { by: plein, status: 'rejected', reason: 'Nog te kort stabiel' })
    t.same(no.status, 200, JSON.stringify(no.body))
    t.match((await sentTo(here, performer)).at(-1), 'back-referral rejected')
    t.match((await asked(here, performer, referral))[0], { statusReason: { text: 'Nog te kort stabiel' } })

    here.on('2026-12-01')
    t.same((await ask(here, referral, { by: performer, kind: 'back-referral', on: '2026-11-30' })).status, 201)
    here.on('2026-12-08')
    t.same((await answer(here, referral, { by: plein, status: 'received' })).status, 200)
    t.same((await answer(here, referral, { by: plein, status: 'accepted' })).status, 200)
    t.same(
      (await asked(here, performer, referral)).map(({ status }) => status),
      ['rejected', 'accepted']
    )
    t.same(
      (await events(here, referral)).filter((one) => one.startsWith('handover')),
      [
        'handover.proposed 2026-06-01',
        'handover.refused 2026-06-01',
        'handover.proposed 2026-11-30',
        'handover.accepted 2026-12-08'
      ]
    )
    t.match(await coordination(here, performer, referral), { status: 'in-progress' }, 'the end is a step of its own')
  })
}

test('one of a kind is open at a time; taken back, it can be asked anew', async (t) => {
  const here = await world(t)
  const referral = await treated(here)
  await ask(here, referral, { by: parkzicht, kind: 'back-referral' })
  const twice = await ask(here, referral, { by: parkzicht, kind: 'back-referral' })
  t.same([twice.status, twice.codes], [409, ['negotiation-open']])
  t.same(
    (await ask(here, referral, { by: parkzicht, kind: 'substitution' })).status,
    201,
    'another kind is another matter'
  )
  for (const by of [plein, linde]) {
    const answered = await answer(here, referral, { by, status: 'cancelled' })
    t.same([answered.status, answered.codes], [409, ['transition-not-allowed']], `${by.id} has not asked`)
  }
  const own = await answer(here, referral, { by: parkzicht, status: 'accepted' })
  t.same([own.status, own.codes], [409, ['transition-not-allowed']], 'nobody answers for the GP')
  t.same((await answer(here, referral, { by: parkzicht, status: 'cancelled' })).status, 200)
  t.same((await ask(here, referral, { by: parkzicht, kind: 'back-referral' })).status, 201)
  const facts = await events(here, referral)
  t.same(
    facts.filter((one) => /accepted|refused/.test(one)).filter((one) => one.startsWith('handover')),
    []
  )
})

/** What is refused, and as what. */
const refusals: readonly (readonly [string, Partial<Task>, string])[] = [
  ['names another owner', { owner: { reference: 'Organization/his-de-linde' } }, 'negotiation-owner'],
  ['names another sender', { requester: { reference: 'Organization/his-de-linde' } }, 'requester-mismatch'],
  ['names no referral', { focus: { display: 'de verwijzing' } }, 'negotiation-unattached'],
  [
    'names a referral that its sender cannot see',
    { focus: { reference: 'ServiceRequest/unknown' } },
    'reference-unresolved'
  ],
  ['is about another patient', { for: { reference: 'Patient/another' } }, 'reference-unresolved'],
  ['is accepted from the start', { status: 'accepted' }, 'transition-not-allowed'],
  [
    'asks nothing',
    { code: coded('https://ggz-gateway.example/fhir/CodeSystem/task-kind', 'phone-call') },
    'unknown-code'
  ],
  [
    'happened in the future',
    {
      extension: [{ url: 'https://ggz-gateway.example/fhir/StructureDefinition/event-date', valueDate: '2031-01-01' }]
    },
    'event-date-ahead'
  ]
]

for (const [title, more, code] of refusals) {
  test(`a Task that ${title} is refused, and nobody is asked`, async (t) => {
    const here = await world(t)
    const referral = await treated(here)
    const { status, codes } = await ask(here, referral, { by: parkzicht, kind: 'back-referral', more })
    t.ok(status >= 400, String(status))
    t.same(codes, [code])
    t.same(await asked(here, parkzicht, referral), [])
  })
}

test('the coordination Task in partOf names the referral as well', async (t) => {
  const here = await world(t)
  const referral = await treated(here)
  const { id = '' } = await coordination(here, parkzicht, referral)
  const { focus, ...named } = asking(referral, { by: parkzicht, kind: 'back-referral' })
  t.ok(focus)
  const answered = await here.post(parkzicht, { ...named, partOf: [{ reference: `Task/${id}` }] })
  t.same(answered.status, 201, JSON.stringify(answered.body))
  t.match((await asked(here, plein, referral))[0], { focus: { reference: `ServiceRequest/${referral}` } })
})

test('only the performer asks for it, and only once the patient was taken on', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  for (const by of [parkzicht, linde, plein]) {
    const { status, codes } = await ask(here, referral, { by, kind: 'back-referral' })
    t.same([status, codes], [409, ['negotiation-not-allowed']], by.id)
  }
})

test('ended without the GP’s yes is recorded, and can still be asked for', async (t) => {
  const here = await world(t)
  const referral = await treated(here)
  here.on('2026-09-01')
  t.same(
    (await step(here, referral, { by: parkzicht, status: 'completed', business: 'ended', on: '2026-08-31' })).status,
    200
  )
  t.same((await events(here, referral)).at(-1), 'treatment.ended 2026-08-31')
  t.same((await ask(here, referral, { by: parkzicht, kind: 'back-referral' })).status, 201)
  t.same((await answer(here, referral, { by: plein, status: 'accepted' })).status, 200)
})
