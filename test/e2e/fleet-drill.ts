import { setTimeout } from 'node:timers/promises'
import { startFleet, type Fleet } from './fleet.ts'
import { acknowledgedIn, bothAnswer, converse, openDiary } from './fleet-senders.ts'
import { answerSlowly, drained, faultsOf, loggedBy, judge, type Trouble, type Verdict } from './fleet-verdict.ts'

/** What a frozen gateway had in hand waits for its lease; half of it is the longest send that does not prolong it. */
const leaseMs = 4_000
const sendTimeoutMs = 2_000

/** The longest life between two troubles: lanes and several messages are then under way. */
const lifeMsMax = 1_500

/** Longer than the server lets a frozen session keep its transaction. */
const longFreezeMs = 9_000

/** Between two faults of one round, so that they meet in every order. */
const gapMsMax = 600

/** A trouble is over this long after its last process goes on: what that had begun to send has arrived by then. */
const settledMs = 1_000

/** What came of the drill. */
export interface DrillVerdict extends Verdict {
  readonly errors: readonly string[]
  /** What the gateways warned of, to see why. */
  readonly warnings: readonly string[]
  readonly exitCodes: readonly (number | null)[]
}

/**
 * Two gateways on one database under traffic: in each round one is killed and started again, and the other is frozen for
 * longer than its lease and goes on.
 *
 * @param ask - `note` is told how each round went.
 */
export async function drillSeveralGateways(
  databaseUrl: string,
  { rounds, note }: { readonly rounds: number; readonly note: (line: string) => void }
): Promise<DrillVerdict> {
  const env = {
    GATEWAY_LEASE_SECONDS: String(leaseMs / 1_000),
    GATEWAY_SEND_TIMEOUT_MS: String(sendTimeoutMs),
    GATEWAY_SWEEP_MINUTES: '0'
  }
  const fleet = await startFleet(databaseUrl, { env })
  const verdict = await underTraffic(fleet, { rounds, note }).catch(async (error: unknown) => {
    await fleet.stop()
    throw error
  })
  const exitCodes = await fleet.stop()
  return { ...verdict, errors: faultsOf(fleet), warnings: loggedBy(fleet, 40), exitCodes }
}

async function underTraffic(
  fleet: Fleet,
  { rounds, note }: { readonly rounds: number; readonly note: (line: string) => void }
): Promise<Verdict> {
  const times = answerSlowly(fleet)
  const diary = openDiary()
  const troubles: Trouble[] = []
  let isOver = false
  const senders = converse(fleet, diary, () => isOver)
  // Where the drill itself fails, that is what is told.
  senders.catch(() => undefined)
  for (let round = 0; round < rounds; round++) {
    await setTimeout(Math.random() * lifeMsMax)
    await bothAnswer(fleet, diary)
    const before = acknowledgedIn(diary)
    const { startMs, ...over } = await trouble(fleet, round)
    troubles.push(over)
    const ms = over.until - over.from
    note(
      `round ${round + 1}: ${ms} ms, ${acknowledgedIn(diary) - before} acknowledged meanwhile, start took ${startMs} ms`
    )
  }
  await bothAnswer(fleet, diary)
  isOver = true
  await senders
  await drained(fleet)
  return judge(fleet, diary, { times, troubles })
}

/** One round: who is killed and who is frozen, and which comes first, changes. */
async function trouble({ members }: Fleet, round: number): Promise<Trouble & { readonly startMs: number }> {
  const [killed, frozen] = [members[round % 2]!, members[(round + 1) % 2]!]
  const from = Date.now()
  let startMs = 0
  const gap = async () => setTimeout(Math.random() * gapMsMax)
  const freezeMs = round % 3 === 2 ? longFreezeMs : leaseMs + 1_000
  const cycle = async (): Promise<void> => {
    await killed.kill()
    const since = Date.now()
    await killed.start()
    startMs = Date.now() - since
  }
  const pause = async (): Promise<void> => {
    frozen.freeze()
    await setTimeout(freezeMs)
    frozen.thaw()
  }
  if (Math.random() < 0.5) await Promise.all([cycle(), gap().then(pause)])
  else await Promise.all([pause(), gap().then(cycle)])
  await setTimeout(settledMs)
  return { from: from - sendTimeoutMs, until: Date.now(), startMs }
}
