import { resolve } from 'node:path'
import { styleText } from 'node:util'
import type { UnmatchedReport } from '../src/http/unmatched.ts'
import type { ReportAnswer } from '../src/report/answer.ts'
import type { Reconciliation } from '../src/store/port.ts'
import { imbalances, strayLetters } from './books.ts'
import { figuresOf } from './figures.ts'
import { hints } from './hints.ts'
import { notesOf, type Diaries } from './notes.ts'
import { play, type Teller } from './play.ts'
import { differences } from './reckoned.ts'
import { overdueTable, stateTable, watchedTable } from './table.ts'
import type { Received } from './simulators/diary.ts'
import { startWorld, type World } from './world.ts'
import { LAST_DAY, STARTS_AT, year } from './year/year.ts'

/** Month ends at which the report is reckoned anew from the diaries, beside the last day. */
const LOOKED_AT = ['2026-02-28', '2026-04-30', '2026-06-30', '2026-08-31', '2026-10-31', '2026-12-31']

const PULLS: ReadonlySet<string> = new Set(['hap-midden'])

const exits = process.argv.includes('--exit')
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const complain = (text: string): void => void process.stderr.write(`${text}\n`)
let faults = 0

const world = await startWorld(resolve(import.meta.dirname, '..', 'data', 'demo'), STARTS_AT)
try {
  say(`A year of referrals: the gateway at ${world.url}, ${world.systems.length} systems of care around it.\n`)
  await refuseUnlessEmpty(world)
  await play(world, year, tellerOf(world))
  await close(world)
  process.exitCode = faults === 0 ? 0 : 1
  if (!exits) await stayUp(world)
} finally {
  await world.stop()
}

/** A folder is emptied at each start; a database of PostgreSQL is somebody's, and is not. */
async function refuseUnlessEmpty(demo: World): Promise<void> {
  const { referrals } = (await demo.ask('operator', '/reports/reconciliation')) as Reconciliation
  if (referrals > 0)
    throw new Error('the database of GATEWAY_DATABASE_URL holds referrals: give the demonstration an empty one')
}

/** Tells what happens, a line for each event and month. */
function tellerOf(demo: World): Teller {
  return {
    event: (day, text) => say(`${styleText('cyan', day)}  ${text}`),
    async monthEnd(day) {
      const report = (await demo.ask('auditor-rho', '/reports/obligations')) as ReportAnswer
      const { referrals, feedback } = (await demo.ask('operator', '/reports/reconciliation')) as Reconciliation
      const letters = Object.values(feedback).reduce((total, count) => total + count, 0)
      const duties = report.rows.filter(({ strength }) => strength !== 'monitor')
      const overdue = duties.filter(({ state }) => state === 'overdue').length
      const month = styleText('bold', `${day}  so far ${referrals} referrals and ${letters} letters back`)
      say(`${month}; ${duties.length} duties, ${overdue} overdue.`)
    },
    unexpected: fault
  }
}

function fault(text: string): void {
  faults += 1
  complain(text)
}

/** Shows how it stands, and whether the gateway's figures are those of the diaries. */
async function close(demo: World): Promise<void> {
  const report = (await demo.ask('auditor-rho', '/reports/obligations')) as ReportAnswer
  const diaries = await diariesOf(demo)
  const traffic = (await demo.ask('operator', '/reports/reconciliation')) as Reconciliation
  const notes = notesOf(diaries)
  say(`\n${styleText('bold', `Overdue on ${report.asOf}`)}\n\n${overdueTable(report, await namesFrom(demo))}`)
  say(`\n${styleText('bold', 'All duties of the year')}\n\n${stateTable(report)}\n`)
  say(`${styleText('bold', 'How long patients waited; these norms bind nobody')}\n\n${watchedTable(report)}\n`)
  say(`${await remindersOf(demo, diaries)}\n`)
  const { count } = (await demo.ask('operator', '/reports/unmatched')) as UnmatchedReport
  if (count !== notes.unmatched) fault(`differs: ${notes.unmatched} letters fit no referral, the gateway kept ${count}`)
  for (const text of imbalances(traffic, diaries, { notes, pulls: PULLS })) fault(`does not balance: ${text}`)
  for (const text of strayLetters(diaries, notes)) fault(`astray: ${text}`)
  for (const day of [...LOOKED_AT, LAST_DAY]) {
    const then = await demo.ask('auditor-rho', `/reports/obligations?asOf=${day}&knownAt=${day}`)
    for (const text of differences(notes, then as ReportAnswer)) fault(`differs: ${text}`)
  }
  if (exits) say(JSON.stringify(figuresOf(traffic, report, diaries)))
  else say(verdict(LOOKED_AT.length + 1))
}

/** Whether both reckonings agree; what does not was said where it was found. */
function verdict(days: number): string {
  const [diaries, duties] = [
    'What each side sent and got by its own diary is what the gateway counted',
    `every duty and its state are those of a second calculation from the diaries, on ${days} days of the year`
  ]
  return `${diaries}; ${duties}: ${faults === 0 ? 'yes' : 'NO'}\n`
}

/** How many reminders arrived, in how many messages; the region is told of counts. */
async function remindersOf(demo: World, diaries: Diaries): Promise<string> {
  const digests = Object.values(diaries).flatMap(({ received }) =>
    received.map(remindersIn).filter((count) => count > 0)
  )
  const reminders = digests.reduce((total, count) => total + count, 0)
  const ofRegion = await demo.askAll('region-midden', '/fhir/CommunicationRequest?_count=100')
  return [
    `${reminders} reminders arrived, each given once, in ${digests.length} messages: one a day for each system at most.`,
    `The region got ${ofRegion.length} digests: counts and pseudonyms, and no patient.`
  ].join('\n')
}

function remindersIn({ resources }: Received): number {
  return resources.filter((name) => name.startsWith('CommunicationRequest/')).length
}

async function diariesOf(demo: World): Promise<Diaries> {
  return Object.fromEntries(await Promise.all(demo.systems.map(async (id) => [id, await demo.diary(id)] as const)))
}

/** What the organisations are called, as the gateway's directory has it. */
async function namesFrom(demo: World): Promise<ReadonlyMap<string, string>> {
  const names = await Promise.all(
    demo.systems.map(async (id) => {
      const { name } = (await demo.ask('his-de-linde', `/fhir/Organization/${id}`)) as { readonly name?: string }
      return [id, name ?? id] as const
    })
  )
  return new Map(names)
}

async function stayUp(demo: World): Promise<void> {
  say(
    `${styleText('bold', 'The gateway stays up. In another terminal, in this folder (a token lasts five minutes):')}\n`
  )
  say(`${hints(demo)}\n\nCtrl-C ends it.`)
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
}
