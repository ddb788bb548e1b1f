import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Bundle, Task } from '@medplum/fhirtypes'
import { localDay } from '../../src/clock.ts'
import { reportMessage } from '../samples/intake-report.ts'
import { locationIds } from './conversation.ts'
import type { Fleet, Member } from './fleet.ts'
import { resourceOf, type Answer, type Ask } from './http.ts'
import { linde, parkzicht, plein, referral } from './messages.ts'
import type { Receiving } from './world.ts'

const DAY_MS = 86_400_000

/** What one sender noted of its messages. */
export interface Sent {
  /** Requests made, and those of them that were answered with a success. */
  attempts: number
  succeeded: number
  /** Under which id each message was acknowledged, as the store names it: by its Bundle.identifier or its header. */
  readonly acknowledged: Set<string>
}

/** What the senders of a test noted, from their own side. */
export interface Diary {
  readonly sent: Map<string, Sent>
  /** What each receiver must get about each referral (its ServiceRequest's id), in the order of the acknowledgements. */
  readonly expected: Map<Receiving, Map<string, string[]>>
  referrals: number
  reports: number
  /** Answers by status, and `none` for those that did not come. */
  readonly answers: Map<string, number>
  /** Acknowledgements by gateway. */
  readonly byMember: Map<Member, number>
  /** Answers that this traffic must not have. */
  readonly refusals: string[]
}

/** An empty diary. */
export function openDiary(): Diary {
  return {
    sent: new Map(),
    expected: new Map(),
    referrals: 0,
    reports: 0,
    answers: new Map(),
    byMember: new Map(),
    refusals: []
  }
}

/** All that was acknowledged. */
export function acknowledgedIn({ sent }: Diary): number {
  return [...sent.values()].reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
}

/** Something is acknowledged again within this time: locks of a frozen gateway are freed by then, and leases over. */
const recoverMsMax = 30_000

/** A store that fails over, or a gateway that is frozen, is back within this many tries, some of which take seconds. */
const TRIES_MAX = 300
const PAUSE_MS = 50

/** A gateway that did not answer is left alone for this long, if there is another. */
const AVOID_MS = 3_000

/** Of so many referrals one is taken back at once by the practice that sent it. */
const CANCELLED_OF = 3

const ggz = 's-ggz-parkzicht'

/** The conversations that a test has at once: by whom, and how urgent their referrals are. */
const conversations = [
  { name: 'a', gp: 'his-de-linde', wish: {} },
  { name: 'b', gp: 'his-de-linde', wish: { urgency: 'urgent' } },
  { name: 'c', gp: 'his-het-plein', wish: { from: plein } },
  { name: 'd', gp: 'his-het-plein', wish: { from: plein, urgency: 'stat' } },
  { name: 'e', gp: 'his-de-linde', wish: { urgency: 'stat' } },
  { name: 'f', gp: 'his-het-plein', wish: { from: plein, urgency: 'urgent' } }
] as const

/** Sends to all gateways in turn until `isOver`, and then ends what was begun. */
export async function converse(fleet: Fleet, diary: Diary, isOver: () => boolean): Promise<void> {
  await Promise.all(
    conversations.map(async (conversation, index) => {
      const line = new Line(fleet, diary, index)
      for (let count = 0; !isOver(); count++) await one(line, conversation, count)
    })
  )
}

/** Waits until each gateway has acknowledged something more. */
export async function bothAnswer({ members }: Fleet, { byMember }: Diary): Promise<void> {
  const before = new Map(byMember)
  const hasAnswered = (member: Member): boolean => (byMember.get(member) ?? 0) > (before.get(member) ?? 0)
  const end = Date.now() + recoverMsMax
  while (!members.every(hasAnswered)) {
    if (Date.now() > end) throw new Error('a gateway acknowledges nothing any more')
    await setTimeout(20)
  }
}

/** One referral: taken back at once, or received, accepted and reported on twice. */
async function one(line: Line, { name, gp, wish }: (typeof conversations)[number], count: number): Promise<void> {
  const { diary } = line
  const mark = `[${name}-${count}] `
  const message = withBsn(referral({ from: linde, ...wish, mark }), bsnOf(name, count))
  const ids = locationIds(resourceOf(await line.post(gp, message), 'Bundle'))
  const [request, task] = [ids.get('ServiceRequest') ?? '', ids.get('Task') ?? '']
  diary.referrals++
  expect(diary, ggz, request, 'requested')
  if (count % CANCELLED_OF === CANCELLED_OF - 1) {
    await line.step(gp, task, 'cancelled')
    expect(diary, ggz, request, 'cancelled')
    return
  }
  for (const status of ['received', 'accepted'] as const) {
    await line.step(ggz, task, status)
    expect(diary, gp, request, status)
  }
  const read = await line.read(ggz, task)
  // Of yesterday: what an intake of long ago opens would be overdue at once, and bring reminders into the counts.
  const on = localDay(Date.now() - DAY_MS)
  for (const report of ['r1', 'r2']) {
    const text = { answer: `[${name}-${count} ${report}] Ja, gespecialiseerde zorg is aangewezen.` }
    const { bundle } = reportMessage(parkzicht, read, { on, sent: `${on}T10:00:00Z`, text })
    await line.post(ggz, bundle)
    diary.reports++
    expect(diary, gp, request, report)
  }
}

