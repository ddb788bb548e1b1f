import type { Bundle, Task } from '@medplum/fhirtypes'
import type { Bench, BenchOptions, Measured } from './support/bench.ts'
import { startBare } from './support/bare.ts'
import { startChild } from './support/child.ts'
import { demoDirectory, startGateway, type Gateway } from './support/gateway.ts'
import type { Load, LoadResult, ReportedOn } from './support/load.ts'
import { postReferrals, pagesOf } from './support/referrals.ts'
import { loadOf, measuredOf, pairsOf, sendRound, withCpu, type OurResult } from './support/rounds.ts'

/** Feedback: an institution reports after intake on referrals that were posted before the clock started. */
export const bench: Bench = {
  name: 'feedback',
  measures:
    'a report after intake (token, validation, mapping, required content, facts, states, outbox, audit, durable commit, delivery to a sink) against a bare Fastify handler that stores the same body',
  about: [
    '**What is measured.** The institution posts a report after intake (`test/samples/intake-report.ts`: a Communication with its Composition in one transaction, 4 KB) on referrals that were posted and delivered before the clock started, one report on each. It meets duties and goes to the general practitioner, which the processor time includes.',
    '**Against what.** The bare handler of the intake, with the same bodies.'
  ],
  hasStore: true,
  run
}

const REFERRER = 'his-de-linde'
const INSTITUTION = 's-ggz-parkzicht'

/** Referrals posted for the first round, and for each round at most. */
const FIRST_PER_SECOND = 600
const REFERRALS_MAX = 20_000

async function run(options: BenchOptions): Promise<readonly Measured[]> {
  const { engine, note, seconds, concurrency } = options
  const load = startChild<Load, LoadResult>('load-process.ts')
  const bare = await startBare(engine)
  const gateway = await startGateway(options, await demoDirectory())
  try {
    const target = { url: gateway.url, authorization: () => gateway.authorization(INSTITUTION) }
    let perSecond = FIRST_PER_SECOND
    let about: readonly ReportedOn[] = []
    let delivered = 0
    const ours = async (): Promise<OurResult> => {
      const count = Math.min(Math.ceil(perSecond * seconds) + concurrency, REFERRALS_MAX)
      about = await newReferrals({ load, gateway, count, concurrency })
      delivered += count
      const requests = { kind: 'reports', about, repeat: false } as const
      const result = await withCpu(gateway, async () => {
        const answered = await sendRound(load, target, { requests, seconds, concurrency })
        delivered += answered.answered
        await gateway.drained(delivered)
        return { ...answered, cpuMs: 0 }
      })
      perSecond = result.perSecond * ROOM
      return result
    }
    const pairs = await pairsOf(
      {
        ours,
        bare: async () =>
          sendRound(load, bare, { requests: { kind: 'reports', about, repeat: true }, seconds, concurrency })
      },
      options.rounds
    )
    note(loadOf(pairs))
    return [measuredOf('report after intake answered', pairs, { concurrency, goal: 0.5 })]
  } finally {
    for (const one of [load, gateway, bare]) await one.stop()
  }
}

/** A round may be so much faster than the one before it without running out of referrals. */
const ROOM = 1.3

/** Posts new referrals, and finds the institution's coordination Task of each. */
async function newReferrals({
  load,
  gateway,
  count,
  concurrency
}: {
  readonly load: Parameters<typeof sendRound>[0]
  readonly gateway: Gateway
  readonly count: number
  readonly concurrency: number
}): Promise<readonly ReportedOn[]> {
  const before = await gateway.received()
  await postReferrals(
    load,
    { url: gateway.url, authorization: () => gateway.authorization(REFERRER) },
    {
      count,
      concurrency
    }
  )
  await gateway.drained(before + count)
  const authorization = await gateway.authorization(INSTITUTION)
  const found: ReportedOn[] = []
  // Newest first, so those of this round come before all others.
  for await (const page of pagesOf(`${gateway.url}/fhir/Task?code=${COORDINATION}&_count=200`, authorization)) {
    found.push(...tasksIn(page))
    if (found.length >= count) break
  }
  return found.slice(0, count)
}

/** The code of a coordination Task, as the sender gave it. */
const COORDINATION = '3457005'

function tasksIn({ entry = [] }: Bundle): readonly ReportedOn[] {
  return entry.map(({ resource }) => {
    const { id = '', focus, for: patient } = resource as Task
    return { task: id, focus: focus?.reference ?? '', patient: patient?.reference ?? '' }
  })
}
