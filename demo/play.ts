import type { OperationOutcome } from '@medplum/fhirtypes'
import type { Reconciliation } from '../src/store/port.ts'
import type { Act, Moment } from './year/agenda.ts'
import type { Case } from './year/case.ts'
import type { Outage } from './year/mistakes.ts'
import { testBsn } from './year/test-bsn.ts'
import type { World } from './world.ts'

/** What is told while the year passes. */
export interface Teller {
  event(day: string, text: string): void
  /** A month has passed; all that was to be delivered has been. */
  monthEnd(day: string): Promise<void>
  /** Something was answered otherwise than the scenario expects. */
  unexpected(text: string): void
}

/** The year to be played. */
export interface Year {
  readonly cases: readonly Case[]
  readonly agenda: readonly Moment[]
  readonly outages: readonly Outage[]
}

/** Where a patient's referrals stand: their ids and message, learnt from what the gateway answered. */
interface Known {
  readonly case: Case
  first?: string
  next?: string
  messageId?: string
}

/** A delivery on loopback takes milliseconds, also on a busy machine; what is not there after this is not coming. */
const ARRIVAL_MS_MAX = 30_000

/** Between two looks at what waits: what a delivery takes, and longer where that was not enough. */
const PAUSE_MS_MIN = 5
const PAUSE_MS_MAX = 40

/** A referral that nobody has, for a letter that names the wrong one. */
const STRANGER = '00000000-0000-4000-8000-000000000000'

/** Plays the year: sets the clock once a moment, lets everybody do what the agenda says, and waits for the post. */
export async function play(world: World, year: Year, teller: Teller): Promise<void> {
  const known = year.cases.map((one): Known => ({ case: one }))
  const post: Post = { down: new Set(), behind: new Set() }
  let month = ''
  for (const moment of year.agenda) {
    const day = moment.at.slice(0, 10)
    if (month !== '' && day.slice(0, 7) !== month) await closeMonth(world, month, post, teller)
    month = day.slice(0, 7)
    await world.setClock(moment.at)
    await switchSystems(world, year.outages, { day, post, teller })
    await Promise.all([...byPatient(moment.acts)].map((acts) => actAll(world, known, { acts, day, teller })))
    await delivered(world, post)
  }
  await closeMonth(world, month, post, teller)
}

/** Who cannot be delivered to now, and who is back and may still have messages waiting until the next try. */
interface Post {
  readonly down: Set<string>
  readonly behind: Set<string>
}

/** Waits until nothing waits for a receiver that is there; a system that pulls fetches when it likes. */
async function delivered(world: World, { down, behind }: Post): Promise<void> {
  const until = Date.now() + ARRIVAL_MS_MAX
  for (let pauseMs = PAUSE_MS_MIN; Date.now() < until; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
    await new Promise((done) => setTimeout(done, pauseMs))
    const { outbox } = (await world.ask('operator', '/reports/reconciliation')) as Reconciliation
    const waiting = Object.keys(outbox).filter((id) => (outbox[id]?.waiting ?? 0) > 0)
    for (const id of behind) if (!waiting.includes(id)) behind.delete(id)
    if (waiting.every((id) => down.has(id) || behind.has(id) || id === POST || id === REGION)) return
  }
  throw new Error('messages still wait for a receiver that is there')
}

/** The out-of-hours post and the region have no address of their own, and ask what there is. */
const POST = 'hap-midden'
const REGION = 'region-midden'

/** The end of a month, in the evening of its last day: who is sent nothing fetches what it has not read yet. */
async function closeMonth(world: World, month: string, post: Post, teller: Teller): Promise<void> {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  await world.setClock(`${last}T20:00:00Z`)
  await world.act(POST, { action: 'poll' })
  await world.askAll(REGION, '/fhir/CommunicationRequest?_count=100')
  await delivered(world, post)
  await teller.monthEnd(last)
}

