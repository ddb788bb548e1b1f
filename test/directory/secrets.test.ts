import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { importJWK } from 'jose'
import type { Test } from 'tap'
import { test } from 'tap'
import { newPrivateKey } from '../../src/directory/keys.ts'
import { keepSecrets, secretSetting, type KeptSecrets } from '../../src/directory/secrets.ts'
import { openStore } from '../../src/store/open.ts'
import type { Query, QueryKind, Read, Store } from '../../src/store/port.ts'
import { change, receipt } from '../store/fixtures.ts'

/** An empty store, and a data directory in which files of an earlier version lie. */
async function opened(
  t: Test,
  secrets: Readonly<Record<string, string | Buffer>> = {}
): Promise<{ readonly store: Store; readonly dataDir: string }> {
  const folder = t.testdir({ data: { secrets } })
  const store = await openStore({ file: join(folder, 'gateway.sqlite') })
  t.teardown(() => store.close())
  return { store, dataDir: join(folder, 'data') }
}

async function kept(store: Pick<Store, 'read' | 'commit'>, dataDir = '/nowhere'): Promise<KeptSecrets> {
  const result = await keepSecrets(store, dataDir)
  if (!result.ok) throw new Error(result.problems.join('\n'))
  return result.value
}

test('the first start makes secrets, and every later one has the same from the store alone', async (t) => {
  const { store } = await opened(t)
  const first = await kept(store)
  t.match(first, { adopted: [], ignored: [] })
  const { subjects, pseudonyms, tokenSigning } = first.secrets
  t.same([subjects.length, pseudonyms.length], [32, 32])
  t.notOk(subjects.equals(pseudonyms))
  t.match(tokenSigning, { kty: 'EC', crv: 'P-256', alg: 'ES256', d: String, kid: String })
  await importJWK(tokenSigning, 'ES256')
  t.same(await kept(store, '/somewhere/else'), first)
})

test('what stood in files is taken over, told once, and the files are not needed any more', async (t) => {
  const [subjects, pseudonyms, key] = [randomBytes(32), randomBytes(32), await newPrivateKey('ES256')]
  const { store, dataDir } = await opened(t, {
    'subjects.bin': subjects,
    'pseudonyms.bin': pseudonyms,
    'token-signing.jwk.json': `${JSON.stringify(key, null, 2)}\n`
  })
  const first = await kept(store, dataDir)
  t.same(first.secrets, { subjects, pseudonyms, tokenSigning: key })
  const files = ['subjects.bin', 'pseudonyms.bin', 'token-signing.jwk.json']
  t.same(
    first.adopted,
    files.map((name) => join(dataDir, 'secrets', name))
  )
  t.same(await kept(store, dataDir), { secrets: first.secrets, adopted: [], ignored: [] })
  t.same((await kept(store)).secrets, first.secrets)
})

test('a file with another value than the store is named and not used', async (t) => {
  const { store, dataDir } = await opened(t, { 'subjects.bin': randomBytes(32) })
  const first = await kept(store)
  t.same(await kept(store, dataDir), { ...first, ignored: [join(dataDir, 'secrets', 'subjects.bin')] })
})

test('of two processes at their first start one wins, and both have its secrets', async (t) => {
  const { store } = await opened(t)
  const winner: { secrets?: KeptSecrets } = {}
  // The other process comes between the reading and the writing of this one; `keep` is played here.
  const late = {
    async read<K extends QueryKind>(query: Query<K>): Promise<Read<K>> {
      return store.read(query)
    },
    async commit(asked: Parameters<Store['commit']>[0]) {
      winner.secrets ??= await kept(store)
      t.ok(asked.writes.every((write) => write.kind === 'setting' && write.keep === true))
      return Promise.resolve({ outcome: 'committed' } as const)
    }
  }
  const loser = await kept(late)
  t.same(loser.secrets, winner.secrets?.secrets)
})

test('a store with referrals that lost the keys of its patients is refused, and nothing is made', async (t) => {
  const { store, dataDir } = await opened(t, { 'pseudonyms.bin': randomBytes(32) })
  await store.commit(receipt('r-1'))
  const refused = await keepSecrets(store, dataDir)
  t.match(refused, { ok: false, problems: [/holds referrals and not its secret "subjects": put .*subjects\.bin back/] })
  t.equal((await store.read({ kind: 'setting', name: secretSetting('pseudonyms') })).facts, undefined)
})

test('a store with referrals takes over the files that lie beside it', async (t) => {
  const [subjects, pseudonyms] = [randomBytes(32), randomBytes(32)]
  const { store, dataDir } = await opened(t, { 'subjects.bin': subjects, 'pseudonyms.bin': pseudonyms })
  await store.commit(receipt('r-1'))
  t.match((await kept(store, dataDir)).secrets, { subjects, pseudonyms })
})

for (const [what, secrets] of [
  ['a key that is cut off', { 'subjects.bin': 'short' }],
  ['a signing key that is none', { 'token-signing.jwk.json': '{}' }]
] as const) {
  test(`${what} stops the start instead of being replaced`, async (t) => {
    const { store, dataDir } = await opened(t, secrets)
    await t.rejects(keepSecrets(store, dataDir), /is damaged/)
  })
}

test('a secret that is damaged in the store stops the start, and is not quoted', async (t) => {
  for (const name of ['subjects', 'token-signing'] as const) {
    const { store } = await opened(t)
    await store.commit(change({ writes: [{ kind: 'setting', name: secretSetting(name), value: '"s3cret"' }] }))
    const error: unknown = await keepSecrets(store, '/nowhere').catch((reason: unknown) => reason)
    t.match(error, { message: /damaged: restore a backup/ })
    t.notMatch(String(error), 's3cret')
  }
})
