import { SignJWT } from 'jose'
import { test } from 'tap'
import type { Test } from 'tap'
import { CACHE_MS_MAX, createVerifier } from '../../src/tokens/verify.ts'
import { requestToken } from '../../src/tokens/client.ts'
import { directoryWith, newKey, newParty, startGateway } from './gateway.ts'

const url = 'https://gateway.example'
const his = await newParty('his-een', 'his')
const [signingKey, signingJwk] = await newKey('ES256', 'signing-1')
const nowMs = Date.parse('2026-03-01T08:00:00Z')

/** A token as the gateway would give it at `nowMs`; what is given takes the place of its own, undefined leaves it out. */
async function token(claims: Record<string, unknown> = {}, header: Record<string, string> = {}, key = signingKey) {
  const seconds = nowMs / 1000
  const own = { iss: url, aud: `${url}/fhir`, sub: 'his-een', client_id: 'his-een', scope: 'system/Task.r' }
  return new SignJWT({ ...own, iat: seconds, exp: seconds + 300, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'signing-1', ...header })
    .sign(key)
}

function verifier(options: { readonly cacheMs?: number; readonly cacheMax?: number } = {}) {
  const directory = directoryWith(his.participant)
  const verify = createVerifier({ publicUrl: url, keys: [signingJwk], directory, cacheMs: 60_000, ...options })
  return { verify, directory }
}

test('a token that the gateway gave names its participant and scope', async (t) => {
  const directory = directoryWith(his.participant)
  const gateway = await startGateway(t, { directory })
  const verify = createVerifier({ publicUrl: gateway.url, keys: [gateway.signingKey], directory, cacheMs: 60_000 })
  const given = await requestToken({
    publicUrl: gateway.url,
    participant: 'his-een',
    privateJwk: his.privateJwk,
    scope: 'system/Task.rs'
  })
  const verified = await verify(given, Date.now())
  t.same(verified, { ok: true, value: { participant: his.participant, scope: 'system/Task.rs' } })
})

test('a token is refused for what is wrong with it', async (t) => {
  const { verify } = verifier()
  const [otherKey] = await newKey('ES256', 'signing-1')
  const good = await token()
  const [header = '', payload = '', signature = ''] = good.split('.')
  const widened = Buffer.from(payload, 'base64url').toString('utf8').replace('Task.r', 'Task.u')
  const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
  const table = [
    ['another’s signature', await token({}, {}, otherKey), 'invalid'],
    ['a changed scope', `${header}.${Buffer.from(widened).toString('base64url')}.${signature}`, 'invalid'],
    ['no signature', `${unsigned}.${payload}.`, 'invalid'],
    ['another kind of token', await token({}, { typ: 'JWT' }), 'invalid'],
    ['an unknown key', await token({}, { kid: 'signing-2' }), 'invalid'],
    ['another issuer', await token({ iss: 'https://elsewhere.example' }), 'invalid'],
    ['another audience', await token({ aud: 'https://elsewhere.example/fhir' }), 'audience'],
    ['the issuer as audience', await token({ aud: url }), 'audience'],
    ['no audience', await token({ aud: undefined }), 'audience'],
    ['expired', await token({ exp: nowMs / 1000 - 1 }), 'expired'],
    ['no end', await token({ exp: undefined }), 'invalid'],
    ['no bearer', await token({ client_id: undefined }), 'invalid'],
    ['no scope', await token({ scope: undefined }), 'invalid'],
    ['a bearer outside the directory', await token({ client_id: 'vreemd' }), 'invalid'],
    ['not a token', 'geen.token', 'invalid'],
    ['nothing', '', 'invalid'],
    ['a very long text', 'x'.repeat(1_000_000), 'invalid']
  ] as const
  for (const [title, text, reason] of table) t.same(await verify(text, nowMs), { ok: false, reason }, title)
  t.match(await verify(good, nowMs), { ok: true })
})

test('a remembered token still ends when it ends', async (t) => {
  const { verify } = verifier()
  const short = await token({ exp: nowMs / 1000 + 30 })
  t.match(await verify(short, nowMs), { ok: true })
  t.match(await verify(short, nowMs + 29_999), { ok: true })
  t.same(await verify(short, nowMs + 30_000), { ok: false, reason: 'expired' })
})

test('a remembered token of a participant that left the directory is refused at once', async (t) => {
  const { verify, directory } = verifier()
  const given = await token()
  t.match(await verify(given, nowMs), { ok: true })
  directory.leave('his-een')
  t.same(await verify(given, nowMs + 1), { ok: false, reason: 'invalid' })
})

test('a token is believed without a look at its signature for a minute at most', async (t) => {
  const { verify } = verifier({ cacheMs: 3_600_000 })
  const text = await token()
  const checks = countChecks(t)
  await verify(text, nowMs)
  await verify(text, nowMs + CACHE_MS_MAX - 1)
  t.equal(checks(), 1)
  await verify(text, nowMs + CACHE_MS_MAX)
  t.equal(checks(), 2)
})

test('the memory for tokens is bounded and forgets the oldest', async (t) => {
  const { verify } = verifier({ cacheMax: 2 })
  const [first, second, third] = [await token({ jti: '1' }), await token({ jti: '2' }), await token({ jti: '3' })]
  const checks = countChecks(t)
  for (const text of [first, second, third, second, third]) await verify(text, nowMs)
  t.equal(checks(), 3, 'the newer two are remembered')
  await verify(first, nowMs)
  t.equal(checks(), 4, 'the oldest was forgotten')
})

test('a refused token is not remembered', async (t) => {
  const { verify } = verifier({ cacheMax: 1 })
  const good = await token()
  await verify(good, nowMs)
  for (let count = 0; count < 5; count += 1) await verify(await token({ aud: url, jti: String(count) }), nowMs)
  const checks = countChecks(t)
  await verify(good, nowMs)
  t.equal(checks(), 0, 'hostile tokens drive out no good one')
})

/** Counts signature checks: jose does them by WebCrypto. */
function countChecks(t: Test): () => number {
  const calls = t.capture(crypto.subtle, 'verify', crypto.subtle.verify.bind(crypto.subtle))
  let sum = 0
  return () => (sum += calls().length)
}
