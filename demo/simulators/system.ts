import fastify from 'fastify'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { Bundle } from '@medplum/fhirtypes'
import type { JsonWebKey } from '../../src/directory/participant.ts'
import { openAddressBook, type AddressBook, type Organisation } from './address-book.ts'
import { openDiary } from './diary.ts'
import type { Diary, DiaryKeeper } from './diary.ts'
import { openGateway } from './gateway.ts'
import type { Answer, Gateway } from './gateway.ts'
import { partOf } from './narrative.ts'

/** What an action works with. */
export interface System {
  /** Whose system this is. */
  readonly organisation: Organisation
  readonly addresses: AddressBook
  readonly gateway: Gateway
  readonly diary: Diary
  readonly keeper: DiaryKeeper
  /** The time on the wall, which is the gateway's: ISO 8601. */
  now(): string
}

/** Something that a person does at this system: takes what was asked, answers what came of it. */
export type Action = (system: System, ask: Readonly<Record<string, unknown>>) => Promise<Acted>

/** What came of an action: the gateway's answer, and the ids by which to speak of it later. */
export interface Acted extends Answer {
  /** Bundle.identifier of the message that was sent, where one was. */
  readonly messageId?: string
  /** The ServiceRequest's id of a referral that was made. */
  readonly referral?: string
}

/** How deliveries are answered: as they should be, with 503, or not at all. */
const scenarios = ['normal', 'failing', 'hanging'] as const
type Scenario = (typeof scenarios)[number]

/** A letter with attachments; the gateway's own limit for what comes in is smaller. */
const bodyBytesMax = 20 * 1024 * 1024

/**
 * Runs a simulated system until SIGTERM.
 *
 * Environment: SIM_PORT (0 or absent: any), GATEWAY_URL, PARTICIPANT, KEY_FILE (private JWK), DIRECTORY_FILE (the address
 * book), NOW (the instant on the wall), SCENARIO (`normal`, `failing`, `hanging`).
 * It says `{"ready":true,"port":n}` on stdout. `POST /fhir` takes deliveries, `GET /diary` tells what happened,
 * `POST /clock {"now": ...}` sets the clock on the wall, `POST /act {"action": ...}` makes it do something; the action
 * `scenario {"name": ...}` changes how it answers.
 */
export async function runSystem(actions: Readonly<Record<string, Action>>): Promise<void> {
  const privateJwk = JSON.parse(await readFile(required('KEY_FILE'), 'utf8')) as JsonWebKey
  const clock = { now: required('NOW') }
  const keeper = openDiary(() => clock.now)
  const participant = required('PARTICIPANT')
  const addresses = openAddressBook(required('DIRECTORY_FILE'))
  const system: System = {
    organisation: addresses.of(participant),
    addresses,
    gateway: openGateway({ publicUrl: required('GATEWAY_URL'), participant, privateJwk }, keeper),
    diary: keeper.diary,
    keeper,
    now: () => clock.now
  }
  const app = fastify({ bodyLimit: bodyBytesMax, forceCloseConnections: true })
  app.post('/clock', (request) => {
    clock.now = String(partOf(request.body).now)
    return clock
  })
  mount(app, system, actions)
  await app.listen({ host: '127.0.0.1', port: Number(process.env.SIM_PORT ?? 0) })
  process.once('SIGTERM', () => void app.close())
  const { port } = app.server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`)
}

function mount(app: FastifyInstance, system: System, actions: Readonly<Record<string, Action>>): void {
  const { keeper } = system
  let scenario = scenarioNamed(process.env.SCENARIO ?? 'normal')
  app.addContentTypeParser('application/fhir+json', { parseAs: 'string' }, (_request, body, done) => {
    app.getDefaultJsonParser('error', 'error')(_request, body as string, done)
  })
  // Without the resources: who counts needs the entries, and a year of letters is long.
  app.get('/diary', () => ({ ...keeper.diary, resources: {} }))
  app.post('/fhir', (request, reply) => {
    if (scenario === 'hanging') return reply.hijack()
    if (scenario === 'failing') return reply.code(503).send(outcome('transient', 'buiten bedrijf'))
    return take(request.body, keeper, reply)
  })
  app.post('/act', async (request, reply) => {
    const ask = partOf(request.body)
    const name = String(ask.action)
    if (name === 'scenario') {
      scenario = scenarioNamed(String(ask.name))
      return { status: 200, scenario }
    }
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (action === undefined) return reply.code(404).send({ error: `no action ${name}`, actions: Object.keys(actions) })
    return action(system, ask)
  })
}

/** Takes a delivery: notes it, and answers as a FHIR server answers a transaction. */
function take(body: unknown, keeper: DiaryKeeper, reply: FastifyReply): FastifyReply {
  const identifier = isTransaction(body) ? body.identifier?.value : undefined
  if (!isTransaction(body) || identifier === undefined) {
    return reply.code(400).send(outcome('invalid', 'a transaction Bundle with an identifier was expected'))
  }
  keeper.received(identifier, body)
  const entry = (body.entry ?? []).map(({ request }) => ({ response: { status: '200', location: request?.url } }))
  return reply
    .type('application/fhir+json')
    .send(JSON.stringify({ resourceType: 'Bundle', type: 'transaction-response', entry }))
}

function isTransaction(body: unknown): body is Bundle {
  const { resourceType, type } = partOf(body)
  return resourceType === 'Bundle' && type === 'transaction'
}

function outcome(code: string, diagnostics: string): object {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] }
}

function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario === name)
  if (found === undefined) throw new Error(`no scenario ${name}; there are ${scenarios.join(', ')}`)
  return found
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`${name} is not set`)
  return value
}
