import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import manifest from '../../package.json' with { type: 'json' }
import { privateKeyPath } from '../../src/directory/keys.ts'
import type { DirectoryFile } from '../../src/directory/load.ts'
import type { JsonWebKey } from '../../src/directory/participant.ts'
import { requestToken } from '../../src/tokens/client.ts'
import type { BenchOptions } from './bench.ts'
import { startChild } from './child.ts'
import type { GatewayAsk } from './gateway-process.ts'
import { PROFILE_VARIABLE } from './profiler.ts'
import type { Usage } from './usage.ts'

/** The gateway as `npm start` runs it, in a process of its own, with a sink in another that takes its deliveries. */
export interface Gateway {
  readonly url: string
  /** From the start of its process until it listens. */
  readonly readyMs: number
  /** The Authorization header of a participant, with a new token. */
  readonly authorization: (participant: string) => Promise<string>
  readonly usage: () => Promise<Usage>
  /** Begins or ends to record where its time goes, where that is asked for; of its main thread alone. */
  readonly profile: (what: 'start' | 'stop') => Promise<Usage>
  /** Deliveries that the sink took so far. */
  readonly received: () => Promise<number>
  /** Resolves when the sink has so many. */
  readonly drained: (total: number) => Promise<void>
  readonly stop: () => Promise<void>
}

/** With these `npm start` starts Node. */
const startFlags = manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'))

/** Deliveries may take this long after a round; a lane that needs more does not keep up at all. */
const DRAIN_MS_MAX = 300_000

/**
 * Starts the gateway on the engine; every participant that is sent messages has the sink for its endpoint.
 *
 * @param execArgv - what Node is started with, beside what `npm start` gives it.
 */
export async function startGateway(
  { dir, engine, profile }: Pick<BenchOptions, 'dir' | 'engine' | 'profile'>,
  directory: DirectoryFile,
  execArgv: string[] = []
): Promise<Gateway> {
  const sink = startChild<object, { port: number; received: number }>('sink-process.ts')
  const { port } = await sink.ask({})
  const dataDir = join(dir, 'gateway')
  const directoryFile = join(dir, 'directory.json')
  await writeFile(directoryFile, JSON.stringify(deliveredTo(directory, `http://127.0.0.1:${port}/fhir`)))
  const started = performance.now()
  const gateway = startChild<GatewayAsk, { url: string } & Usage>('gateway-process.ts', {
    env: {
      PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'info',
      GATEWAY_DATA_DIR: dataDir,
      GATEWAY_DIRECTORY_FILE: directoryFile,
      GATEWAY_RATE_LIMIT_PER_MINUTE: '10000000',
      ...engine.gatewayEnv,
      ...(profile ? { [PROFILE_VARIABLE]: dir } : {})
    },
    execArgv: [...startFlags, ...execArgv]
  })
  const { url } = await gateway.ask({})
  const readyMs = performance.now() - started
  const received = async (): Promise<number> => (await sink.ask({})).received
  return {
    url,
    readyMs,
    authorization: async (participant) => {
      const privateJwk = JSON.parse(await readFile(privateKeyPath(dataDir, participant), 'utf8')) as JsonWebKey
      return `Bearer ${await requestToken({ publicUrl: url, participant, privateJwk })}`
    },
    usage: async () => gateway.ask({}),
    profile: async (what) => gateway.ask({ profile: what }),
    received,
    drained: async (total) => {
      const end = performance.now() + DRAIN_MS_MAX
      while ((await received()) < total) {
        if (performance.now() > end) throw new Error(`the sink has ${await received()} of ${total} deliveries`)
        await sleep(20)
      }
    },
    // The sink last, so that the gateway has somebody to deliver to until its end.
    stop: async () => {
      await gateway.stop()
      await sink.stop()
    }
  }
}

/** The participants of the demonstration. */
export async function demoDirectory(): Promise<DirectoryFile> {
  const path = new URL('../../demo/directory.json', import.meta.url)
  return JSON.parse(await readFile(path, 'utf8')) as DirectoryFile
}

function deliveredTo(file: DirectoryFile, url: string): DirectoryFile {
  const participants = file.participants.map((one) =>
    one.endpoint === undefined ? one : { ...one, endpoint: { ...one.endpoint, url } }
  )
  return { ...file, participants }
}
