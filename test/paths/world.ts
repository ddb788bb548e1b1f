import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Bundle, Communication, Parameters, Resource, ServiceRequest, Task } from '@medplum/fhirtypes'
import type { Test } from 'tap'
import { createApp, type AppParts } from '../../src/app.ts'
import { localDay, type ManualClock } from '../../src/clock.ts'
import { directoryOf } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { parseJson } from '../../src/fhir/decimal.ts'
import type { Rules } from '../../src/referral/rules.ts'
import type { AuditRow } from '../../src/store/change.ts'
import type { Store } from '../../src/store/port.ts'
import { granted } from '../../src/tokens/scopes.ts'
import type { Verify } from '../../src/tokens/verify.ts'
import { world as flows } from '../flows/world.ts'
import { agreements } from '../obligations/fixtures.ts'
import { rules as shipped } from '../referral/fixtures.ts'
import { newKey } from '../tokens/gateway.ts'

const file = join(import.meta.dirname, '../../demo/directory.json')
const { participants } = JSON.parse(readFileSync(file, 'utf8')) as { readonly participants: readonly Participant[] }
const directory = directoryOf(participants)
const rules: Rules = { ...shipped, directory, agreements }

/** A participant of the region, by its id. */
export function who(id: string): Participant {
  const found = directory.byId(id)
  assert(found !== undefined, id)
  return found
}

/** The region's practices, institutions and services. */
export const [linde, plein, brug, parkzicht, crisisMidden, hap] = [
  'his-de-linde',
  'his-het-plein',
  'gb-ggz-de-brug',
  's-ggz-parkzicht',
  'crisis-midden',
  'hap-midden'
].map(who) as [Participant, Participant, Participant, Participant, Participant, Participant]

const care = [linde, plein, brug, parkzicht, crisisMidden, hap]
const signingKey = (await newKey('ES256', 'signing-1'))[1]

/** A token is the id of its bearer here; the real check of tokens has its own tests. */
const verify: Verify = async (token) => {
  const participant = directory.byId(token)
  if (participant === undefined) return Promise.resolve({ ok: false, reason: 'invalid' })
  return { ok: true, value: { participant, scope: granted(participant.role) ?? '' } }
}

/** An answer of the gateway over HTTP. */
export interface Answer {
  readonly status: number
  readonly etag: string
  readonly body: Resource
  /** The codes of what an OperationOutcome says, also of one inside a Bundle. */
  readonly codes: readonly string[]
}

/** A row of the report. */
export interface Row {
  readonly obligationId: string
  readonly code: string
  readonly strength: string
  readonly state: string
  readonly dueOn: string
  readonly openedOn: string
  readonly metOn: string | null
  readonly heard: string
  readonly owner: string
  readonly creditor: string | null
  readonly referralId: string
  readonly reason: string | null
}

/** The gateway with the region of the demonstration, on a clock that the story moves. */
export interface World {
  readonly store: Store
  readonly clock: ManualClock
  /** Moves the clock to noon of a day. */
  readonly on: (day: string) => void
  /** A POST, each a minute after the one before: a Bundle to the base, anything else to its type. */
  readonly post: (from: Participant, resource: Resource) => Promise<Answer>
  readonly put: (from: Participant, resource: Resource, etag: string) => Promise<Answer>
  readonly get: (from: Participant, path: string) => Promise<Answer>
  /** An operation by POST: `Task/{id}/$waive` with its parameters. */
  readonly operate: (from: Participant, path: string, parameter: Parameters['parameter']) => Promise<Answer>
  readonly search: (from: Participant, query: string) => Promise<readonly Resource[]>
  /** Delivers what waits for a receiver; what it got so far, this included. */
  readonly inbox: (receiver: Participant) => Promise<readonly Bundle[]>
  readonly report: (reader: string, query: string) => Promise<readonly Row[]>
  readonly audit: () => Promise<readonly AuditRow[]>
}