/** Systems go down and come back in the morning. */
async function switchSystems(
  world: World,
  outages: readonly Outage[],
  { day, post, teller }: { readonly day: string; readonly post: Post; readonly teller: Teller }
): Promise<void> {
  const { down, behind } = post
  for (const { system, from, until, tell } of outages) {
    const isDown = day >= from && day <= until
    if (isDown === down.has(system)) continue
    await world.act(system, { action: 'scenario', name: isDown ? 'failing' : 'normal' })
    if (isDown) down.add(system)
    else down.delete(system)
    behind.add(system)
    teller.event(day, isDown ? tell : `${system} is back, and gets what waited for it.`)
  }
}

/** What is to be done about one patient is done in order; different patients do not wait for each other. */
function byPatient(acts: readonly Act[]): Iterable<readonly Act[]> {
  const of = new Map<number, Act[]>()
  for (const act of acts) of.set(act.of, [...(of.get(act.of) ?? []), act])
  return of.values()
}

async function actAll(
  world: World,
  known: readonly Known[],
  { acts, day, teller }: { readonly acts: readonly Act[]; readonly day: string; readonly teller: Teller }
): Promise<void> {
  for (const act of acts) {
    const patient = known[act.of]
    if (patient === undefined) continue
    const by = systemOf(patient.case, act)
    const answer = await world.act(by, { action: act.does, ...askOf(known, patient, act) })
    if (answer.status !== act.expects) teller.unexpected(`${act.at} ${by} ${act.does}: ${inWords(act, answer)}`)
    learn(patient, act, answer)
    if (act.tell !== undefined) teller.event(day, act.tell.replaceAll('{name}', patient.case.family))
  }
}

function systemOf({ from, to, gp, next }: Case, { by }: Act): string {
  if (by === 'requester') return from
  if (by === 'gp') return gp ?? from
  return by === 'next' && next !== undefined ? next.to : to
}

/** What the system is asked: of a referral its letter and its patient, of all else the id of the referral. */
function askOf(
  known: readonly Known[],
  patient: Known,
  { does, by, ask, ofNext }: Act
): Readonly<Record<string, unknown>> {
  const { case: one, first, next, messageId } = patient
  if (does === 'resend') return { messageId }
  const earlier = known.find((other) => other !== patient && other.case.family === one.returnOf)
  if (does !== 'refer') {
    const names: Readonly<Record<string, string | undefined>> = {
      first,
      next,
      earlier: earlier?.first,
      stranger: STRANGER
    }
    const basedOn = Array.isArray(ask.basedOn) ? { basedOn: ask.basedOn.map((name) => names[String(name)]) } : {}
    return { referral: ofNext ? next : first, choice: known.indexOf(patient), ...ask, ...basedOn }
  }
  const bsn = ask.bsn ?? testBsn(known.indexOf(earlier ?? patient))
  const gp = one.gp ?? one.from
  const letter =
    by === 'requester'
      ? { letter: one.letter, to: one.to }
      : { letter: one.next?.letter, to: one.next?.to, basedOn: first }
  return { ...ask, ...letter, gp, patient: { bsn, family: one.family } }
}

/** Keeps the ids that later acts need. */
function learn(patient: Known, { does, by }: Act, { referral, messageId }: Readonly<Record<string, unknown>>): void {
  if (does !== 'refer' || typeof referral !== 'string') return
  if (by === 'requester') {
    patient.first = referral
    if (typeof messageId === 'string') patient.messageId = messageId
  } else patient.next = referral
}

function inWords({ expects }: Act, { status, body }: Readonly<Record<string, unknown>>): string {
  const issues = (body as OperationOutcome | undefined)?.issue ?? []
  const details = issues.map(({ code, details: { text } = {}, diagnostics, expression }) => {
    return `${text ?? code} ${diagnostics ?? ''} (${expression?.join(' ') ?? ''})`
  })
  return `expected ${String(expects)}, answered ${String(status)} ${details.join('; ').slice(0, 600)}`
}
