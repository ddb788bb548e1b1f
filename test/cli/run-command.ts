import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

/** What a command printed, and its exit code. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const commands = resolve(import.meta.dirname, '..', '..', 'src', 'cli')

/** Runs a command of `src/cli/` in a process of its own, with these variables and no others of the gateway. */
export async function runCommand(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {}
): Promise<Ended> {
  return new Promise((ended, failed) => {
    const child = spawn(process.execPath, [join(commands, `${name}.ts`), ...args], { env, timeout: 60_000 })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.on('error', failed)
    child.on('close', (code) => ended({ code, out, err }))
  })
}
