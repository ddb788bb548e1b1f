import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { completeKeys, privateKeyPath } from '../../src/directory/keys.ts'
import type { CompletedDirectory } from '../../src/directory/keys.ts'
import { checkDirectory } from '../../src/directory/load.ts'
import type { DirectoryFile } from '../../src/directory/load.ts'
import type { JsonWebKey } from '../../src/directory/participant.ts'

const source: DirectoryFile = {
  participants: [
    {
      id: 'his-een',
      name: 'Praktijk Een',
      role: 'his',
      identifiers: { ura: '90000101' },
      dialect: 'his',
      delivery: 'push',
      endpoint: { url: 'http://127.0.0.1:9101/fhir', auth: { type: 'none' } }
    },
    { id: 'auditor', name: 'Toezicht', role: 'auditor', identifiers: {} }
  ]
}

async function completed(file: DirectoryFile, dataDir: string): Promise<CompletedDirectory> {
  const result = await completeKeys(file, dataDir)
  if (!result.ok) throw new Error(result.problems.join('\n'))
  return result.value
}

async function permissions(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777
}

function keyOf(directory: CompletedDirectory, id: string): JsonWebKey | undefined {
  return directory.file.participants.find((participant) => participant.id === id)?.keys?.jwks.keys[0]
}

test('the first start makes a key pair for each participant and keeps the private keys to itself', async (t) => {
  const dataDir = join(t.testdir({}), 'data')
  const directory = await completed(source, dataDir)
  t.same(directory.made, ['his-een', 'auditor'])
  const path = privateKeyPath(dataDir, 'his-een')
  const privateKey = JSON.parse(await readFile(path, 'utf8')) as JsonWebKey
  t.match(privateKey, { kty: 'EC', crv: 'P-384', alg: 'ES384', d: String })
  const publicKey = keyOf(directory, 'his-een')
  t.match(publicKey, { kty: 'EC', crv: 'P-384', alg: 'ES384', kid: privateKey.kid, x: privateKey.x })
  t.notOk(publicKey && 'd' in publicKey, 'the directory has no private key')
  t.equal(await permissions(path), 0o600)
  t.equal(await permissions(join(dataDir, 'keys')), 0o700)
  t.equal(await permissions(join(dataDir, 'directory.json')), 0o600)
  t.ok(checkDirectory(directory.file).ok, 'the completed directory passes its own check')
})

test('the next start keeps the keys and takes what else the source file says', async (t) => {
  const dataDir = t.testdir({})
  const first = await completed(source, dataDir)
  const [his, auditor] = source.participants
  const moved = { ...his!, endpoint: { url: 'http://127.0.0.1:9999/fhir', auth: { type: 'none' } as const } }
  const added = { id: 'operator', name: 'Beheer', role: 'operator', identifiers: {} } as const
  const second = await completed({ participants: [moved, auditor!, added] }, dataDir)
  t.same(second.made, ['operator'])
  t.same(keyOf(second, 'his-een'), keyOf(first, 'his-een'))
  t.equal(second.file.participants[0]?.endpoint?.url, 'http://127.0.0.1:9999/fhir')
  const kept = JSON.parse(await readFile(join(dataDir, 'directory.json'), 'utf8')) as DirectoryFile
  t.same(kept, second.file)
})

test('a key in the source file goes before one that the gateway made', async (t) => {
  const dataDir = t.testdir({})
  await completed(source, dataDir)
  const other = keyOf(await completed(source, t.testdir({})), 'his-een')!
  const [his, auditor] = source.participants
  const own = { participants: [{ ...his!, keys: { jwks: { keys: [other] } } }, auditor!] }
  t.same(keyOf(await completed(own, dataDir), 'his-een'), other)
})

test('a private key that was handed over and removed here is not made anew', async (t) => {
  const dataDir = t.testdir({})
  const first = await completed(source, dataDir)
  await rm(privateKeyPath(dataDir, 'his-een'))
  const second = await completed(source, dataDir)
  t.same(second.made, [])
  t.same(keyOf(second, 'his-een'), keyOf(first, 'his-een'))
})

test('a start that was interrupted before the directory was kept goes on with the key it had made', async (t) => {
  const dataDir = t.testdir({})
  const first = await completed(source, dataDir)
  await rm(join(dataDir, 'directory.json'))
  const second = await completed(source, dataDir)
  t.same(second, { file: first.file, made: [] })
})

test('a damaged completed directory stops the start instead of changing everybody’s keys', async (t) => {
  const dataDir = t.testdir({ 'directory.json': '{ "participants": [' })
  t.match(await completeKeys(source, dataDir), { ok: false, problems: [/directory\.json: /] })
})