/** Opens a gateway that is closed at the end of the test, with other agreements where a story needs them. */
export async function world(t: Test, start = '2026-03-02', agreed: Rules['agreements'] = agreements): Promise<World> {
  const here = await flows(t)
  const parts: AppParts = {
    config: { publicUrl: 'http://gateway.test', bodyBytesMax: 1_000_000, rateLimitPerMinute: 100_000 },
    deps: { ...here.deps, rules: { ...rules, agreements: agreed } },
    verify,
    signingKey,
    version: '0.0.0-test',
    startedAt: `${start}T08:00:00.000Z`
  }
  const app = await createApp(parts)
  t.teardown(async () => app.close())
  const { clock } = here
  const on = (day: string): void => void clock.set(Date.parse(`${day}T11:00:00Z`))
  on(start)
  const ask = async (
    from: string,
    [method, url]: readonly ['GET' | 'POST' | 'PUT', string],
    { body, headers = {} }: { readonly body?: Resource; readonly headers?: Readonly<Record<string, string>> } = {}
  ) => {
    if (method !== 'GET') clock.set(clock.now() + 60_000)
    const request = {
      ...{ method, url },
      headers: { authorization: `Bearer ${from}`, 'content-type': 'application/fhir+json', ...headers },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) })
    }
    // A machine under load is answered with 503 before anything is read, and a sender comes back.
    for (let attempt = 0; attempt < 40; attempt++) {
      const answer = await app.inject(request)
      if (answer.statusCode !== 503) return answer
      await setTimeout(250)
    }
    return assert.fail('the machine is too busy for this test')
  }
  const answered = (answer: Awaited<ReturnType<typeof ask>>): Answer => {
    const body = parseJson(answer.body) as Resource
    return { status: answer.statusCode, etag: answer.headers.etag ?? '', body, codes: codesIn(body) }
  }
  const get = async ({ id }: Participant, path: string) => answered(await ask(id, ['GET', `/fhir/${path}`]))
  const got = new Map<string, Bundle[]>()
  return {
    ...{ store: here.deps.store, clock, on, get },
    async post({ id }, resource) {
      const path = resource.resourceType === 'Bundle' ? '/fhir' : `/fhir/${resource.resourceType}`
      return answered(await ask(id, ['POST', path], { body: resource }))
    },
    async operate({ id }, path, parameter) {
      const body: Parameters = { resourceType: 'Parameters', ...(parameter === undefined ? {} : { parameter }) }
      return answered(await ask(id, ['POST', `/fhir/${path}`], { body }))
    },
    async put({ id }, resource, etag) {
      const path = `/fhir/${resource.resourceType}/${resource.id ?? ''}`
      return answered(await ask(id, ['PUT', path], { body: resource, headers: { 'if-match': etag } }))
    },
    async search(from, query) {
      const { status, body } = await get(from, query)
      assert.equal(status, 200, JSON.stringify(body))
      return ((body as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? [])
    },
    async inbox({ id }) {
      const mine = got.get(id) ?? []
      got.set(id, mine)
      mine.push(...(await drained(here.deps.store, clock, id)))
      return mine
    },
    async report(reader, query) {
      const answer = await ask(reader, ['GET', `/reports/obligations?${query}`], {
        headers: { accept: 'application/json' }
      })
      assert.equal(answer.statusCode, 200, answer.body)
      return answer.json<{ readonly rows: readonly Row[] }>().rows
    },
    audit: here.audit
  }
}

/** Delivers what waits, as the deliverer does: of each referral one message after the other. */
async function drained(store: Store, clock: ManualClock, receiver: string): Promise<readonly Bundle[]> {
  const bodies: Bundle[] = []
  for (let round = 0; round < 100; round++) {
    const claim = await store.claim({ receiver, now: clock.now(), leaseMs: 60_000, limit: 50, skip: [] })
    if (claim === undefined || claim.messages.length === 0) return bodies
    bodies.push(...claim.messages.map(({ body }) => parseJson(body) as Bundle))
    const results = claim.messages.map(({ id }) => ({ id, outcome: 'delivered', at: clock.now() }) as const)
    assert(await store.settle({ receiver, fence: claim.fence, results }))
  }
  return assert.fail(`mail for ${receiver} without end`)
}

/**
 * The duties of a referral as of a day, one line each: code, turn, creditor, state, due day.
 *
 * What the auditor reads, and the same from each participant about itself; for today also what their Tasks say. Without what is
 * only watched, of which there are no Tasks.
 */
export async function duties(here: World, referral: string, asOf: string): Promise<readonly string[]> {
  const of = async (reader: string) => {
    const rows = await here.report(reader, `asOf=${asOf}`)
    return rows.filter(({ referralId, strength }) => referralId === referral && strength !== 'monitor')
  }
  const rows = await of('auditor-rho')
  const { facts } = await here.store.read({ kind: 'duties', id: referral })
  const mayHide = facts?.facts.some(({ event }) => event === 'objection.made') === true
  for (const { id } of care) {
    const own = rows.filter(({ owner, creditor }) => owner === id || creditor === id)
    const read = await of(id)
    const known = own.filter(({ obligationId }) => read.some((one) => one.obligationId === obligationId))
    assert.deepEqual(read.map(said), known.map(said), `what ${id} reads about itself`)
    // Only where the patient objects is a duty hidden, and only from the one to whom it is owed.
    const hidden = own.filter((one) => !known.includes(one))
    assert(hidden.length === 0 || (mayHide && hidden.every((one) => one.creditor === id)), `hidden from ${id}`)
    if (asOf !== localDay(here.clock.now())) continue
    // From whom the referral is kept, its duties are kept, too.
    const isReader = (await here.get(who(id), `ServiceRequest/${referral}`)).status === 200
    const tasks = isReader ? known.map(asTask).sort() : []
    assert.deepEqual(await onTheWire(here, who(id), referral), tasks, `the Tasks of ${id}`)
  }
  return lines(rows)
}

