import { setTimeout } from 'node:timers/promises'
import { test } from 'tap'
import type { ReportAnswer } from '../../src/report/answer.ts'
import { until, type Receiver } from '../delivery/receiver.ts'
import { locationIds } from './conversation.ts'
import { jsonOf, resourceOf, type Answer } from './http.ts'
import { plein, zuiderlicht } from './messages.ts'
import { openPosterDiary, postReferrals, postReports } from './poster.ts'
import { storeFacts } from './store-rows.ts'
import { startWorld, type World } from './world.ts'

const kills = 20

/** The longest life between two kills: the lanes and several messages are then under way. */
const lifeMsMax = 900

/** After the last kill: what waits is sent within this many looks, a tenth of a second each. */
const drainLooksMax = 300

/** Acknowledgements that are read back, every resource of each; the counts speak of all of them. */
const readsMax = 25

async function drained(world: World): Promise<void> {
  for (let looks = 0; looks < drainLooksMax; looks++) {
    const { outbox } = await world.traffic()
    if (Object.values(outbox).every(({ waiting }) => waiting === 0)) return
    await setTimeout(100)
  }
  throw new Error('the outbox did not drain')
}

/** Bodies by identifier: a message that arrived more than once must have said the same each time. */
function bodiesOf(receiver: Receiver): ReadonlyMap<string, ReadonlySet<string>> {
  const bodies = new Map<string, Set<string>>()
  for (const { id, body } of receiver.arrivals) bodies.set(id, (bodies.get(id) ?? new Set()).add(body))
  return bodies
}

/** What an acknowledgement named and neither side can read; of many acknowledgements every n-th is asked about. */
async function unreadable(world: World, answers: readonly Answer[]): Promise<readonly string[]> {
  const asked = answers.filter((_, index) => index % Math.ceil(answers.length / readsMax) === 0)
  const names = asked.flatMap((answer) => [...locationIds(resourceOf(answer, 'Bundle'))].map((pair) => pair.join('/')))
  const lost: string[] = []
  for (const name of names) {
    const reads = ['his-de-linde', 'his-het-plein', 's-ggz-parkzicht'].map(async (as) => {
      return (await world.as(as, { path: `/fhir/${name}` })).status
    })
    if (!(await Promise.all(reads)).includes(200)) lost.push(name)
  }
  return lost
}

test('a gateway killed twenty times under traffic loses nothing that it acknowledged and does nothing twice', async (t) => {
  const world = await startWorld()
  t.teardown(async () => world.stop())
  const { receivers } = world
  for (const receiver of Object.values(receivers)) {
    // Answers that take their time, so that sends are under way when the process dies.
    receiver.manner = (_arrival, response) => {
      globalThis.setTimeout(() => response.writeHead(200).end('{}'), Math.random() * 30)
    }
  }
  const diary = openPosterDiary()
  let over = false
  const isOver = (): boolean => over
  const posters = Promise.all([
    postReferrals(world, diary, { as: 'his-de-linde', name: 'a', wish: {}, isOver }),
    postReferrals(world, diary, { as: 'his-de-linde', name: 'b', wish: { urgency: 'urgent' }, isOver }),
    postReferrals(world, diary, { as: 'his-het-plein', name: 'c', wish: { from: plein }, isOver }),
    postReferrals(world, diary, { as: 'his-het-plein', name: 'e', wish: { from: plein, urgency: 'stat' }, isOver }),
    postReferrals(world, diary, { as: 'his-het-plein', name: 'd', wish: { from: plein, to: zuiderlicht }, isOver }),
    postReports(world, diary, { as: 's-ggz-parkzicht', receiver: receivers['s-ggz-parkzicht'], isOver })
  ])
  for (let round = 0; round < kills; round++) {
    const before = diary.acknowledged.size
    await setTimeout(Math.random() * lifeMsMax)
    await until(() => diary.acknowledged.size > before, 'something is acknowledged')
    await world.restart()
  }
  over = true
  await posters
  await drained(world)

  t.strictSame(diary.refusals, [], 'nothing was refused')
  const traffic = await world.traffic()
  const inbound = Object.values(traffic.received)
  const accepted = inbound.reduce((sum, one) => sum + one.accepted, 0)
  const received = inbound.reduce((sum, one) => sum + one.accepted + one.repeated + one.refused, 0)
  t.comment(`${diary.attempts} sent, ${diary.answered} answered, ${received} received, ${accepted} accepted`)
  t.equal(accepted, diary.acknowledged.size, 'each message was accepted once')
  t.ok(diary.answered <= received && received <= diary.attempts, 'received lies between answered and sent')
  t.equal(traffic.referrals, diary.referrals.length, 'no referral is there twice')
  t.strictSame(traffic.feedback, { 'intake-confirmation': diary.reports.length })

  let uniqueInAll = 0
  for (const [id, outbox] of Object.entries(traffic.outbox)) {
    const bodies = bodiesOf(receivers[id as keyof typeof receivers])
    uniqueInAll += bodies.size
    t.strictSame(outbox, { enqueued: bodies.size, delivered: bodies.size, waiting: 0, dead: 0 }, id)
    t.strictSame(
      [...bodies.values()].filter(({ size }) => size > 1).length,
      0,
      `${id} never got two contents in one name`
    )
  }
  t.equal(uniqueInAll, accepted, 'every accepted message arrived, once by its identifier')

  const letters = [receivers['s-ggz-parkzicht'], receivers['s-ggz-zuiderlicht']].flatMap((receiver) =>
    [...bodiesOf(receiver).values()].map(([body = '']) => /\[[a-e]-\d+\] /.exec(body)?.[0] ?? '')
  )
  t.strictSame(letters.sort(), diary.referrals.sort(), 'each letter arrived in one message')
  const report = jsonOf(await world.as('auditor-rho', { path: '/reports/obligations' })) as ReportAnswer
  t.equal(new Set(report.rows.map(({ referralId }) => referralId)).size, diary.referrals.length)
  const countOf = (code: string): number => report.rows.filter((row) => row.code === code).length
  for (const code of ['registration-confirmation', 'intake-confirmation', 'status-notice', 'yearly-report'])
    t.equal(countOf(code), diary.referrals.length, `${code}: one for each referral`)
  for (const code of ['care-offer', 'treatment-start'])
    t.equal(countOf(code), diary.reports.length, `${code}: one for each intake`)

  t.strictSame(await unreadable(world, [...diary.acknowledged.values()]), [], 'what was acknowledged can be read')
  const { chains, traffic: stored } = await storeFacts(world.place)
  t.strictSame(stored, traffic)
  t.ok(chains.length > 0 && chains.every(({ ok }) => ok), 'the audit chain is whole')
  t.strictSame(
    world.lines.filter((line) => /"level":(50|60)/.test(line)),
    []
  )
})