/** What a message says about its referral, as `Diary.expected` has it. */
export function saidIn(body: string): { readonly request: string; readonly says: string } {
  const { entry = [] } = JSON.parse(body) as Bundle
  const request = /ServiceRequest\/([^"/]+)/.exec(body)?.[1] ?? ''
  const isReport = entry.some(({ resource }) => resource?.resourceType === 'Communication')
  if (isReport) return { request, says: /\[[a-z]-\d+ (r\d)\]/.exec(body)?.[1] ?? 'a report without its mark' }
  const task = entry.find(({ resource }) => resource?.resourceType === 'Task')?.resource as Task | undefined
  return { request, says: task?.status ?? 'nothing' }
}

function expect({ expected }: Diary, receiver: Receiving, request: string, says: string): void {
  const referrals = expected.get(receiver) ?? new Map<string, string[]>()
  expected.set(receiver, referrals)
  referrals.set(request, [...(referrals.get(request) ?? []), says])
}

/** A sender that turns to the gateways in turn, and repeats what was not acknowledged under the same id. */
class Line {
  readonly diary: Diary
  readonly #fleet: Fleet
  #turn: number
  /** Until when a gateway is left alone; epoch ms. */
  readonly #avoided = new Map<Member, number>()

  constructor(fleet: Fleet, diary: Diary, turn: number) {
    this.#fleet = fleet
    this.diary = diary
    this.#turn = turn
  }

  async post(as: string, body: Bundle): Promise<Answer> {
    return this.#write(as, `urn:ietf:rfc:3986|${body.identifier?.value ?? ''}`, { method: 'POST', path: '/fhir', body })
  }

  /** Reads a Task and puts it back with another status. */
  async step(as: string, id: string, status: NonNullable<Task['status']>): Promise<Answer> {
    const read = await this.#untilAnswered(as, { path: `/fhir/Task/${id}` })
    const key = randomUUID()
    const headers = { 'if-match': read.header('etag') ?? '', 'idempotency-key': key }
    const body = { ...resourceOf(read, 'Task'), status }
    return this.#write(as, `Idempotency-Key|${key}`, { method: 'PUT', path: `/fhir/Task/${id}`, body, headers })
  }

  async read(as: string, id: string): Promise<Task> {
    return resourceOf(await this.#untilAnswered(as, { path: `/fhir/Task/${id}` }), 'Task')
  }

  async #write(as: string, id: string, asked: Ask): Promise<Answer> {
    const sent = this.diary.sent.get(as) ?? { attempts: 0, succeeded: 0, acknowledged: new Set() }
    this.diary.sent.set(as, sent)
    const answer = await this.#untilAnswered(as, asked, sent)
    sent.acknowledged.add(id)
    return answer
  }

  /** The same request to the gateways in turn, until one of them answers with a success. */
  async #untilAnswered(as: string, asked: Ask, sent?: Sent): Promise<Answer> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const member = this.#next()
      if (sent !== undefined) sent.attempts++
      const answer = await this.#fleet.as(as, member, asked).catch(() => undefined)
      this.#count(answer, asked)
      if (answer !== undefined && answer.status < 300) {
        if (sent !== undefined) {
          sent.succeeded++
          this.diary.byMember.set(member, (this.diary.byMember.get(member) ?? 0) + 1)
        }
        return answer
      }
      if (answer === undefined) this.#avoided.set(member, Date.now() + AVOID_MS)
      await setTimeout(PAUSE_MS)
    }
    throw new Error(`a message of ${as} was not acknowledged in time`)
  }

  #next(): Member {
    const { members } = this.#fleet
    const inTurn = members.map((_, index) => members[(this.#turn + index) % members.length]!)
    this.#turn++
    return inTurn.find((member) => (this.#avoided.get(member) ?? 0) <= Date.now()) ?? inTurn[0]!
  }

  #count(answer: Answer | undefined, { method = 'GET', path }: Ask): void {
    const status = answer?.status ?? 'none'
    this.diary.answers.set(`${status}`, (this.diary.answers.get(`${status}`) ?? 0) + 1)
    // Not available now: the sender comes back. Anything else is an answer to what was sent.
    const isKnown = answer === undefined || answer.status < 300 || answer.status === 503
    if (!isKnown) this.diary.refusals.push(`${method} ${path} ${answer.status} ${answer.text}`)
  }
}

/** A patient for each referral, so that no history grows with the length of the test. */
function withBsn(message: Bundle, bsn: string): Bundle {
  return JSON.parse(JSON.stringify(message).replaceAll('999999151', bsn)) as Bundle
}

/** Test numbers (they begin with 9999) that pass the check of a BSN, another for each referral of a few thousand. */
function bsnOf(name: string, count: number): string {
  for (let digits = 99_990_000 + ((name.charCodeAt(0) * 2_503 + count) % 10_000); ; digits++) {
    const sum = Array.from(String(digits), Number).reduce((total, digit, index) => total + digit * (9 - index), 0)
    if (sum % 11 < 10) return `${digits}${sum % 11}`
  }
}
