/**
 * `npm run soak -- <name> [option...]`: runs one long test that is too slow, or needs too much of its machine, for every
 * run of the suite. Ends with 0 where it passed or could not run here, which it says, and with 1 where it failed.
 */
import { rmSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Soak } from './support/soak.ts'

const names = (await readdir(import.meta.dirname))
  .flatMap((file) => (file === 'run.ts' ? [] : (/^([a-z-]+)\.ts$/.exec(file)?.[1] ?? [])))
  .sort()

const [name, ...args] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  process.stderr.write(`usage: npm run soak -- <${names.join(' | ')}> [option...]\n`)
  process.exit(2)
}

// A folder of the project and not the system's temporary one, which is often in memory.
const folder = resolve(import.meta.dirname, '..', 'data', 'soak', String(process.pid))
await mkdir(folder, { recursive: true })
// Also where the run is interrupted.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const { soak } = (await import(`./${name}.ts`)) as { readonly soak: Soak }
const note = (line: string): void => void process.stdout.write(`${line}\n`)
note(`${soak.name}: ${soak.proves}`)
const outcome = await soak.run({ args, folder, note })
note(`${soak.name}: ${outcome}`)
process.exitCode = outcome === 'failed' ? 1 : 0
