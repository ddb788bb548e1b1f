import { isDeepStrictEqual } from 'node:util'
import { setTimeout } from 'node:timers/promises'
import { verifyAudit } from '../../src/audit/verify.ts'
import { openReadOnly } from '../../src/store/open.ts'
import type { Reconciliation } from '../../src/store/port.ts'
import type { Arrival } from '../delivery/receiver.ts'
import type { Fleet } from './fleet.ts'
import { acknowledgedIn, saidIn, type Diary } from './fleet-senders.ts'
import type { Receiving } from './world.ts'

/** A time in which a message may have been sent twice: a process died or froze, and what it had in hand went to another. */
export interface Trouble {
  readonly from: number
  readonly until: number
}

/** When messages arrived at each receiver, in the order of `Receiver.arrivals`; epoch ms. */
export type Times = ReadonlyMap<Receiving, readonly number[]>

/** What was counted, and what did not hold. */
export interface Verdict {
  readonly figures: Readonly<Record<string, number>>
  /** Messages whose second copy followed on a trouble, by its index. */
  readonly repeats: readonly number[]
  readonly problems: readonly string[]
}

/** After the last trouble: what waits is sent within this many looks, a tenth of a second each. */
const drainLooksMax = 600

/** Answers that take their time, so that sends are under way when a process dies; the times of arrival are noted. */
export function answerSlowly({ receivers }: Fleet, msMax = 30): Times {
  const times = new Map<Receiving, number[]>()
  for (const [id, receiver] of Object.entries(receivers)) {
    const noted: number[] = []
    // The keys of the receivers are their ids.
    times.set(id as Receiving, noted)
    receiver.manner = (_arrival, response) => {
      noted.push(Date.now())
      globalThis.setTimeout(() => response.writeHead(200).end('{}'), Math.random() * msMax)
    }
  }
  return times
}

/** Waits until nothing waits in any lane. */
export async function drained(fleet: Fleet): Promise<void> {
  for (let looks = 0; looks < drainLooksMax; looks++) {
    const { outbox } = await fleet.traffic(fleet.members[looks % fleet.members.length]!)
    if (Object.values(outbox).every(({ waiting }) => waiting === 0)) return
    await setTimeout(100)
  }
  throw new Error('the outbox did not drain')
}

/** Holds the store, the receivers and the senders' diary against each other; everything must be acknowledged and drained. */
export async function judge(
  fleet: Fleet,
  diary: Diary,
  { times, troubles }: { readonly times: Times; readonly troubles: readonly Trouble[] }
): Promise<Verdict> {
  const traffic = await fleet.traffic(fleet.members[0]!)
  const repeats = repeatsIn(fleet, times, troubles)
  const problems = [
    ...diary.refusals,
    ...sendersWrong(diary, traffic),
    ...receiversWrong(fleet, traffic),
    ...arrivalsWrong(fleet, diary),
    ...repeats.outside,
    ...(await storeWrong(fleet, diary, traffic)),
    ...wrong('referrals', traffic.referrals, diary.referrals),
    ...wrong('feedback', traffic.feedback, { 'intake-confirmation': diary.reports })
  ]
  const inbound = Object.values(traffic.received)
  const figures = {
    acknowledged: acknowledgedIn(diary),
    attempts: [...diary.sent.values()].reduce((sum, { attempts }) => sum + attempts, 0),
    unanswered: diary.answers.get('none') ?? 0,
    unavailable: diary.answers.get('503') ?? 0,
    repeated: inbound.reduce((sum, { repeated }) => sum + repeated, 0),
    refused: inbound.reduce((sum, { refused }) => sum + refused, 0),
    delivered: Object.values(traffic.outbox).reduce((sum, { delivered }) => sum + delivered, 0),
    timedOut: repeats.timedOut,
    arrivals: Object.values(fleet.receivers).reduce((sum, { arrivals }) => sum + arrivals.length, 0)
  }
  return { figures, repeats: repeats.byTrouble, problems }
}

function wrong(what: string, found: unknown, expected: unknown): readonly string[] {
  if (isDeepStrictEqual(found, expected)) return []
  return [`${what}: ${JSON.stringify(found)} is not ${JSON.stringify(expected)}`]
}

/** Per sender: received = accepted + repeated + refused, and accepted are the messages that it counts. */
function sendersWrong({ sent }: Diary, { received }: Reconciliation): readonly string[] {
  return [...sent].flatMap(([id, { attempts, succeeded, acknowledged }]) => {
    const counts = received[id] ?? { accepted: 0, repeated: 0, refused: 0 }
    const successes = counts.accepted + counts.repeated
    const isBetween = succeeded <= successes && successes + counts.refused <= attempts
    return [
      ...wrong(`${id}, accepted`, counts.accepted, acknowledged.size),
      ...(isBetween ? [] : [`${id}: ${JSON.stringify(counts)} with ${attempts} sent and ${succeeded} successes`])
    ]
  })
}

/** Per receiver: enqueued = delivered + waiting + dead, and delivered are the messages that it counts. */
function receiversWrong({ receivers }: Fleet, { outbox }: Reconciliation): readonly string[] {
  return Object.entries(receivers).flatMap(([id, { unique }]) => {
    const counts = outbox[id] ?? { enqueued: 0, delivered: 0, waiting: 0, dead: 0 }
    return wrong(id, counts, { enqueued: unique.length, delivered: unique.length, waiting: 0, dead: 0 })
  })
}

