import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import { newPrivateKey, publicPart } from '../../src/directory/keys.ts'
import type { DirectoryFile } from '../../src/directory/load.ts'
import type { JsonWebKey } from '../../src/directory/participant.ts'
import type { Reconciliation } from '../../src/store/port.ts'
import type { Receiver } from '../delivery/receiver.ts'
import { fixedPort, startGateway, type GatewayProcess } from './gateway-process.ts'
import { ask, jsonOf, type Answer, type Ask } from './http.ts'
import { directoryWith, startReceivers, type Receiving } from './world.ts'

/** One gateway of a fleet: a process of its own with a data folder of its own. */
export interface Member {
  readonly url: string
  readonly opsUrl: string
  /** Everything that it printed, over all its restarts. */
  readonly lines: readonly string[]
  /** Is its process there, running or frozen? It is not from `kill` until `start`. */
  isAlive(): boolean
  start(): Promise<void>
  kill(): Promise<void>
  /** Stops its process where it stands (SIGSTOP); its connections stay open, and nobody answers on them. */
  freeze(): void
  thaw(): void
}

/** Several gateways on one database, and receivers in the test's own process. */
export interface Fleet {
  readonly databaseUrl: string
  readonly members: readonly Member[]
  readonly receivers: Readonly<Record<Receiving, Receiver>>
  /** A request to one gateway with a participant's token, which any of them may have given. */
  as(participant: string, member: Member, asked: Ask): Promise<Answer>
  /** The operator's counts, from one gateway. */
  traffic(member: Member): Promise<Reconciliation>
  /** Asks the gateways to end, takes everything away, and answers their exit codes. */
  stop(): Promise<readonly (number | null)[]>
}

/** What participants know the gateways by, whichever of them answers: as behind a load balancer. */
const publicUrl = 'http://gateway.test'

/** Shorter than a token lives (five minutes), so that none ends on its way. */
const TOKEN_USE_MS = 3 * 60_000

/** A sender gives up after this, and sends the same to another gateway; a frozen one never answers. */
export const SENDER_MS_MAX = 2_000

/** Starts gateways on one database; `env` goes to each of them, over the defaults. */
export async function startFleet(
  databaseUrl: string,
  { members: count = 2, env = {} }: { readonly members?: number; readonly env?: Readonly<Record<string, string>> } = {}
): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-fleet-'))
  const receivers = await startReceivers()
  const { file, keys } = await withKeys(await directoryWith(receivers))
  const directoryFile = join(folder, 'directory.json')
  await writeFile(directoryFile, JSON.stringify(file))
  const settings = {
    GATEWAY_PUBLIC_URL: publicUrl,
    GATEWAY_DATABASE_URL: databaseUrl,
    GATEWAY_DIRECTORY_FILE: directoryFile,
    ...env
  }
  const made: StoppableMember[] = []
  const stop = async (): Promise<readonly (number | null)[]> => {
    const codes = await Promise.all(made.map(async (member) => member.stop()))
    await Promise.all(Object.values(receivers).map(async (receiver) => receiver.stop()))
    await rm(folder, { recursive: true, force: true })
    return codes
  }
  try {
    for (let index = 0; index < count; index++) {
      const member = await memberOf({ ...settings, GATEWAY_DATA_DIR: join(folder, `data-${index + 1}`) })
      made.push(member)
      await member.start()
    }
  } catch (error) {
    await stop()
    throw error
  }
  const token = tokensFrom(made, keys)
  const as: Fleet['as'] = async (participant, member, asked) => {
    const authorization = `Bearer ${await token(participant)}`
    return ask(member.url, { withinMs: SENDER_MS_MAX, ...asked, headers: { authorization, ...asked.headers } })
  }
  return {
    ...{ databaseUrl, members: made, receivers, as },
    traffic: async (member) => {
      const answer = await as('operator', member, { path: '/reports/reconciliation', withinMs: 15_000 })
      if (answer.status !== 200) throw new Error(`no counts: ${answer.status} ${answer.text}`)
      return jsonOf(answer) as Reconciliation
    },
    stop
  }
}

interface StoppableMember extends Member {
  stop(): Promise<number | null>
}

async function memberOf(env: Readonly<Record<string, string>>): Promise<StoppableMember> {
  const [port, opsPort] = [await fixedPort(), await fixedPort()]
  const lines: string[] = []
  let running: GatewayProcess | undefined
  const signal = (name: NodeJS.Signals): void => {
    if (running !== undefined) process.kill(running.pid, name)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    opsUrl: `http://127.0.0.1:${opsPort}`,
    lines,
    isAlive: () => running !== undefined,
    start: async () => {
      running = await startGateway({ PORT: String(port), OPS_PORT: String(opsPort), ...env }, lines)
    },
    kill: async () => {
      const killed = running
      running = undefined
      await killed?.kill()
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    stop: async () => (running === undefined ? null : running.stop())
  }
}

/** Gives each participant a key in the directory itself: each gateway would make another one. */
async function withKeys(
  source: DirectoryFile
): Promise<{ readonly file: DirectoryFile; readonly keys: ReadonlyMap<string, JsonWebKey> }> {
  const keys = new Map<string, JsonWebKey>()
  for (const { id } of source.participants) keys.set(id, await newPrivateKey('ES384'))
  const participants = source.participants.map((participant) => {
    const key = keys.get(participant.id)
    return key === undefined ? participant : { ...participant, keys: { jwks: { keys: [publicPart(key)] } } }
  })
  return { file: { participants }, keys }
}

/** Tokens from whichever gateway gives one; asked for once and used until shortly before they end. */
function tokensFrom(
  members: readonly Member[],
  keys: ReadonlyMap<string, JsonWebKey>
): (participant: string) => Promise<string> {
  const tokens = new Map<string, { readonly value: Promise<string>; readonly until: number }>()

  async function fresh(participant: string): Promise<string> {
    for (const member of members) {
      const token = await tokenOf(member, participant, keys.get(participant)!).catch(() => undefined)
      if (token !== undefined) return token
    }
    throw new Error(`no gateway gave ${participant} a token`)
  }

  return async (participant) => {
    const known = tokens.get(participant)
    if (known !== undefined && Date.now() < known.until) return known.value
    const value = fresh(participant)
    // One that could not be had, because the gateways are down just now, is asked for again.
    value.catch(() => tokens.delete(participant))
    tokens.set(participant, { value, until: Date.now() + TOKEN_USE_MS })
    return value
  }
}

async function tokenOf(member: Member, participant: string, key: JsonWebKey): Promise<string | undefined> {
  const endpoint = `${publicUrl}/oauth/token`
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'ES384', typ: 'JWT', kid: key.kid! })
    .setIssuer(participant)
    .setSubject(participant)
    .setAudience(endpoint)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(await importJWK(key, 'ES384'))
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const asked = { method: 'POST', path: '/oauth/token', body: form.toString(), headers, withinMs: SENDER_MS_MAX }
  const answer = await ask(member.url, asked)
  if (answer.status !== 200) return undefined
  return (jsonOf(answer) as { readonly access_token: string }).access_token
}
