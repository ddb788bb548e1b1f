import type { Parameters, ParametersParameter } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { refer, step } from '../paths/acts.ts'
import { answer, ask, asked } from '../paths/asking.ts'
import { say } from '../paths/kinds.ts'
import { coordination, crisisMidden, linde, parkzicht, plein, world, type World } from '../paths/world.ts'

/** What a participant may do with a Task, one line each: what, with which status or kind, and what it must bring. */
async function actions(here: World, reader: Participant, task: string): Promise<readonly string[]> {
  const { status, body } = await here.get(reader, `Task/${task}/$actions`)
  if (status !== 200) return [`${status}`]
  const { parameter = [] } = body as Parameters
  return parameter
    .filter(({ name }) => name === 'action')
    .map(({ part = [] }) => ['code', 'status', 'kind', 'requires'].flatMap((name) => valuesIn(part, name)).join(' '))
}

function valuesIn(part: readonly ParametersParameter[], name: string): readonly string[] {
  return part.flatMap((one) => (one.name === name ? (one.valueCode ?? one.valueString ?? []) : []))
}

async function duty(here: World, reader: Participant, code: string): Promise<string> {
  return (await here.report(reader.id, `code=${code}`))[0]?.obligationId ?? ''
}

test('each part is told the steps of the coordination Task that it may take, with what each must bring', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  const { id = '' } = await coordination(here, parkzicht, referral)
  t.same(await actions(here, parkzicht, id), ['step received', 'step accepted', 'step rejected reason alternative'])
  t.same(await actions(here, linde, id), ['step cancelled', 'step entered-in-error'])
  t.same(await actions(here, plein, id), [])
  t.same(await actions(here, crisisMidden, id), ['404'], 'and who takes no part sees no Task')

  await step(here, referral, { by: parkzicht, status: 'accepted' })
  t.same(await actions(here, parkzicht, id), [
    ...['step accepted', 'step in-progress', 'step on-hold suspension-reason'],
    ...['ask back-referral', 'ask substitution', 'ask abort']
  ])
  await step(here, referral, { by: parkzicht, status: 'on-hold', suspended: 'patient-request' })
  t.same((await actions(here, parkzicht, id)).slice(0, 2), ['step on-hold suspension-reason', 'step accepted'])
})

test('every step that is told can be taken', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  const { id = '' } = await coordination(here, parkzicht, referral)
  for (const status of [
    'received',
    'on-hold',
    'received',
    'accepted',
    'in-progress',
    'on-hold',
    'in-progress'
  ] as const) {
    const told = await actions(here, parkzicht, id)
    t.ok(
      told.some((one) => one.startsWith(`step ${status}`)),
      `${status} of ${told.join(', ')}`
    )
    const wish = { by: parkzicht, status, ...(status === 'on-hold' ? { suspended: 'patient-request' } : {}) }
    t.same((await step(here, referral, wish)).status, 200, status)
  }
})

test('who is asked may answer, who asked may take it back, and once answered neither', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  await ask(here, referral, { by: parkzicht, kind: 'back-referral' })
  const id = (await asked(here, plein, referral))[0]?.id ?? ''
  t.same(await actions(here, plein, id), ['answer received', 'answer accepted', 'answer rejected reason'])
  t.same(await actions(here, parkzicht, id), ['answer cancelled'])
  t.same(await actions(here, linde, id), [], 'a reader only reads')
  const { id: task = '' } = await coordination(here, parkzicht, referral)
  t.notOk((await actions(here, parkzicht, task)).includes('ask back-referral'), 'it has been asked')
  await answer(here, referral, { by: plein, status: 'accepted' })
  for (const reader of [plein, parkzicht]) t.same(await actions(here, reader, id), [], reader.id)
})

test('a debtor is told the feedback that a duty waits for, its creditor what can be done about it', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const id = await duty(here, parkzicht, 'registration-confirmation')
  t.same(await actions(here, parkzicht, id), ['feedback registration-confirmation', 'feedback appointment-notice'])
  t.same(await actions(here, linde, id), ['waive'])
  const phone = { from: parkzicht, kind: 'registration-confirmation', about: referral, on: '2026-03-02', phone: linde }
  t.ok((await say(here, phone)).status < 300)
  t.same(await actions(here, linde, id), ['dispute'], 'a call that meets it can be disputed')
  await say(here, { from: parkzicht, kind: 'registration-confirmation', about: referral, on: '2026-03-02' })
  t.same(await actions(here, parkzicht, id), [], 'met: nothing more is wanted')
})

test('the answer is for people in the reader’s language, and names the version and the request', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  const { id = '' } = await coordination(here, parkzicht, referral)
  const { body } = await here.get(parkzicht, `Task/${id}/$actions`)
  t.match(body, {
    resourceType: 'Parameters',
    parameter: [
      { name: 'text', valueMarkdown: /- Reject the referral, with a reason \(statusReason\) and an alternative/ },
      { name: 'status', valueCode: 'requested' },
      { name: 'version', valueString: '1' },
      { name: 'action', part: [{ valueCode: 'step' }, { name: 'request', valueString: `PUT /fhir/Task/${id}` }] }
    ]
  })
  t.match(JSON.stringify(body), /"textNl","valueString":"De verwijzing afwijzen, met een reden/)
  t.match((await here.get(plein, `Task/${id}/$actions`)).body, {
    parameter: [{ valueMarkdown: 'There is nothing for you to do with this Task now.' }]
  })
  t.same((await here.get(parkzicht, `ServiceRequest/${referral}/$actions`)).status, 405)
  t.same((await here.get(parkzicht, 'Task/unknown/$actions')).status, 404)
})
