import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeJwt } from 'jose'
import { test } from 'tap'
import { completeKeys } from '../../src/directory/keys.ts'
import { directoryOf, readDirectoryFile } from '../../src/directory/load.ts'
import type { Directory } from '../../src/directory/participant.ts'
import { startGateway } from '../tokens/gateway.ts'

const command = fileURLToPath(new URL('../../src/cli/token.ts', import.meta.url))
const demo = fileURLToPath(new URL('../../demo/directory.json', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function run(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { env, timeout: 15_000 })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/** The demonstration's directory with the keys that a first start makes. */
async function firstStart(dataDir: string): Promise<Directory> {
  const source = await readDirectoryFile(demo)
  if (!source.ok) throw new Error(source.problems.join('\n'))
  const completed = await completeKeys(source.value, dataDir)
  if (!completed.ok) throw new Error(completed.problems.join('\n'))
  return directoryOf(completed.value.file.participants)
}

test('a participant of the demonstration gets its token alone on stdout', async (t) => {
  const dataDir = t.testdir({})
  const { url } = await startGateway(t, { directory: await firstStart(dataDir) })
  const env = { GATEWAY_DATA_DIR: dataDir, GATEWAY_PUBLIC_URL: url }
  const given = await run(['s-ggz-parkzicht', '--scope', 'system/Task.rs'], env)
  t.match(given, { code: 0, err: '' })
  t.match(decodeJwt(given.out.trim()), { client_id: 's-ggz-parkzicht', scope: 'system/Task.rs', aud: `${url}/fhir` })
  const refused = await run(['auditor-rho', '--scope', 'system/Patient.rs'], env)
  t.match(refused, { code: 1, out: '', err: /gave no token: 400 invalid_scope/ })
})

test('what cannot work ends with one clear line on stderr and nothing on stdout', async (t) => {
  const dataDir = t.testdir({})
  await firstStart(dataDir)
  const env = { GATEWAY_DATA_DIR: dataDir, GATEWAY_PUBLIC_URL: 'http://127.0.0.1:9' }
  const table = [
    [['his-de-linden'], env, /no key for his-de-linden; .*: auditor-rho, .*, his-de-linde, .*, s-ggz-parkzicht/],
    [['../keys/operator'], env, /no key for/],
    [['operator'], env, /cannot be reached .*is it running\?/],
    [['operator'], { ...env, GATEWAY_DATA_DIR: join(dataDir, 'none') }, /start the gateway once/],
    [['operator'], { ...env, GATEWAY_DATADIR: 'x' }, /GATEWAY_DATADIR is not a variable/],
    [[], env, /^usage: /],
    [['operator', '--all'], env, /^usage: /]
  ] as const
  for (const [args, environment, expected] of table) {
    const ended = await run(args, environment)
    t.match(ended, { code: 1, out: '', err: expected }, args.join(' '))
    t.equal(ended.err.trim().split('\n').length, 1, 'one line')
  }
})