/** Of such lines those of one code. */
export function only(code: string, all: readonly string[]): readonly string[] {
  return all.filter((line) => line.startsWith(`${code} `))
}

function lines(rows: readonly Row[]): readonly string[] {
  return rows
    .map((row) => {
      const isEarlier = ({ code, creditor, openedOn }: Row): boolean =>
        code === row.code && creditor === row.creditor && openedOn < row.openedOn
      const turn = 1 + rows.filter(isEarlier).length
      return `${row.code} ${turn} ${row.creditor ?? 'nobody'} ${row.state} ${row.dueOn}`
    })
    .sort()
}

function said({ obligationId, code, state, dueOn, metOn, reason }: Row): string {
  return JSON.stringify([obligationId, code, state, dueOn, metOn, reason])
}

function asTask({ obligationId, code, state, dueOn, owner, creditor }: Row): string {
  return [obligationId, code, state, dueOn, owner, creditor ?? 'nobody'].join(' ')
}

async function onTheWire(here: World, reader: Participant, referral: string): Promise<readonly string[]> {
  const found = await here.search(reader, `Task?focus=ServiceRequest/${referral}&_count=100`)
  return found
    .filter((one): one is Task => one.resourceType === 'Task' && codeOf(one.code, 'obligation') !== undefined)
    .map((task) => {
      const state = codeOf(task.businessStatus, 'obligation-state')
      const [owner, creditor] = [task.owner, task.requester].map((one) => one?.reference?.split('/').at(-1) ?? 'nobody')
      const end = task.restriction?.period?.end
      return [task.id, codeOf(task.code, 'obligation'), state, end, owner, creditor].join(' ')
    })
    .sort()
}

function codeOf(concept: Task['code'], system: string): string | undefined {
  return concept?.coding?.find((one) => one.system?.endsWith(`/CodeSystem/${system}`) === true)?.code
}

/** The coordination Task of a referral as a participant reads it. */
export async function coordination(here: World, reader: Participant, referral: string): Promise<Task> {
  const found = await here.search(reader, `Task?focus=ServiceRequest/${referral}&_count=100`)
  const task = found.find(
    (one): one is Task =>
      one.resourceType === 'Task' && ['obligation', 'task-kind'].every((kind) => codeOf(one.code, kind) === undefined)
  )
  assert(task !== undefined, `${reader.id} has no coordination Task`)
  return task
}

/** The reference to the patient of a referral as a participant reads it. */
export async function patientOf(here: World, reader: Participant, referral: string): Promise<string> {
  const { status, body } = await here.get(reader, `ServiceRequest/${referral}`)
  assert.equal(status, 200, `${reader.id} reads the referral`)
  return (body as ServiceRequest).subject.reference ?? ''
}

/** The ids of the resources of a type that a participant was sent. */
export async function idsSent(
  here: World,
  receiver: Participant,
  type: Resource['resourceType']
): Promise<readonly string[]> {
  const entries = (await here.inbox(receiver)).flatMap(({ entry = [] }) => entry)
  return entries.flatMap(({ resource }) => (resource?.resourceType === type ? (resource.id ?? []) : []))
}

/** The Communications that a participant reads about a referral. */
export async function letters(here: World, reader: Participant, referral: string): Promise<readonly Communication[]> {
  const found = await here.search(reader, `Communication?based-on=ServiceRequest/${referral}&_count=100`)
  return found.filter((one): one is Communication => one.resourceType === 'Communication')
}

function codesIn(body: Resource): readonly string[] {
  const inside =
    body.resourceType === 'Bundle' ? (body.entry ?? []).flatMap(({ response }) => response?.outcome ?? []) : []
  return [body, ...inside].flatMap((one) =>
    one.resourceType === 'OperationOutcome' ? one.issue.map(({ details }) => details?.coding?.[0]?.code ?? '') : []
  )
}
