import { createHmac, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { createApp, createOpsApp, type AppParts } from './app.ts'
import { manualClock, systemClock, type Clock, type ManualClock } from './clock.ts'
import { databaseShown, storeOptions, storeShown } from './config-store.ts'
import { defaultPublicUrl, loadConfig, type Config, type Environment } from './config.ts'
import { createDeliveryClient } from './delivery/client.ts'
import { completeKeys } from './directory/keys.ts'
import { directoryOf, readDirectoryFile, type Checked } from './directory/load.ts'
import { liveDirectory } from './directory/live.ts'
import type { Directory } from './directory/participant.ts'
import { keepSecrets, type Secrets } from './directory/secrets.ts'
import { restoreClock } from './flows/clock.ts'
import { createDeliverer } from './flows/deliver.ts'
import type { ReportDeps } from './flows/report.ts'
import { ReportThreads } from './flows/report-hands.ts'
import { createSweeper, sweep } from './flows/sweep.ts'
import { createLog } from './log.ts'
import { loadMappings } from './mapping/load-dialects.ts'
import { keepAgreements } from './obligations/agreements/kept-agreements.ts'
import { createValidator } from './profile/create-validator.ts'
import type { Source } from './profile/definitions/source.ts'
import { reasonOf } from './reason.ts'
import type { Rules } from './referral/rules.ts'
import { shippedAgreements, unfitAgreements } from './start-agreements.ts'
import { configuredPackages, listUnsupported } from './start-packages.ts'
import { openStore, type StoreOptions } from './store/open.ts'
import type { Store } from './store/port.ts'
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

/** A real minute. */
const minuteMs = 60_000

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
  // Read before the store is opened, so that a broken package is told at once.
  const packages = await configuredPackages(config, log)
  if (!packages.ok) return packages
  const loadedRules = await loadRules(config, directory, packages.value)
  if (!loadedRules.ok) return loadedRules
  const support = listUnsupported(loadedRules.value.validator, packages.value, log)
  if (!support.ok) return support
  const place = storeOptions(config)
  const manual = config.clock.kind === 'manual' ? manualClock(config.clock.startMs) : undefined
  const clock = manual ?? systemClock()
  const opened = await openedStore({ ...place, now: () => clock.now(), warn: (warning) => log.warn({}, warning) })
  if (!opened.ok) return opened
  const store = opened.value
  return closedUnlessStarted(store, async () => {
    const kept = await keptSecrets(store, config, log)
    if (!kept.ok) return kept
    const changed = await keepAgreements(store, loadedRules.value.agreements)
    if (changed.length > 0) return { ok: false, problems: changed }
    const subjectOf = (bsn: string): string => createHmac('sha256', kept.value.subjects).update(bsn).digest('hex')
    const rules = { ...loadedRules.value, subjectOf }
    const replace = (next: Directory): void => directory.replace(next)
    return run(config, { log, store, clock, manual, rules, secrets: kept.value, replace })
  })
}

/** The store; one that is in use, is away or could lose a commit is a reason against the start, told without a password. */
async function openedStore(options: StoreOptions): Promise<Checked<Store>> {
  try {
    return { ok: true, value: await openStore(options) }
  } catch (error) {
    return { ok: false, problems: [`cannot open the store ${storeShown(options)}: ${reasonOf(error)}`] }
  }
}

/** A start that fails, or throws, leaves no store open: the next one would be told that it is in use. */
async function closedUnlessStarted(store: Store, work: () => Promise<Started>): Promise<Started> {
  let isStarted = false
  try {
    const started = await work()
    isStarted = started.ok
    return started
  } finally {
    if (!isStarted) await store.close()
  }
}

/** The secrets of the store; of them the log has the names of the files that they are no longer read from. */
async function keptSecrets(store: Store, { dataDir }: Config, log: Logger): Promise<Checked<Secrets>> {
  const kept = await keepSecrets(store, dataDir)
  if (!kept.ok) return kept
  const { secrets, adopted, ignored } = kept.value
  if (adopted.length > 0)
    log.warn({ files: adopted }, 'secrets now stand in the store; these files are used no more and can be removed')
  if (ignored.length > 0)
    log.warn(
      { files: ignored },
      'these files hold other secrets than the store, and are not used: they are of another store'
    )
  return { ok: true, value: secrets }
}

