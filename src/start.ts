import { createHmac, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { createApp, createOpsApp, type AppParts } from './app.ts'
import { manualClock, systemClock } from './clock.ts'
import { defaultPublicUrl, loadConfig, type Config, type Environment } from './config.ts'
import { createDeliveryClient } from './delivery/client.ts'
import { completeKeys, secretKey, signingKey } from './directory/keys.ts'
import { directoryOf, readDirectoryFile, type Checked } from './directory/load.ts'
import { liveDirectory } from './directory/live.ts'
import type { Directory } from './directory/participant.ts'
import { restoreClock } from './flows/clock.ts'
import { createDeliverer } from './flows/deliver.ts'
import type { Deps } from './flows/deps.ts'
import { createLog } from './log.ts'
import { loadDialects } from './mapping/load-dialects.ts'
import { loadAgreements } from './obligations/load-agreements.ts'
import { createValidator } from './profile/create-validator.ts'
import type { Rules } from './referral/rules.ts'
import { openStore } from './store/open.ts'
import { createVerifier } from './tokens/verify.ts'

/** A running gateway. */
export interface Gateway {
  readonly url: string
  readonly opsUrl: string
  /** Reads the directory file again; a faulty one changes nothing and is logged. */
  reloadDirectory(): Promise<void>
  /** Ends what is under way, then closes servers, lanes and store. */
  close(): Promise<void>
}

/** A start, or every reason against it in one line each. */
export type Started =
  { readonly ok: true; readonly gateway: Gateway } | { readonly ok: false; readonly problems: readonly string[] }

const root = fileURLToPath(new URL('..', import.meta.url))

/** Starts the gateway from the environment: checks everything that can be checked first, then listens. */
export async function start(env: Environment): Promise<Started> {
  const loaded = loadConfig(env)
  if (!loaded.ok) return loaded
  const config = await withPorts(loaded.value)
  const log = createLog({ level: config.logLevel })
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const listed = await loadDirectory(config, log)
  if (!listed.ok) return listed
  const directory = liveDirectory(listed.value)
  const rules = await loadRules(config, directory)
  if (!rules.ok) return rules
  return {
    ok: true,
    gateway: await run(config, { log, rules: rules.value, replace: (next) => directory.replace(next) })
  }
}

interface Loaded {
  readonly log: Logger
  readonly rules: Rules
  readonly replace: (next: Directory) => void
}

async function run(config: Config, { log, rules, replace }: Loaded): Promise<Gateway> {
  const manual = config.clock.kind === 'manual' ? manualClock(config.clock.startMs) : undefined
  const clock = manual ?? systemClock()
  const store = await openStore({ file: join(config.dataDir, 'gateway.sqlite') })
  if (manual !== undefined) await restoreClock(store, manual)
  const client = createDeliveryClient({ requestId: randomUUID })
  const { directory } = rules
  const lanes = createDeliverer({
    store,
    clock,
    directory,
    client,
    log,
    random: Math.random,
    sendTimeoutMs: config.sendTimeoutMs
  })
  const wake = (receivers: readonly string[]): void => receivers.forEach((receiver) => lanes.wake(receiver))
  const deps: Deps & { pseudonymKey: Buffer } = {
    ...{ store, clock, log, rules, wake },
    pseudonymKey: await secretKey(config.dataDir, 'pseudonyms')
  }
  const key = await signingKey(config.dataDir)
  const verify = createVerifier({ publicUrl: config.publicUrl, keys: [key], directory, cacheMs: 60_000 })
  const startedAt = new Date(clock.now()).toISOString()
  const parts: AppParts = { config, deps, verify, signingKey: key, version: manifest.version, startedAt }
  const app = await createApp(parts)
  const ops = createOpsApp(parts, manual)
  await app.listen({ host: config.host, port: config.port })
  const opsUrl = await ops.listen({ host: config.host, port: config.opsPort })
  lanes.wake()
  log.info({ url: config.publicUrl, opsUrl, clock: clock.manual ? startedAt : 'system' }, 'ready')
  return {
    url: config.publicUrl,
    opsUrl,
    reloadDirectory: async () => {
      const next = await loadDirectory(config, log)
      if (next.ok) {
        replace(next.value)
        lanes.wake()
      } else log.error({ problems: next.problems }, 'directory not reloaded')
    },
    close: async () => {
      await Promise.all([app.close(), ops.close()])
      await lanes.close()
      await client.close()
      await store.close()
    }
  }
}

async function loadRules(config: Config, directory: Directory): Promise<Checked<Rules>> {
  const agreements = await loadAgreements(join(root, 'profiles', 'agreements'))
  if (!agreements.ok) {
    return {
      ok: false,
      problems: agreements.problems.map(({ file, pointer, message }) => `${file}${pointer} ${message}`)
    }
  }
  const unbound = directory.all.filter(({ agreement }) => !agreements.agreements.has(agreement ?? 'lga'))
  if (unbound.length > 0) return { ok: false, problems: unbound.map(({ id }) => `${id}: its agreement is not loaded`) }
  const dialects = loadDialects(join(root, 'mappings'), join(root, 'profiles', 'base'))
  const mute = directory.all.filter(({ dialect }) => dialect !== undefined && !dialects.has(dialect))
  if (mute.length > 0) return { ok: false, problems: mute.map(({ id }) => `${id}: its dialect is not loaded`) }
  const subjectKey = await secretKey(config.dataDir, 'subjects')
  return {
    ok: true,
    value: {
      directory,
      dialects,
      validator: createValidator(join(root, 'profiles')),
      agreements: agreements.agreements,
      base: `${config.publicUrl}/fhir`,
      subjectOf: (bsn) => createHmac('sha256', subjectKey).update(bsn).digest('hex')
    }
  }
}

async function loadDirectory(config: Config, log: Logger): Promise<Checked<Directory>> {
  const source = await readDirectoryFile(config.directoryFile)
  if (!source.ok) return source
  const completed = await completeKeys(source.value, config.dataDir)
  if (!completed.ok) return completed
  const { file, made } = completed.value
  if (config.directoryIsDemo)
    log.warn(
      { file: config.directoryFile },
      'DEMONSTRATION DIRECTORY: set GATEWAY_DIRECTORY_FILE for real participants'
    )
  if (made.length > 0)
    log.warn({ participants: made }, 'made key pairs; private keys stand under keys/ in the data directory')
  return { ok: true, value: directoryOf(file.participants) }
}

/** Port 0 asks the system for a free port; the issuer's URL must be known before anything listens on it. */
async function withPorts(config: Config): Promise<Config> {
  if (config.port !== 0) return config
  const port = await freePort(config.host)
  const isDefault = config.publicUrl === defaultPublicUrl(config.host, 0)
  return { ...config, port, ...(isDefault ? { publicUrl: defaultPublicUrl(config.host, port) } : {}) }
}

async function freePort(host: string): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, host, resolve))
  // A TCP server that listens has an address with a port.
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