/** By first arrival each receiver got what it must get about each referral, in order, and nothing else. */
function arrivalsWrong({ receivers }: Fleet, { expected }: Diary): readonly string[] {
  return Object.entries(receivers).flatMap(([id, { arrivals }]) => {
    const got = new Map<string, string[]>()
    const bodies = new Map<string, string>()
    const changed = arrivals.flatMap(({ id: message, body }) => {
      if (bodies.has(message)) return bodies.get(message) === body ? [] : [`${id}: two contents under ${message}`]
      bodies.set(message, body)
      const { request, says } = saidIn(body)
      got.set(request, [...(got.get(request) ?? []), says])
      return []
    })
    // The keys of the receivers are their ids.
    const due = expected.get(id as Receiving) ?? new Map<string, string[]>()
    const requests = [...new Set([...due.keys(), ...got.keys()])]
    return [...changed, ...requests.flatMap((one) => wrong(`${id}, ${one}`, got.get(one) ?? [], due.get(one) ?? []))]
  })
}

function repeatsIn(
  fleet: Fleet,
  times: Times,
  troubles: readonly Trouble[]
): { readonly byTrouble: readonly number[]; readonly timedOut: number; readonly outside: readonly string[] } {
  const retried = retriedBy(fleet)
  let timedOut = 0
  const byTrouble = troubles.map(() => 0)
  const outside: string[] = []
  for (const [id, { arrivals }] of Object.entries(fleet.receivers)) {
    // The keys of the receivers are their ids.
    const at = times.get(id as Receiving) ?? []
    const first = new Map<string, number>()
    arrivals.forEach(({ id: message }: Arrival, index) => {
      const [now, before] = [at[index] ?? 0, first.get(message)]
      if (before === undefined) return void first.set(message, now)
      const trouble = troubles.findIndex(({ from, until }) => from <= before && before <= until)
      if (trouble >= 0) byTrouble[trouble]! += 1
      else if (retried.has(message)) timedOut += 1
      else outside.push(`${id}: ${message} at ${shown(before)} and ${shown(now)}, ${between(before, troubles)}`)
    })
  }
  return { byTrouble, timedOut, outside }
}

/** An instant of the logs of the gateways. */
function shown(at: number): string {
  return new Date(at).toISOString()
}

function between(at: number, troubles: readonly Trouble[]): string {
  const past = troubles.filter(({ until }) => until < at).at(-1)
  return past === undefined ? 'before any trouble' : `${at - past.until} ms after a trouble was over`
}

/** The database itself, read beside the gateways: counts, audit chains, and an answer for each acknowledged message. */
async function storeWrong({ databaseUrl }: Fleet, diary: Diary, traffic: Reconciliation): Promise<readonly string[]> {
  const store = openReadOnly({ url: databaseUrl })
  try {
    const { facts } = await store.read({ kind: 'reconciliation' })
    const chains = await verifyAudit(store)
    const lost = await lostIn(store, diary)
    return [
      ...wrong('the counts of the store', facts, traffic),
      ...(chains.length === 0 ? ['there is no audit chain'] : []),
      ...chains.flatMap((chain) => (chain.ok ? [] : [`chain ${chain.chain}: line ${chain.seq}: ${chain.reason}`])),
      ...lost.map((one) => `acknowledged and not there: ${one}`)
    ]
  } finally {
    await store.close()
  }
}

/** Messages that were acknowledged and that the store has no answer for. */
export async function lostIn(
  store: Pick<ReturnType<typeof openReadOnly>, 'read'>,
  { sent }: Diary
): Promise<readonly string[]> {
  const lost: string[] = []
  for (const [participant, { acknowledged }] of sent) {
    for (const messageId of acknowledged) {
      const { facts } = await store.read({ kind: 'answer', participant, messageId })
      if (facts === undefined) lost.push(`${participant} ${messageId}`)
    }
  }
  return lost
}

/** Lines of the gateways' logs from a level on (40: warnings, 50: errors), each with its gateway's number. */
export function loggedBy({ members }: Fleet, level: number): readonly string[] {
  return members.flatMap(({ lines }, index) =>
    lines.filter((line) => Number(/"level":(\d+)/.exec(line)?.[1]) >= level).map((line) => `${index + 1}: ${line}`)
  )
}

/** Errors but for a store that was away: a server that died, or that had ended the session of a frozen gateway. */
export function faultsOf(fleet: Fleet): readonly string[] {
  return loggedBy(fleet, 50).filter((line) => !line.includes('"type":"UnavailableError"'))
}

/** Messages whose send, by a gateway's own log, did not end in time or not well, and that it sent again itself. */
function retriedBy({ members }: Fleet): ReadonlySet<string> {
  const lines = members.flatMap((member) => member.lines.filter((line) => line.includes('"outcome":"retry"')))
  return new Set(lines.map((line) => `urn:uuid:${/"message":"([^"]+)"/.exec(line)?.[1] ?? ''}`))
}
