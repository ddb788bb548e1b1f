import fastify from 'fastify'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { Bundle } from '@medplum/fhirtypes'
import type { JsonWebKey } from '../../src/directory/participant.ts'
import { openDiary } from './diary.ts'
import type { Diary, DiaryKeeper } from './diary.ts'
import { openGateway } from './gateway.ts'
import type { Answer, Gateway } from './gateway.ts'
import { partOf } from './narrative.ts'

/** The organisation whose system this is. */
export interface Organisation {
  readonly ura: string
  readonly name: string
}

/** What an action works with. */
export interface System {
  readonly organisation: Organisation
  readonly gateway: Gateway
  readonly diary: Diary
}

/** Something that a person does at this system: takes what was asked, answers what came of it. */
export type Action = (system: System, ask: Readonly<Record<string, unknown>>) => Promise<Acted>

/** What came of an action: the gateway's answer, and the ids by which to speak of it later. */
export interface Acted extends Answer {
  /** Bundle.identifier of the message that was sent, where one was. */
  readonly messageId?: string
}

/** How deliveries are answered: as they should be, with 503, or not at all. */
const scenarios = ['normal', 'failing', 'hanging'] as const
type Scenario = (typeof scenarios)[number]

/** A letter with attachments; the gateway's own limit for what comes in is smaller. */
const bodyBytesMax = 20 * 1024 * 1024

/**
 * Runs a simulated system until SIGTERM.
 *
 * Environment: SIM_PORT (0 or absent: any), GATEWAY_URL, PARTICIPANT, KEY_FILE (private JWK), SCENARIO (`normal`,
 * `failing`, `hanging`), and ORGANISATION_URA, ORGANISATION_NAME where it is not the default organisation.
 * It says `{"ready":true,"port":n}` on stdout. `POST /fhir` takes deliveries, `GET /diary` tells what happened,
 * `POST /act {"action": ...}` makes it do something; the action `scenario {"name": ...}` changes how it answers.
 */
export async function runSystem(organisation: Organisation, actions: Readonly<Record<string, Action>>): Promise<void> {
  const privateJwk = JSON.parse(await readFile(required('KEY_FILE'), 'utf8')) as JsonWebKey
  const keeper = openDiary(() => new Date())
  const credentials = { publicUrl: required('GATEWAY_URL'), participant: required('PARTICIPANT'), privateJwk }
  const system: System = {
    organisation: {
      ura: process.env.ORGANISATION_URA ?? organisation.ura,
      name: process.env.ORGANISATION_NAME ?? organisation.name
    },
    gateway: openGateway(credentials, keeper),
    diary: keeper.diary
  }
  const app = fastify({ bodyLimit: bodyBytesMax, forceCloseConnections: true })
  mount(app, { system, keeper, actions })
  await app.listen({ host: '127.0.0.1', port: Number(process.env.SIM_PORT ?? 0) })
  process.once('SIGTERM', () => void app.close())
  const { port } = app.server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`)
}

function mount(
  app: FastifyInstance,
  given: {
    readonly system: System
    readonly keeper: DiaryKeeper
    readonly actions: Readonly<Record<string, Action>>
  }
): void {
  const { system, keeper, actions } = given
  let scenario = scenarioNamed(process.env.SCENARIO ?? 'normal')
  app.addContentTypeParser('application/fhir+json', { parseAs: 'string' }, (_request, body, done) => {
    app.getDefaultJsonParser('error', 'error')(_request, body as string, done)
  })
  app.get('/diary', () => keeper.diary)
  app.post('/fhir', (request, reply) => {
    if (scenario === 'hanging') return reply.hijack()
    if (scenario === 'failing') return reply.code(503).send(outcome('transient', 'buiten bedrijf'))
    return take(request.body, keeper, reply)
  })
  app.post('/act', async (request, reply) => {
    const ask = request.body as Readonly<Record<string, unknown>>
    const name = String(ask.action)
    if (name === 'scenario') {
      scenario = scenarioNamed(String(ask.name))
      return { scenario }
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
