import { test, type Test } from 'tap'
import { directoryOf } from '../../src/directory/load.ts'
import { createDeliverer } from '../../src/flows/deliver.ts'
import type { Deps } from '../../src/flows/deps.ts'
import type { Inbound } from '../../src/flows/read-message.ts'
import { receive } from '../../src/flows/receive.ts'
import { askReport } from '../../src/flows/report.ts'
import { sweep } from '../../src/flows/sweep.ts'
import type { ReportAnswer } from '../../src/report/answer.ts'
import { agreements } from '../obligations/fixtures.ts'
import * as f from '../referral/fixtures.ts'
import { acts, referrals } from './year-inputs.ts'
import { bodyOf, inbound, world, type World } from './world.ts'

/** A message as it came in, and when. */
interface Recorded {
  readonly at: number
  readonly message: Inbound
  /** The answer's body, which names every id. */
  readonly answer: string
}

interface Gateway {
  readonly here: World
  readonly deps: World['deps']
  readonly take: (at: number, message: Inbound) => Promise<Recorded>
}

/** A gateway with the whole base agreement; `wake` tells its lanes. */
async function gateway(t: Test, wake: Deps['wake'] = () => undefined): Promise<Gateway> {
  const here = await world(t)
  const deps = { ...here.deps, rules: { ...f.rules, agreements }, wake }
  const take = async (at: number, message: Inbound): Promise<Recorded> => {
    here.clock.set(at)
    const { answer } = f.valueOf(await receive(deps, message))
    return { at, message, answer: answer.body }
  }
  return { here, deps, take }
}

const days = 365

/** A year with its workers: reminders are sent every day, everything is delivered, and what came in is recorded. */
async function withWorkers(t: Test): Promise<Gateway & { readonly recorded: readonly Recorded[] }> {
  const lanes: { wake: (receiver: string) => void } = { wake: () => undefined }
  const made = await gateway(t, (receivers) => receivers.forEach((receiver) => lanes.wake(receiver)))
  const { deps, here, take } = made
  const client = {
    send: async () => Promise.resolve({ kind: 'answered', status: 200 } as const),
    close: async () => Promise.resolve()
  }
  const endpoint = { url: 'http://127.0.0.1:9/fhir', auth: { type: 'none' } } as const
  const directory = directoryOf(deps.rules.directory.all.map((one) => ({ ...one, endpoint })))
  const { store, clock, log } = deps
  const deliverer = createDeliverer({ store, clock, log, directory, client, random: () => 1, sendTimeoutMs: 5_000 })
  lanes.wake = (receiver) => deliverer.wake(receiver)
  const recorded: Recorded[] = []
  for (const referral of referrals) recorded.push(await take(f.start, inbound(f.hisA, referral)))
  const referred = recorded.map(({ answer }) => idsIn(answer))
  for (let day = 0; day <= days; day++) {
    const at = f.start + day * f.dayMs
    for (const act of acts.filter((one) => one.day === day)) {
      here.clock.set(at)
      recorded.push(await take(at, await act.message(deps, referred)))
    }
    here.clock.set(at)
    await sweep(deps)
    await deliverer.idle()
  }
  await deliverer.close()
  return { ...made, recorded }
}

function idsIn(answer: string) {
  const received = { ok: true, value: { answer: { status: 200, headers: {}, body: answer }, replayed: false } } as const
  const locations = (bodyOf(received).entry ?? []).map(({ response }) => response?.location?.split('/') ?? [])
  const ids = new Map(locations.map((parts) => [parts.at(-4), parts.at(-3)]))
  return { request: ids.get('ServiceRequest') ?? '', task: ids.get('Task') ?? '' }
}

async function report({ deps }: Gateway, query: object): Promise<ReportAnswer> {
  const answer = f.valueOf(await askReport(deps, f.auditor, { ...query }))
  if ('groups' in answer) throw new Error('rows were expected')
  return answer
}

/**
 * The rows without what says whether and when it was heard, which is what delivery is for. Nor with the id of the duty: where
 * a plan opened it, that follows from the id under which the message was received, which is another one each time.
 */
function unheard({ rows }: ReportAnswer): readonly string[] {
  return rows.map((row) => JSON.stringify({ ...row, heard: '', heardOn: '', obligationId: '' })).sort()
}

/** An answer without the ids of the duties that it names, for the same reason. */
function told(answer: string): string {
  return answer.replaceAll(/\(Task\/[0-9a-f-]{36}\)/g, '')
}

test('from the same messages the report is the same with reminders and delivery switched off', async (t) => {
  const busy = await withWorkers(t)
  const idle = await gateway(t)
  for (const { at, message, answer } of busy.recorded) {
    t.equal(told((await idle.take(at, message)).answer), told(answer))
  }
  idle.here.clock.set(f.start + days * f.dayMs)
  t.equal(idle.here.clock.now(), busy.here.clock.now())

  const moments = ['2026-03-20', '2026-04-20', '2026-06-30', '2026-12-31', '2027-03-02', '2028-03-02']
  for (const asOf of moments) {
    const [one, other] = [await report(busy, { asOf }), await report(idle, { asOf })]
    t.ok(one.rows.length > 30, asOf)
    t.same(unheard(other), unheard(one), asOf)
  }

  // Else this would compare two gateways that both did nothing.
  const [year, silent] = [await report(busy, {}), await report(idle, {})]
  const states = new Set(year.rows.map(({ state }) => state))
  for (const state of ['met', 'met-late', 'met-unchecked', 'overdue', 'not-applicable'] as const) {
    t.ok(states.has(state), state)
  }
  const heard = ({ rows }: ReportAnswer): number => rows.filter((row) => row.heard === 'heard').length
  t.ok(heard(year) > 5)
  t.equal(heard(silent), 0)
  const reminded = async ({ deps }: Gateway): Promise<number> => {
    const asked = deps.rules.directory.all.map(async ({ id: projection }) => {
      const ask = { projection, type: 'CommunicationRequest', criteria: [], limit: 1, offset: 0 }
      return (await deps.store.read({ kind: 'search', ...ask })).facts.total
    })
    return (await Promise.all(asked)).reduce((sum, one) => sum + one, 0)
  }
  t.ok((await reminded(busy)) > 40)
  t.equal(await reminded(idle), 0)
  const delivered = async ({ here }: Gateway): Promise<number> =>
    Object.values((await here.counts()).outbox).reduce((sum, lane) => sum + lane.delivered, 0)
  t.ok((await delivered(busy)) > 40)
  t.equal(await delivered(idle), 0)
})
