import { test } from 'tap'
import type { OperationOutcome, Task } from '@medplum/fhirtypes'
import { refer, step } from './acts.ts'
import { coordination, crisisMidden, duties, hap, linde, parkzicht, plein, world, type World } from './world.ts'

const statuses = [
  'received',
  'accepted',
  'rejected',
  'in-progress',
  'on-hold',
  'completed',
  'failed',
  'cancelled',
  'entered-in-error'
] as const

test('cancelled by the practice that referred: nothing is owed, and the performer knows', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
  here.on('2026-03-05')
  await step(here, referral, { by: parkzicht, status: 'accepted' })
  here.on('2026-03-06')
  t.same((await step(here, referral, { by: linde, status: 'cancelled', reason: 'Verhuisd' })).status, 200)
  t.same(await duties(here, referral, '2026-03-06'), [
    'intake-confirmation 1 his-de-linde not-applicable 2026-04-13',
    'intake-confirmation 1 his-het-plein not-applicable 2026-04-13',
    'registration-confirmation 1 his-de-linde not-applicable 2026-03-09',
    'registration-confirmation 1 his-het-plein not-applicable 2026-03-09',
    'status-notice 1 his-de-linde not-applicable 2026-03-30',
    'status-notice 1 his-het-plein not-applicable 2026-03-30',
    'yearly-report 1 his-het-plein not-applicable 2027-03-02'
  ])
  for (const reader of [parkzicht, plein]) t.match(await coordination(here, reader, referral), { status: 'cancelled' })
})

/** Who may take which steps from a status, as the answers say. */
const allowed: readonly (readonly [
  reach: readonly NonNullable<Task['status']>[],
  by: 'performer' | 'requester' | 'gp',
  steps: string
])[] = [
  [[], 'performer', 'received, accepted, rejected'],
  [[], 'requester', 'cancelled, entered-in-error'],
  [[], 'gp', '-'],
  [['received'], 'performer', 'received, accepted, rejected, on-hold'],
  [['accepted'], 'performer', 'accepted, in-progress, on-hold'],
  [['accepted'], 'requester', 'cancelled, entered-in-error'],
  [['accepted'], 'gp', '-'],
  [['accepted', 'in-progress'], 'performer', 'in-progress, completed, failed, on-hold'],
  [['accepted', 'in-progress'], 'requester', 'entered-in-error'],
  [['accepted', 'in-progress'], 'gp', '-'],
  [['received', 'on-hold'], 'performer', 'on-hold, received'],
  [['received', 'on-hold'], 'requester', 'cancelled, entered-in-error'],
  [['accepted', 'on-hold'], 'performer', 'on-hold, accepted'],
  [['accepted', 'in-progress', 'on-hold'], 'performer', 'on-hold, in-progress'],
  [['accepted', 'in-progress', 'on-hold'], 'requester', 'entered-in-error'],
  [['accepted', 'in-progress', 'completed'], 'performer', '-'],
  [['accepted', 'in-progress', 'completed'], 'requester', '-']
]

const parts = { performer: parkzicht, requester: linde, gp: plein }

for (const [reach, part, steps] of allowed) {
  test(`${part} of a referral that is ${reach.join(', then ') || 'requested'}: any step but ${steps} is refused with these`, async (t) => {
    const here = await world(t)
    const referral = await refer(here, { from: linde, to: parkzicht, gp: plein })
    const held = { suspended: 'patient-request' }
    for (const status of reach) t.same((await step(here, referral, { by: parkzicht, status, ...held })).status, 200)
    const before = await duties(here, referral, '2026-03-02')
    for (const status of statuses.filter((one) => !steps.split(', ').includes(one))) {
      const {
        status: code,
        codes,
        body
      } = await step(here, referral, { by: parts[part], status, reason: 'Nee', alternative: 'none' })
      t.same([code, codes], [409, ['transition-not-allowed']], status)
      t.match((body as OperationOutcome).issue[0]?.details?.text, new RegExp(`Allowed: ${steps}\\.$`), status)
    }
    t.same(await duties(here, referral, '2026-03-02'), before, 'and nothing has moved')
  })
}

test('one who takes no part cannot see the Task, and a duty is nobody’s to move', async (t) => {
  const here: World = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const task = await coordination(here, parkzicht, referral)
  for (const stranger of [crisisMidden, hap, plein]) {
    t.same((await here.put(stranger, { ...task, status: 'accepted' }, 'W/"1"')).status, 404, stranger.id)
  }
  const [row] = await here.report('s-ggz-parkzicht', 'code=intake-confirmation')
  const { body, etag } = await here.get(parkzicht, `Task/${row?.obligationId ?? ''}`)
  const { status, codes } = await here.put(parkzicht, { ...(body as Task), status: 'completed' }, etag)
  t.same([status, codes], [409, ['task-of-gateway']])
})
