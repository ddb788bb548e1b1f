import { relative, resolve } from 'node:path'
import { styleText } from 'node:util'
import type { ReportAnswer } from '../src/report/answer.ts'
import type { Reconciliation } from '../src/store/port.ts'
import { figuresOf, imbalances } from './figures.ts'
import type { Diary } from './simulators/diary.ts'
import { startWorld, type World } from './world.ts'

/** A delivery on loopback takes milliseconds; one that takes this long is not coming. */
const ARRIVAL_MS_MAX = 15_000

const HIS = 'his-de-linde'
const GGZ = 's-ggz-parkzicht'

/** Two invented patients; the BSNs are test numbers. */
const daan = { bsn: '999999151', family: 'Verhoeven', given: 'Daan', birthDate: '1987-04-12', gender: 'male' }
const noor = { bsn: '999911120', family: 'Willems', given: 'Noor', birthDate: '1994-09-30', gender: 'female' }

const exits = process.argv.includes('--exit')
const say = (text: string): void => void process.stdout.write(`${exits ? '' : '\n'}${text}\n`)
const step = (day: string, text: string): void => say(`${styleText('cyan', day)}  ${text}`)

const world = await startWorld(resolve(import.meta.dirname, '..', 'data', 'demo'), '2026-03-02T08:00:00Z')
try {
  process.exitCode = (await play(world)) ? 0 : 1
  if (!exits) await stayUp(world)
} finally {
  await world.stop()
}

/** Plays two referrals, one answered and one not, and counts everything at the end. */
async function play(demo: World): Promise<boolean> {
  step(
    '2 March',
    `Practice De Linde refers Daan (suspected depression) to GGZ Parkzicht. The gateway listens at ${demo.url}.`
  )
  const first = await demo.act(HIS, { action: 'refer', patient: daan, authoredOn: '2026-03-02' })
  await arrivals(demo, GGZ, 1)
  say('          The letter has arrived at Parkzicht in its own shape: Task, owner by URA, SNOMED category, ICPC kept.')
  await demo.act(HIS, { action: 'resend', messageId: first.messageId })
  say('          De Linde did not see the answer and sends it again: same answer, no second referral.')
  await demo.act(HIS, { action: 'refer', patient: daan, performerUra: '90000999', authoredOn: '2026-03-02' })
  say('          A referral to an organisation that nobody knows is refused, with the field and what to do about it.')

  await demo.act(GGZ, { action: 'receive' })
  await demo.setClock('2026-03-04T09:30:00Z')
  await demo.act(GGZ, { action: 'accept' })
  step('4 March', 'Parkzicht has received and accepted the referral; De Linde sees both steps in its own Task.')

  await demo.setClock('2026-03-16T14:00:00Z')
  await demo.act(GGZ, { action: 'intake-done', on: '2026-03-16' })
  step('16 March', 'The intake took place. From today the report after intake is due within 14 days.')

  await demo.setClock('2026-03-20T10:00:00Z')
  await demo.act(GGZ, { action: 'report', on: '2026-03-16', sent: '2026-03-20T10:00:00Z' })
  await arrivals(demo, HIS, 4)
  step(
    '20 March',
    'Parkzicht sends the report after intake; De Linde receives it as a letter it can file. The duty is met.'
  )

  await demo.setClock('2026-03-23T08:15:00Z')
  await demo.act(HIS, { action: 'refer', patient: noor, authoredOn: '2026-03-23' })
  await arrivals(demo, GGZ, 2)
  step('23 March', 'De Linde refers Noor. Parkzicht stays silent.')

  await demo.setClock('2026-05-11T09:00:00Z')
  step('11 May', 'Seven weeks later the auditor asks what is overdue:')
  const overdue = (await demo.ask('auditor-rho', '/reports/obligations?state=overdue')) as ReportAnswer
  for (const row of overdue.rows) {
    say(
      `          ${row.ownerName ?? row.owner} owes ${row.creditor ?? 'nobody known'}: ${row.code}, due ${row.dueOn}, ${row.daysOverdue} days overdue (strength of the source: ${row.strength})`
    )
  }
  return count(demo)
}

async function count(demo: World): Promise<boolean> {
  const traffic = (await demo.ask('operator', '/reports/reconciliation')) as Reconciliation
  const report = (await demo.ask('auditor-rho', '/reports/obligations')) as ReportAnswer
  const diaries: Record<string, Diary> = { [HIS]: await demo.diary(HIS), [GGZ]: await demo.diary(GGZ) }
  const faults = imbalances(traffic, diaries)
  for (const fault of faults) process.stderr.write(`does not balance: ${fault}\n`)
  const figures = figuresOf(traffic, report, diaries)
  if (exits) process.stdout.write(`${JSON.stringify(figures)}\n`)
  else say(`          What was sent equals what was received, on both sides: ${faults.length === 0 ? 'yes' : 'NO'}`)
  return faults.length === 0
}

/** Waits until a system has so many different messages. */
async function arrivals(demo: World, system: string, wanted: number): Promise<void> {
  const until = Date.now() + ARRIVAL_MS_MAX
  while (Date.now() < until) {
    const { unique } = await demo.diary(system)
    if (unique.length >= wanted) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`${system} did not get ${wanted} messages in time`)
}

async function stayUp({ url, opsUrl, dataDir }: World): Promise<void> {
  // npm runs scripts in the project's folder, so a path from there works wherever the reader stands in it.
  const folder = `GATEWAY_DATA_DIR=${relative(resolve(import.meta.dirname, '..'), dataDir)}`
  const env = url === 'http://127.0.0.1:8080' ? folder : `GATEWAY_PUBLIC_URL=${url} ${folder}`
  say(`${styleText('bold', 'The gateway stays up. In another terminal, in this folder (a token lasts five minutes):')}

  TOKEN=$(${env} npm run -s token -- auditor-rho)
  curl -s -w '\\n' -H "Authorization: Bearer $TOKEN" '${url}/reports/obligations?state=overdue'

  TOKEN=$(${env} npm run -s token -- his-de-linde)
  curl -s -w '\\n' -H "Authorization: Bearer $TOKEN" '${url}/fhir/Task'

  TOKEN=$(${env} npm run -s token -- operator)
  curl -s -w '\\n' -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"now":"2026-06-01T09:00:00Z"}' ${opsUrl}/clock

Ctrl-C ends it.`)
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
}
