import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

/** A process of the demonstration that has said that it is ready. */
export interface Running {
  readonly name: string
  /** The line with which it said so. */
  readonly ready: Readonly<Record<string, unknown>>
  /** Ends it by its process id and waits for it. */
  stop(): Promise<void>
}

/** A gateway on a slow machine needs about two seconds to compile its maps; one that takes this long has failed. */
const READY_MS_MAX = 30_000

/** What a process that was asked to stop may take before it is made to. */
const STOP_MS_MAX = 10_000

/**
 * Starts a script of this project on the Node that runs this one, and waits for its line that says it is ready.
 *
 * @param isReady - recognises the line.
 */
export async function startProcess(
  script: string,
  {
    name,
    env,
    isReady
  }: {
    readonly name: string
    readonly env: Readonly<Record<string, string>>
    readonly isReady: (line: Readonly<Record<string, unknown>>) => boolean
  }
): Promise<Running> {
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_MS_MAX)
  const lines = createInterface({ input: child.stdout })
  const ready = await new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code ?? 'a signal'} before it was ready`)))
    lines.on('line', (text) => {
      const line = parse(text)
      if (isReady(line)) resolve(line)
      // What a process has to complain of is shown: a demonstration that hides errors shows nothing.
      else if (typeof line.level === 'number' && line.level >= 50) process.stderr.write(`${name}: ${text}\n`)
    })
  })
  clearTimeout(timer)
  child.removeAllListeners('exit')
  return { name, ready, stop: async () => stop(child) }
}

/** A port that is free now: the wanted one, else any. */
export async function freePort(wanted: number): Promise<number> {
  const tried = await listen(wanted)
  return tried ?? (await listen(0)) ?? 0
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX)
  await ended
  clearTimeout(timer)
}

async function listen(port: number): Promise<number | undefined> {
  const server = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!isFree) return undefined
  // A TCP server that listens has an address with a port.
  const { port: found } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return found
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    // Not every line of a process is JSON; such a line says nothing that is waited for.
    return {}
  }
}
