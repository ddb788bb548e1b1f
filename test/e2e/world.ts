import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bundle } from '@medplum/fhirtypes'
import { privateKeyPath } from '../../src/directory/keys.ts'
import type { DirectoryFile } from '../../src/directory/load.ts'
import type { JsonWebKey, Participant } from '../../src/directory/participant.ts'
import type { StoreLocation } from '../../src/store/open.ts'
import type { Reconciliation } from '../../src/store/port.ts'
import { requestToken } from '../../src/tokens/client.ts'
import { Receiver, until } from '../delivery/receiver.ts'
import { makePlace } from '../store/place.ts'
import { fixedPort, root, startGateway, type GatewayProcess } from './gateway-process.ts'
import { ask, jsonOf, type Answer, type Ask } from './http.ts'

/** Beside the participants of the demonstration: a second institution. */
const zuiderlicht: Participant = {
  id: 's-ggz-zuiderlicht',
  name: 'GGZ Zuiderlicht',
  role: 's-ggz',
  identifiers: { ura: '90000302', agb: '06011235' },
  region: 'midden',
  dialect: 's-ggz',
  delivery: 'push',
  endpoint: { url: 'http://127.0.0.1:9/fhir', auth: { type: 'none' } }
}

const receiving = [
  'his-de-linde',
  'his-het-plein',
  'gb-ggz-de-brug',
  's-ggz-parkzicht',
  's-ggz-zuiderlicht',
  'crisis-midden'
] as const

/** A participant that takes deliveries. */
export type Receiving = (typeof receiving)[number]

/** A gateway as a process, with receivers in the test's own process. */
export interface World {
  readonly url: string
  readonly opsUrl: string
  readonly dataDir: string
  /** Where its store is, to be read beside it. */
  readonly place: StoreLocation
  readonly receivers: Readonly<Record<Receiving, Receiver>>
  /** Everything that the gateway printed, over all its restarts. */
  readonly lines: readonly string[]
  /** An access token, asked for once and used until shortly before it ends. */
  token(participant: string, scope?: string): Promise<string>
  /** A request with a participant's token. */
  as(participant: string, asked: Ask): Promise<Answer>
  /** The operator's counts over HTTP. */
  traffic(): Promise<Reconciliation>
  setClock(instant: string): Promise<void>
  /** The gateway dies at once; `restart` brings it back under the same URL. */
  kill(): Promise<void>
  restart(): Promise<void>
  /** Asks the gateway to end, and answers its exit code: null where it had to be killed after a quarter of a minute. */
  end(): Promise<number | null>
  /** Asks the gateway to end, takes everything away, and answers the gateway's exit code. */
  stop(): Promise<number | null>
}

/** Shorter than a token lives (five minutes), so that none ends on its way. */
const TOKEN_USE_MS = 3 * 60_000

/** Starts a world in an empty folder; `env` goes to the gateway, over the defaults. */
export async function startWorld(env: Readonly<Record<string, string>> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-e2e-'))
  const dataDir = join(folder, 'data')
  const receivers = await startReceivers()
  const directoryFile = join(folder, 'directory.json')
  await writeFile(directoryFile, JSON.stringify(await directoryWith(receivers)))
  const lines: string[] = []
  const port = await fixedPort()
  const place = await makePlace(dataDir)
  const settings = {
    PORT: String(port),
    OPS_PORT: String(await fixedPort()),
    GATEWAY_DATA_DIR: dataDir,
    GATEWAY_DIRECTORY_FILE: directoryFile,
    ...place.env,
    ...env
  }
  let gateway: GatewayProcess = await startGateway(settings, lines).catch(async (error: unknown) => {
    // Else they would keep the test's process from ending, and nobody would read why the gateway did not start.
    await Promise.all(Object.values(receivers).map(async (receiver) => receiver.stop()))
    throw error
  })
  const { url, opsUrl } = gateway
  const calls = callsTo(url, opsUrl, dataDir)
  return {
    ...{ url, opsUrl, dataDir, place: place.location, receivers, lines, ...calls },
    kill: async () => gateway.kill(),
    end: async () => gateway.stop(),
    restart: async () => {
      await gateway.kill()
      gateway = await startGateway(settings, lines)
    },
    stop: async () => {
      const exitCode = await gateway.stop()
      await Promise.all(Object.values(receivers).map(async (receiver) => receiver.stop()))
      await rm(folder, { recursive: true, force: true })
      await place.remove()
      return exitCode
    }
  }
}

/** The Bundle that a receiver got first under an identifier, or as its n-th different message (from 0). */
export async function arrival(receiver: Receiver, index: number): Promise<Bundle> {
  await until(() => receiver.unique.length > index, `message ${index} arrives`)
  const id = receiver.unique[index]
  const found = receiver.arrivals.find((one) => one.id === id)
  return JSON.parse(found?.body ?? '{}') as Bundle
}

function callsTo(url: string, opsUrl: string, dataDir: string): Pick<World, 'token' | 'as' | 'traffic' | 'setClock'> {
  const tokens = new Map<string, { readonly value: Promise<string>; readonly until: number }>()

  async function token(participant: string, scope?: string): Promise<string> {
    const key = `${participant} ${scope ?? ''}`
    const known = tokens.get(key)
    if (known !== undefined && Date.now() < known.until) return known.value
    const value = newToken(participant, scope)
    // One that could not be had, because the gateway is down just now, is asked for again.
    value.catch(() => tokens.delete(key))
    tokens.set(key, { value, until: Date.now() + TOKEN_USE_MS })
    return value
  }

  async function newToken(participant: string, scope: string | undefined): Promise<string> {
    const privateJwk = JSON.parse(await readFile(privateKeyPath(dataDir, participant), 'utf8')) as JsonWebKey
    return requestToken({ publicUrl: url, participant, privateJwk, ...(scope === undefined ? {} : { scope }) })
  }

  async function as(participant: string, asked: Ask): Promise<Answer> {
    const authorization = `Bearer ${await token(participant)}`
    return ask(url, { ...asked, headers: { authorization, ...asked.headers } })
  }

  return {
    token,
    as,
    traffic: async () => jsonOf(await as('operator', { path: '/reports/reconciliation' })) as Reconciliation,
    setClock: async (instant) => {
      const authorization = `Bearer ${await token('operator')}`
      const body = { now: instant }
      const answer = await ask(opsUrl, { method: 'POST', path: '/clock', body, headers: { authorization } })
      if (answer.status !== 200) throw new Error(`the clock was not set: ${answer.status} ${answer.text}`)
    }
  }
}

/** Starts a receiver for each participant that takes deliveries. */
export async function startReceivers(): Promise<Readonly<Record<Receiving, Receiver>>> {
  const start = async (id: Receiving) => [id, await new Receiver().start()] as const
  // One for each name, whatever the types make of the entries of a list.
  return Object.fromEntries(await Promise.all(receiving.map(start))) as Record<Receiving, Receiver>
}

/** The directory of the demonstration and one institution more, each with a receiver's address where it has one. */
export async function directoryWith(receivers: Readonly<Record<string, Receiver>>): Promise<DirectoryFile> {
  const file = JSON.parse(await readFile(join(root, 'demo', 'directory.json'), 'utf8')) as DirectoryFile
  return {
    participants: [...file.participants, zuiderlicht].map((participant) => {
      const url = receivers[participant.id]?.url
      return url === undefined ? participant : { ...participant, endpoint: { url, auth: { type: 'none' } } }
    })
  }
}
