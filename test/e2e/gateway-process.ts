import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** The folder with `package.json`. */
export const root = resolve(import.meta.dirname, '..', '..')

/** A gateway that runs in a process of its own and has said that it is ready. */
export interface GatewayProcess {
  readonly pid: number
  readonly url: string
  readonly opsUrl: string
  /** Asks it to end and waits for it; answers its exit code. */
  stop(): Promise<number | null>
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
}

/** A gateway on a slow machine needs a few seconds to compile its maps; one that takes this long has failed. */
const READY_MS_MAX = 30_000

/** What an orderly end may take: sends under way, and the store's last batch. */
const STOP_MS_MAX = 15_000

/**
 * Starts the gateway and waits for its log line `ready`.
 *
 * @param lines - every line of its stdout and stderr is added here, also those of an earlier process.
 */
export async function startGateway(env: Readonly<Record<string, string>>, lines: string[]): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [join(root, 'src', 'main.ts')], {
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const killed = (): boolean => child.kill('SIGKILL')
  process.once('exit', killed)
  child.once('close', () => process.removeListener('exit', killed))
  const ready = await readyLine(child, lines)
  return {
    pid: Number(ready.pid),
    url: String(ready.url),
    opsUrl: String(ready.opsUrl),
    stop: async () => end(child, 'SIGTERM'),
    kill: async () => {
      await end(child, 'SIGKILL')
    }
  }
}

async function readyLine(child: ChildProcess, lines: string[]): Promise<Readonly<Record<string, unknown>>> {
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_MS_MAX)
  try {
    return await new Promise((found, failed) => {
      child.once('close', (code) => {
        failed(new Error(`the gateway ended with ${code ?? 'a signal'}: ${lines.slice(-5).join('\n')}`))
      })
      for (const stream of [child.stdout!, child.stderr!]) {
        createInterface({ input: stream }).on('line', (line) => {
          lines.push(line)
          if (line.includes('"msg":"ready"')) found(JSON.parse(line) as Record<string, unknown>)
        })
      }
    })
  } finally {
    clearTimeout(timer)
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = once(child, 'close')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX)
  await ended
  clearTimeout(timer)
  return child.exitCode
}

/** Below the ports that the system gives to outgoing connections: one of those could take the port of a gateway that is down. */
const PORT_MIN = 12_000
const PORT_COUNT = 20_000

/** Each is given once: a gateway whose two ports are the same does not start. */
const given = new Set<number>()

/** A port that is free now, and that no outgoing connection will be given. */
export async function fixedPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = PORT_MIN + Math.floor(Math.random() * PORT_COUNT)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
  throw new Error('no free port in a hundred tries')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const listens = await new Promise<boolean>((found) => {
    server.once('error', () => found(false))
    server.listen(port, '127.0.0.1', () => found(true))
  })
  if (listens) await new Promise((closed) => server.close(closed))
  return listens
}
