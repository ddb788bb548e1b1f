import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { test } from 'tap'
import { fetch } from 'undici'
import type { Environment } from '../src/config.ts'
import { start, type Gateway } from '../src/start.ts'
import { agreementSetting } from '../src/obligations/agreements/kept-agreements.ts'
import { openStore } from '../src/store/open.ts'
import { requestToken } from '../src/tokens/client.ts'
import { lga } from './obligations/fixtures.ts'
import { receipt } from './store/fixtures.ts'

const participant = (id: string, more: object = {}): object => ({
  id,
  name: id,
  role: 'operator',
  identifiers: {},
  ...more
})
const endpoint = { url: 'http://127.0.0.1:9/fhir', auth: { type: 'none' } }
const his = {
  role: 'his',
  dialect: 'his',
  identifiers: { ura: '90000101' },
  region: 'midden',
  delivery: 'push',
  endpoint
}

/** A folder with a directory of these participants, and the environment that starts a gateway on it. */
async function folderWith(t: Test, ...participants: readonly object[]): Promise<{ folder: string; env: Environment }> {
  const folder = await mkdtemp(join(tmpdir(), 'start-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'participants.json'), JSON.stringify({ participants }))
  const env = {
    PORT: '0',
    OPS_PORT: '0',
    LOG_LEVEL: 'silent',
    GATEWAY_DATA_DIR: join(folder, 'data'),
    GATEWAY_DIRECTORY_FILE: join(folder, 'participants.json')
  }
  return { folder, env }
}

async function started(env: Environment): Promise<Gateway> {
  const result = await start(env)
  if (!result.ok) throw new Error(result.problems.join())
  return result.gateway
}

async function tokenOf(gateway: Gateway, env: Environment, id: string): Promise<string> {
  const file = join(env.GATEWAY_DATA_DIR ?? '', 'keys', `${id}.jwk.json`)
  const privateJwk = JSON.parse(await readFile(file, 'utf8')) as Parameters<typeof requestToken>[0]['privateJwk']
  return requestToken({ publicUrl: gateway.url, participant: id, privateJwk })
}

test('a start answers on both ports, and after its end on none', async (t) => {
  const { env } = await folderWith(t, participant('operator'))
  const gateway = await started(env)
  const urls = [`${gateway.url}/health/ready`, `${gateway.opsUrl}/health/ready`]
  for (const url of urls) t.equal((await fetch(url)).status, 200, url)
  await gateway.close()
  for (const url of urls) await t.rejects(fetch(url), url)
})

test('a manual clock that was set stands there after a restart, whatever was configured', async (t) => {
  const { env: bare } = await folderWith(t, participant('operator'))
  const env = { ...bare, GATEWAY_CLOCK: 'manual:2026-03-02T09:00:00Z' }
  const post = async (gateway: Gateway, now: string) => {
    const headers = {
      authorization: `Bearer ${await tokenOf(gateway, env, 'operator')}`,
      'content-type': 'application/json'
    }
    return (await fetch(`${gateway.opsUrl}/clock`, { method: 'POST', headers, body: JSON.stringify({ now }) })).status
  }
  const first = await started(env)
  t.equal(await post(first, '2026-04-01T09:00:00Z'), 200)
  await first.close()
  const second = await started(env)
  t.teardown(() => second.close())
  t.equal(await post(second, '2026-03-31T09:00:00Z'), 409)
  t.equal(await post(second, '2026-04-01T09:00:00Z'), 200)
})

test('one data folder has one gateway', async (t) => {
  const { env } = await folderWith(t, participant('operator'))
  const first = await started(env)
  t.teardown(() => first.close())
  t.match(await start(env), { ok: false, problems: [/^cannot open the store .*gateway\.sqlite: .* is in use/] })
})

test('who joins the directory file is known after a reload, and a faulty file changes nothing', async (t) => {
  const { folder, env } = await folderWith(t, participant('operator'))
  const gateway = await started(env)
  t.teardown(() => gateway.close())
  const organisation = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${await tokenOf(gateway, env, 'operator')}` }
    return (await fetch(`${gateway.url}/fhir/Organization/his-new`, { headers })).status
  }
  t.equal(await organisation(), 404)
  const file = join(folder, 'participants.json')
  await writeFile(file, JSON.stringify({ participants: [participant('operator'), participant('his-new', his)] }))
  await gateway.reloadDirectory()
  t.equal(await organisation(), 200)
  await writeFile(file, '{"participants": [')
  await gateway.reloadDirectory()
  t.equal(await organisation(), 200)
})

test('a directory that is reloaded with an agreement or dialect nobody loaded changes nothing', async (t) => {
  const { folder, env } = await folderWith(t, participant('operator'))
  const gateway = await started(env)
  t.teardown(() => gateway.close())
  for (const wrong of [{ agreement: 'elsewhere' }, { dialect: 'esperanto' }]) {
    const participants = [participant('operator'), participant('his-new', { ...his, ...wrong })]
    await writeFile(join(folder, 'participants.json'), JSON.stringify({ participants }))
    await gateway.reloadDirectory()
    const headers = { authorization: `Bearer ${await tokenOf(gateway, env, 'operator')}` }
    t.equal((await fetch(`${gateway.url}/fhir/Organization/his-new`, { headers })).status, 404, JSON.stringify(wrong))
  }
})

const refused: readonly (readonly [string, readonly object[], Environment, RegExp])[] = [
  [
    'an agreement that is not loaded',
    [participant('his-a', { ...his, agreement: 'elsewhere' })],
    {},
    /^his-a: its agreement/
  ],
  ['a dialect that is not loaded', [participant('his-a', { ...his, dialect: 'esperanto' })], {}, /^his-a: its dialect/],
  ['two participants with one id', [participant('operator'), participant('operator')], {}, /id is the same/],
  ['a variable that is misspelt', [participant('operator')], { GATEWAY_CLOK: 'system' }, /^GATEWAY_CLOK/],
  [
    'a manual clock that others can reach',
    [participant('operator')],
    { HOST: '0.0.0.0', GATEWAY_CLOCK: 'manual:2026-03-02T09:00:00Z' },
    /loopback/
  ]
]

for (const [what, participants, more, problem] of refused) {
  test(`${what} is refused before anything is opened`, async (t) => {
    const { folder, env } = await folderWith(t, ...participants)
    const result = await start({ ...env, ...more })
    t.match(result, { ok: false, problems: [problem] })
    const files = await readdir(folder, { recursive: true })
    t.notOk(files.some((name) => name.includes('.sqlite')))
  })
}

test('a port that somebody else has is told in one line, and nothing stays open behind it', async (t) => {
  const first = await folderWith(t, participant('operator'))
  const running = await start(first.env)
  if (!running.ok) return t.fail(running.problems.join())
  t.teardown(() => running.gateway.close())
  const { folder, env } = await folderWith(t, participant('operator'))
  const taken = { ...env, PORT: new URL(running.gateway.url).port, GATEWAY_DATA_DIR: join(folder, 'data') }
  const refused = await start(taken)
  t.match(refused, { ok: false, problems: [/PORT.*EADDRINUSE/] })
  const again = await start(env)
  t.ok(again.ok, 'the store is free again')
  if (again.ok) await again.gateway.close()
})

const signingKeys = async ({ url }: Gateway): Promise<unknown> => (await fetch(`${url}/oauth/jwks`)).json()

test('the secrets are in the store: the file alone, in another folder, gives a gateway with the same ones', async (t) => {
  const { folder, env } = await folderWith(t, participant('operator'))
  const first = await started(env)
  const keys = await signingKeys(first)
  t.match(keys, { keys: [{ kid: String, crv: 'P-256' }] })
  await first.close()
  t.notOk((await readdir(join(folder, 'data'))).includes('secrets'), 'no file holds them')
  await mkdir(join(folder, 'moved'))
  await cp(join(folder, 'data', 'gateway.sqlite'), join(folder, 'moved', 'gateway.sqlite'))
  const second = await started({ ...env, GATEWAY_DATA_DIR: join(folder, 'moved') })
  t.teardown(() => second.close())
  t.same(await signingKeys(second), keys)
})

test('a store whose patients are known by a key that is lost is refused, and left closed', async (t) => {
  const { folder, env } = await folderWith(t, participant('operator'))
  await mkdir(join(folder, 'data'))
  const file = join(folder, 'data', 'gateway.sqlite')
  const store = await openStore({ file })
  await store.commit(receipt('r-1'))
  await store.close()
  t.match(await start(env), { ok: false, problems: [/secret "subjects"/, /secret "pseudonyms"/] })
  const again = await openStore({ file })
  await again.close()
})

test('a start under an agreement that was edited under its version is refused, and left closed', async (t) => {
  const { folder, env } = await folderWith(t, participant('operator'))
  await mkdir(join(folder, 'data'))
  const file = join(folder, 'data', 'gateway.sqlite')
  const store = await openStore({ file })
  const kept = { kind: 'setting', name: agreementSetting(lga), value: 'what it said before' } as const
  await store.commit({ expect: [], writes: [kept], outbox: [], audit: [] })
  await store.close()
  t.match(await start(env), { ok: false, problems: [/^lga\.json: .*new version in lga\.json$/] })
  const again = await openStore({ file })
  await again.close()
})

test('a database that is away is told in one line, by host and name and without its password', async (t) => {
  const { folder, env } = await folderWith(t, participant('operator'))
  const url = 'postgres://gateway:s3cret@127.0.0.1:9,127.0.0.1:9/ggz'
  const result = await start({ ...env, GATEWAY_DATABASE_URL: url })
  t.match(result, {
    ok: false,
    problems: [/^cannot open the store 127\.0\.0\.1:9,127\.0\.0\.1:9\/ggz: .*ECONNREFUSED/]
  })
  t.notMatch(JSON.stringify(result), 's3cret')
  const files = await readdir(folder, { recursive: true })
  t.notOk(files.some((name) => name.includes('.sqlite')))
})
