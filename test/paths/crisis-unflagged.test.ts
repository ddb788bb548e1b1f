import type { Flag } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { refer } from './acts.ts'
import { crisisProne } from './messages.ts'
import { brug, duties, linde, parkzicht, patientOf, world, type Answer, type World } from './world.ts'

const plan = async (here: World, referral: string, on: string): Promise<readonly string[]> =>
  (await duties(here, referral, on)).filter((line) => line.startsWith('crisis-plan'))

/** Puts a Flag up about a referral, today. */
async function flag(here: World, by: Participant, about: string): Promise<Flag> {
  const answer = await here.post(
    by,
    crisisProne(await patientOf(here, by, about), undefined, `ServiceRequest/${about}`)
  )
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return answer.body as Flag
}

/** Changes the Flag as it stands for its author. */
async function put(here: World, by: Participant, { id = '' }: Flag, change: Partial<Flag>): Promise<Answer> {
  const { body, etag } = await here.get(by, `Flag/${id}`)
  return here.put(by, { ...(body as Flag), ...change }, etag)
}

for (const status of ['inactive', 'entered-in-error'] as const) {
  test(`a Flag that its author makes ${status} ends the plan that is owed, and the practice reads it so`, async (t) => {
    const here = await world(t)
    const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
    const flagged = await flag(here, parkzicht, referral)
    t.same(await plan(here, referral, '2026-03-02'), ['crisis-plan 1 his-de-linde prospective 2026-03-30'])
    here.on('2026-03-10')
    const taken = await put(here, parkzicht, flagged, { status })
    t.equal(taken.status, 200, JSON.stringify(taken.body))
    t.same(await plan(here, referral, '2026-03-10'), ['crisis-plan 1 his-de-linde not-applicable 2026-03-30'])
    t.same(await plan(here, referral, '2026-03-09'), ['crisis-plan 1 his-de-linde prospective 2026-03-30'])
    t.match((await here.get(linde, `Flag/${flagged.id ?? ''}`)).body, { status })
    t.match(JSON.stringify((await here.inbox(linde)).at(-1)), new RegExp(`"status":"${status}"`))
  })
}

test('a Flag that is put up again opens a plan of its own', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const flagged = await flag(here, parkzicht, referral)
  here.on('2026-03-10')
  await put(here, parkzicht, flagged, { status: 'inactive' })
  here.on('2026-04-01')
  const again = await put(here, parkzicht, flagged, { status: 'active' })
  t.equal(again.status, 200, JSON.stringify(again.body))
  t.same(await plan(here, referral, '2026-04-01'), [
    'crisis-plan 1 his-de-linde not-applicable 2026-03-30',
    'crisis-plan 2 his-de-linde prospective 2026-05-01'
  ])
})

test('a Flag whose text alone is changed states nothing anew', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const flagged = await flag(here, parkzicht, referral)
  here.on('2026-03-10')
  const code = { ...flagged.code, text: 'Crisisgevoelig, zie signaleringsplan' }
  t.equal((await put(here, parkzicht, flagged, { code })).status, 200)
  t.same(await plan(here, referral, '2026-03-10'), ['crisis-plan 1 his-de-linde prospective 2026-03-30'])
})

test('as long as another Flag stands, the plan stays owed', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const [ours, theirs] = [await flag(here, parkzicht, referral), await flag(here, linde, referral)]
  here.on('2026-03-10')
  await put(here, parkzicht, ours, { status: 'inactive' })
  t.match(await plan(here, referral, '2026-03-10'), ['crisis-plan 1 his-de-linde prospective 2026-03-30'])
  await put(here, linde, theirs, { status: 'inactive' })
  t.match(await plan(here, referral, '2026-03-10'), ['crisis-plan 1 his-de-linde not-applicable 2026-03-30'])
})

test('a Flag of another is not taken back, and one that nobody has does not exist', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const flagged = await flag(here, parkzicht, referral)
  const foreign = await put(here, linde, flagged, { status: 'inactive' })
  t.same([foreign.status, foreign.codes], [422, ['update-not-supported']])
  const unseen = await here.put(brug, { ...flagged, status: 'inactive' }, 'W/"1"')
  t.same([unseen.status, unseen.codes], [404, ['not-found']])
  t.match(await plan(here, referral, '2026-03-02'), ['crisis-plan 1 his-de-linde prospective 2026-03-30'])
})
