import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fetch } from 'undici'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import type { DirectoryFile } from '../src/directory/load.ts'
import { privateKeyPath } from '../src/directory/keys.ts'
import type { JsonWebKey } from '../src/directory/participant.ts'
import { requestToken } from '../src/tokens/client.ts'
import type { Diary } from './simulators/diary.ts'
import { freePort, startProcess, type Running } from './processes.ts'

/** The demonstration's world: a gateway and simulated systems as processes of their own, on loopback. */
export interface World {
  readonly url: string
  readonly opsUrl: string
  readonly dataDir: string
  /** The simulated systems by their ids. */
  readonly systems: readonly string[]
  /** Makes a simulated system do something, and answers what came of it. */
  act(system: string, ask: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>
  diary(system: string): Promise<Diary>
  /** Asks the gateway as a participant. */
  ask(participant: string, path: string): Promise<unknown>
  /** Searches as a participant, to the last page. */
  askAll(participant: string, path: string): Promise<readonly Resource[]>
  /** Sets the clock of everybody: those on the walls first, so that what arrives is noted at the right time. */
  setClock(instant: string): Promise<void>
  stop(): Promise<void>
}

const root = resolve(import.meta.dirname, '..')

/** The script of each simulated system; the crisis service has the same record system as an institution. */
const scripts: Readonly<Record<string, string>> = {
  'his-de-linde': 'his.ts',
  'his-het-plein': 'his.ts',
  'gb-ggz-de-brug': 'gb-ggz.ts',
  's-ggz-parkzicht': 's-ggz.ts',
  'crisis-midden': 's-ggz.ts',
  'hap-midden': 'hap.ts'
}

/** Pages of one search; a year's answers have fewer. */
const PAGES_MAX = 20

/** A token is used this long, and then a new one is asked for, in time for its lifetime of five minutes. */
const TOKEN_USE_MS = 4 * 60_000

/** Starts the world in an empty folder, with the gateway's clock at `startAt`. */
export async function startWorld(dataDir: string, startAt: string): Promise<World> {
  await rm(dataDir, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const ports = new Map<string, number>()
  for (const [index, id] of Object.keys(scripts).entries()) ports.set(id, await freePort(9101 + index))
  const directoryFile = join(dataDir, 'demo-directory.json')
  await writeFile(directoryFile, JSON.stringify(await directoryWith(ports), null, 2))
  const gateway = await startProcess(join(root, 'src', 'main.ts'), {
    name: 'gateway',
    isReady: ({ msg }) => msg === 'ready',
    env: {
      PORT: String(await freePort(8080)),
      OPS_PORT: String(await freePort(8081)),
      GATEWAY_DATA_DIR: dataDir,
      GATEWAY_DIRECTORY_FILE: directoryFile,
      GATEWAY_CLOCK: `manual:${startAt}`,
      ...databaseOf(process.env)
    }
  })
  const [url, opsUrl] = [String(gateway.ready.url), String(gateway.ready.opsUrl)]
  const start = ([id, script]: readonly [string, string]): Promise<Running> =>
    startProcess(join(root, 'demo', 'simulators', script), {
      name: id,
      isReady: ({ ready }) => ready === true,
      env: {
        SIM_PORT: String(ports.get(id)),
        GATEWAY_URL: url,
        PARTICIPANT: id,
        KEY_FILE: privateKeyPath(dataDir, id),
        DIRECTORY_FILE: directoryFile,
        NOW: startAt
      }
    })
  const started = await Promise.allSettled(Object.entries(scripts).map(start))
  const running = [gateway, ...started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))]
  const stop = async (): Promise<void> => stopAll(running)
  const failed = started.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') {
    await stop()
    throw failed.reason
  }
  return { url, opsUrl, dataDir, systems: Object.keys(scripts), ...calls({ url, opsUrl, dataDir, ports }), stop }
}

/** The store is SQLite in the folder of the demonstration, or the PostgreSQL that the environment names. */
function databaseOf({ GATEWAY_DATABASE_URL: url }: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return url === undefined || url === '' ? {} : { GATEWAY_DATABASE_URL: url }
}

interface Places {
  readonly url: string
  readonly opsUrl: string
  readonly dataDir: string
  readonly ports: ReadonlyMap<string, number>
}

function calls({ url, opsUrl, dataDir, ports }: Places): Pick<World, 'act' | 'diary' | 'ask' | 'askAll' | 'setClock'> {
  const tokens = new Map<string, { readonly value: string; readonly until: number }>()
  const authorization = async (participant: string): Promise<string> => {
    const kept = tokens.get(participant)
    if (kept !== undefined && Date.now() < kept.until) return kept.value
    const privateJwk = JSON.parse(await readFile(privateKeyPath(dataDir, participant), 'utf8')) as JsonWebKey
    const value = `Bearer ${await requestToken({ publicUrl: url, participant, privateJwk })}`
    tokens.set(participant, { value, until: Date.now() + TOKEN_USE_MS })
    return value
  }
  const system = (id: string): string => `http://127.0.0.1:${ports.get(id) ?? 0}`
  return {
    act: async (id, ask) =>
      (await json(`${system(id)}/act`, { method: 'POST', body: ask })) as Readonly<Record<string, unknown>>,
    diary: async (id) => (await json(`${system(id)}/diary`, {})) as Diary,
    ask: async (participant, path) => json(`${url}${path}`, { authorization: await authorization(participant) }),
    async askAll(participant, path) {
      const found: Resource[] = []
      let next: string | undefined = `${url}${path}`
      for (let page = 0; page < PAGES_MAX && next !== undefined; page++) {
        // A search that is answered with 200 is answered with a Bundle.
        const bundle = (await json(next, { authorization: await authorization(participant) })) as Bundle
        found.push(...(bundle.entry ?? []).flatMap(({ resource }) => resource ?? []))
        next = bundle.link?.find(({ relation }) => relation === 'next')?.url
      }
      return found
    },
    setClock: async (instant) => {
      const body = { now: instant }
      await Promise.all([...ports.keys()].map((id) => json(`${system(id)}/clock`, { method: 'POST', body })))
      await json(`${opsUrl}/clock`, { method: 'POST', body, authorization: await authorization('operator') })
    }
  }
}

async function json(
  url: string,
  { method = 'GET', body, authorization }: { method?: string; body?: object; authorization?: string }
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' })
    },
    body: body === undefined ? null : JSON.stringify(body)
  })
  const text = await response.text()
  if (!response.ok)
    throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

async function directoryWith(ports: ReadonlyMap<string, number>): Promise<DirectoryFile> {
  const file = JSON.parse(await readFile(join(root, 'demo', 'directory.json'), 'utf8')) as DirectoryFile
  return {
    ...file,
    participants: file.participants.map((participant) => {
      const port = ports.get(participant.id)
      if (port === undefined || participant.endpoint === undefined) return participant
      return { ...participant, endpoint: { ...participant.endpoint, url: `http://127.0.0.1:${port}/fhir` } }
    })
  }
}

/** Simulated systems first, so that the gateway has somebody to deliver to until the end. */
async function stopAll(running: readonly Running[]): Promise<void> {
  const [gateway, ...systems] = running
  await Promise.all(systems.map((one) => one.stop()))
  await gateway?.stop()
}
