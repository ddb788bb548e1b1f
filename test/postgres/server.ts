import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Recovery after a crash may take a while on a busy machine; what takes longer than this hangs. */
const START_MS_MAX = 60_000
/** How long a server may take to end by itself before it is killed. */
const STOP_MS_MAX = 20_000
const POLL_MS = 20

/** What a server listens on when asked: smart waits for its clients, fast ends them, immediate leaves recovery to the next start. */
const SIGNALS = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' } as const

/** How a server is told to end. */
export type StopMode = keyof typeof SIGNALS

/** A user of the system that may run PostgreSQL; undefined where that is the one who runs the tests. */
export type Owner = { readonly uid: number; readonly gid: number } | undefined

/** A running server process. */
export interface Server {
  readonly pid: number
  stop(mode: StopMode): Promise<void>
  kill(): Promise<void>
}

/** PostgreSQL refuses to run as root, who therefore runs it as `postgres` or, where that user is absent, as `nobody`. */
export async function findOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => undefined)
    if (ids !== undefined) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody')
}

/** Runs a program to its end as the owner. Throws with what it said where it fails or takes too long. */
export async function runAs(owner: Owner, file: string, args: readonly string[]): Promise<void> {
  await run(file, args, { cwd: '/', timeout: START_MS_MAX, killSignal: 'SIGKILL', ...owner })
}

/** A port of loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** What starting a server needs. */
export interface ServerOptions {
  readonly bin: string
  readonly owner: Owner
  readonly data: string
  readonly log: string
  readonly port: number
  /** A folder that the guard removes when this process dies without stopping the server. */
  readonly leftover: string | undefined
}

/** Starts `postgres` and waits until it takes connections. Throws with the end of its log where it does not. */
export async function startServer({ bin, owner, data, log, port, leftover }: ServerOptions): Promise<Server> {
  const output = openSync(log, 'a')
  const options: SpawnOptions = { cwd: '/', detached: true, stdio: ['ignore', output, output], ...owner }
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port)], options)
  closeSync(output)
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  const guard = startGuard(pid, owner, leftover)
  child.once('exit', () => guard.kill('SIGKILL'))
  // What a test forgot to stop must not keep its process alive: the guard ends it then.
  child.unref()
  const server = { pid, stop: async (mode: StopMode) => stop(child, mode), kill: async () => kill(child) }
  const ready = await becomesReady(child, data)
  if (ready) return server
  await server.kill()
  const said = await readFile(log, 'utf8').catch(() => '')
  throw new Error(`PostgreSQL did not start on port ${port}:\n${said.slice(-2_000)}`)
}

/**
 * A process that waits at the end of a pipe from this one: when this process dies, however it dies, the pipe closes, and
 * the guard ends the server and removes its folder.
 */
function startGuard(pid: number, owner: Owner, leftover = ''): ChildProcess {
  const script = `
    read -r _
    kill -QUIT "$1"
    tries=0
    while kill -0 "$1" 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    kill -KILL "$1" 2>/dev/null
    if [ -n "$2" ]; then rm -rf -- "$2"; fi`
  const guard = spawn('sh', ['-c', script, 'guard', String(pid), leftover], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...owner
  })
  guard.unref()
  const pipe = guard.stdin as unknown as { unref(): void; on(event: 'error', ignore: () => void): void }
  pipe.unref()
  pipe.on('error', () => undefined)
  return guard
}

/** The eighth line of its pid file is where a server says that it takes connections (`pg_ctl` reads the same). */
async function becomesReady(child: ChildProcess, data: string): Promise<boolean> {
  const until = Date.now() + START_MS_MAX
  while (!isOver(child) && Date.now() < until) {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return true
    await setTimeout(POLL_MS)
  }
  return false
}

async function stop(child: ChildProcess, mode: StopMode): Promise<void> {
  if (isOver(child)) return
  child.kill(SIGNALS[mode])
  if (!(await ends(child))) await kill(child)
}

/** Ends all of a server's processes at once. The first is frozen meanwhile, so that it sees none of the others end. */
async function kill(child: ChildProcess): Promise<void> {
  if (isOver(child)) return
  child.kill('SIGSTOP')
  const others = await childrenOf(child.pid ?? 0)
  child.kill('SIGKILL')
  for (const { pid } of others) killIfThere(pid)
  if (!(await ends(child))) throw new Error(`PostgreSQL (process ${child.pid ?? 0}) does not die`)
  await areGone(others.map(({ pid }) => pid))
}

interface Process {
  readonly pid: number
  readonly parent: number
}

async function childrenOf(parent: number): Promise<readonly Process[]> {
  return (await living()).filter((process) => process.parent === parent)
}

/** Waits until none of the processes lives, so that nothing holds the port, the folder or its disk. */
async function areGone(pids: readonly number[]): Promise<void> {
  const until = Date.now() + STOP_MS_MAX
  while (pids.length > 0 && Date.now() < until) {
    const left = await living()
    if (!left.some(({ pid }) => pids.includes(pid))) return
    await setTimeout(POLL_MS)
  }
}

/** Every process of the machine but for those that ended and that nobody has waited for. */
async function living(): Promise<readonly Process[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat='])
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/))
  return rows
    .filter(([, , state]) => state !== undefined && !state.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }))
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

async function ends(child: ChildProcess): Promise<boolean> {
  const until = Date.now() + STOP_MS_MAX
  while (!isOver(child) && Date.now() < until) await setTimeout(POLL_MS)
  return isOver(child)
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