interface Loaded {
  readonly log: Logger
  readonly store: Store
  readonly clock: Clock
  /** The same clock, where an operator sets it. */
  readonly manual: ManualClock | undefined
  readonly rules: Rules
  readonly secrets: Secrets
  readonly replace: (next: Directory) => void
}

async function run(config: Config, { log, store, clock, manual, rules, secrets, replace }: Loaded): Promise<Started> {
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
    sendTimeoutMs: config.sendTimeoutMs,
    leaseMs: config.leaseMs
  })
  const wake = (receivers: readonly string[]): void => receivers.forEach((receiver) => lanes.wake(receiver))
  const reports = new ReportThreads(storeOptions(config))
  const deps: ReportDeps = {
    ...{ store, clock, log, rules, wake, reports },
    pseudonymKey: secrets.pseudonyms
  }
  const key = secrets.tokenSigning
  const verify = createVerifier({ publicUrl: config.publicUrl, keys: [key], directory, cacheMs: 60_000 })
  const startedAt = new Date(clock.now()).toISOString()
  const parts: AppParts = { config, deps, verify, signingKey: key, version: manifest.version, startedAt }
  const app = await createApp(parts)
  const ops = createOpsApp(parts, manual)
  const sweeper = createSweeper(deps, config.sweepMinutes * minuteMs)
  const end = async (): Promise<void> => {
    await Promise.all([app.close(), ops.close(), sweeper.close()])
    await lanes.close()
    await reports.close()
    await client.close()
  }
  const listening = await listen(config, app, ops)
  if (!listening.ok) {
    await end()
    return listening
  }
  const opsUrl = listening.value
  lanes.wake()
  // A clock that is set by hand stands still: what a stop left undone is swept once, and the rest when the clock is set.
  if (clock.manual) await sweep(deps)
  else sweeper.start()
  const { publicUrl: url, databaseUrl } = config
  const database = databaseUrl === undefined ? {} : { database: databaseShown(databaseUrl) }
  log.info({ url, opsUrl, clock: clock.manual ? startedAt : 'system', ...database }, 'ready')
  const gateway: Gateway = {
    url,
    opsUrl,
    close: async () => {
      await end()
      await store.close()
    },
    reloadDirectory: async () => {
      const next = await loadDirectory(config, log)
      const problems = next.ok ? unfit(next.value, rules) : next.problems
      if (next.ok && problems.length === 0) {
        replace(next.value)
        lanes.wake()
      } else log.error({ problems }, 'directory not reloaded')
    }
  }
  return { ok: true, gateway }
}

/** Opens both ports and gives the operator's URL; a port that somebody else has is a reason against the start, not a bug. */
async function listen(config: Config, app: FastifyInstance, ops: FastifyInstance): Promise<Checked<string>> {
  const { host, port, opsPort } = config
  try {
    await app.listen({ host, port })
    return { ok: true, value: await ops.listen({ host, port: opsPort }) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(code)) throw error
    return {
      ok: false,
      problems: [`HOST, PORT or OPS_PORT: cannot listen on ${host}, ports ${port} and ${opsPort} (${code})`]
    }
  }
}

/** All rules but the one that needs a secret, so that what is wrong in them is told before a store is opened. */
async function loadRules(
  config: Config,
  directory: Directory,
  packages: readonly Source[]
): Promise<Checked<Omit<Rules, 'subjectOf'>>> {
  const agreements = await shippedAgreements(join(root, 'profiles'))
  if (!agreements.ok) return agreements
  const { dialects, catalogue } = loadMappings([join(root, 'mappings')], join(root, 'profiles', 'base'))
  const problems = unfit(directory, { agreements: agreements.value, dialects })
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    value: {
      directory,
      dialects,
      maps: catalogue,
      validator: createValidator(join(root, 'profiles'), packages),
      agreements: agreements.value,
      base: `${config.publicUrl}/fhir`
    }
  }
}

/** Participants to whom nothing here could be sent or measured, and agreements for a pair that is not there. */
function unfit(
  directory: Directory,
  { agreements, dialects }: Pick<Rules, 'agreements' | 'dialects'>
): readonly string[] {
  const unspoken = directory.all.filter(({ dialect }) => dialect !== undefined && !dialects.has(dialect))
  return [...unfitAgreements(directory, agreements), ...unspoken.map(({ id }) => `${id}: its dialect is not loaded`)]
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
