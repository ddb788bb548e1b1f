import { request as httpRequest } from 'node:http'
import rateLimit from '@fastify/rate-limit'
import fastify from 'fastify'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { test } from 'tap'
import { fetch } from 'undici'
import { askToken, requestToken } from '../../src/tokens/client.ts'
import { issuer } from '../../src/tokens/issuer.ts'
import { granted } from '../../src/tokens/scopes.ts'
import { assertionOf, directoryWith, inMemoryOnce, newKey, newParty, post, startGateway } from './gateway.ts'

const his = await newParty('his-een', 'his')
const ggz = await newParty('s-ggz-een', 's-ggz', 'RS384')
const stranger = await newParty('vreemd', 'his')
const directory = directoryWith(his.participant, ggz.participant)

test('a participant gets a token of five minutes for the FHIR base with the scope of its role', async (t) => {
  const { url } = await startGateway(t, { directory })
  const answer = await post(url, await assertionOf(his, url))
  t.match(answer, { status: 200, body: { token_type: 'Bearer', expires_in: 300, scope: granted('his') } })
  const keys = createRemoteJWKSet(new URL(`${url}/oauth/jwks`))
  const { payload, protectedHeader } = await jwtVerify(String(answer.body['access_token']), keys)
  t.match(protectedHeader, { alg: 'ES256', typ: 'at+jwt', kid: 'signing-1' })
  t.match(payload, { iss: url, aud: `${url}/fhir`, client_id: 'his-een', scope: granted('his') })
  t.equal(Number(payload.exp) - Number(payload.iat), 300)
})

test('an assertion signed with RS384 is as good as one with ES384', async (t) => {
  const { url } = await startGateway(t, { directory })
  t.equal((await post(url, await assertionOf(ggz, url))).status, 200)
})

test('the client of the simulators gets a token, and can narrow it', async (t) => {
  const { url } = await startGateway(t, { directory })
  const request = { publicUrl: url, participant: 'his-een', privateJwk: his.privateJwk }
  t.equal(decodeJwt(await requestToken(request)).scope, granted('his'))
  t.equal(decodeJwt(await requestToken({ ...request, scope: 'system/Task.cruds' })).scope, 'system/Task.crus')
})

test('an assertion is refused when it is not what this participant would sign for this gateway now', async (t) => {
  const { url } = await startGateway(t, { directory })
  const seconds = Math.floor(Date.now() / 1000)
  const [wrongKey] = await newKey('ES384', 'his-een-1')
  const [weakKey, weakJwk] = await newKey('ES256', 'his-een-1')
  const table = [
    ['another’s key', await assertionOf({ ...his, privateKey: wrongKey }, url)],
    ['a weaker algorithm', await assertionOf({ ...his, privateKey: weakKey, privateJwk: weakJwk }, url)],
    ['one participant in the name of another', await assertionOf(his, url, { sub: 's-ggz-een', iss: 's-ggz-een' })],
    ['an issuer that is not the subject', await assertionOf(his, url, { iss: 's-ggz-een' })],
    ['another audience', await assertionOf(his, url, { aud: 'https://elsewhere.example/oauth/token' })],
    ['an access token’s audience', await assertionOf(his, url, { aud: `${url}/fhir` })],
    ['expired', await assertionOf(his, url, { iat: seconds - 600, exp: seconds - 300 })],
    ['valid for an hour', await assertionOf(his, url, { exp: seconds + 3600 })],
    ['no id', await assertionOf(his, url, { jti: undefined })],
    ['nobody the directory knows', await assertionOf(stranger, url)]
  ] as const
  for (const [title, assertion] of table) {
    const answer = await post(url, assertion)
    t.match(answer, { status: 401, body: { error: 'invalid_client' } }, title)
    t.notOk('access_token' in answer.body, title)
  }
})

test('an audience named in the Host header is not believed', async (t) => {
  const { url } = await startGateway(t, { directory })
  const assertion = await assertionOf(his, url, { aud: 'http://elsewhere.example/oauth/token' })
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion
  })
  // undici sets Host itself, Node's own client lets a caller choose.
  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' }
    const request = httpRequest(`${url}/oauth/token`, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', reject)
    request.end(form.toString())
  })
  t.equal(status, 401)
})

test('behind a proxy the public URL is the audience, whatever address the request came in on', async (t) => {
  const publicUrl = 'https://gateway.example/ggz'
  const { url } = await startGateway(t, { directory, publicUrl })
  const answer = await post(url, await assertionOf(his, publicUrl))
  t.equal(answer.status, 200)
  t.match(decodeJwt(String(answer.body['access_token'])), { iss: publicUrl, aud: `${publicUrl}/fhir` })
})

test('an assertion is good for one token, also when two copies arrive at once or after a restart', async (t) => {
  const once = inMemoryOnce()
  const before = await startGateway(t, { directory, once, publicUrl: 'https://gateway.example' })
  const assertion = await assertionOf(his, 'https://gateway.example')
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(before.url, assertion)))
  t.same(answers.map(({ status }) => status).sort(), [200, 401, 401, 401, 401])
  const after = await startGateway(t, { directory, once, publicUrl: 'https://gateway.example' })
  t.match(await post(after.url, assertion), { status: 401, body: { error: 'invalid_client' } })
})

test('an id used by one participant is still free for another', async (t) => {
  const { url } = await startGateway(t, { directory })
  const claims = { jti: 'bericht-1' }
  t.equal((await post(url, await assertionOf(his, url, claims))).status, 200)
  t.equal((await post(url, await assertionOf(ggz, url, claims))).status, 200)
})

test('an assertion is remembered for as long as it could be used again', async (t) => {
  const remembered: number[] = []
  const once = (_id: string, expiresAt: number) => Promise.resolve(remembered.push(expiresAt) > 0)
  const { url } = await startGateway(t, { directory, once })
  const exp = Math.floor(Date.now() / 1000) + 120
  t.equal((await post(url, await assertionOf(his, url, { exp }))).status, 200)
  t.equal(remembered.length, 1)
  t.ok(Number(remembered[0]) >= (exp + 15) * 1000, 'the tolerance for clocks included')
})

test('a scope that the role does not have is refused and not granted empty', async (t) => {
  const { url } = await startGateway(t, { directory })
  for (const scope of ['system/AuditEvent.rs', 'system/Task.d', 'openid', 'system/Task.read']) {
    const answer = await post(url, await assertionOf(his, url), { form: { scope } })
    t.match(answer, { status: 400, body: { error: 'invalid_scope' } }, scope)
  }
  const wildcard = await post(url, await assertionOf(his, url), { form: { scope: 'system/*.cruds' } })
  t.match(wildcard, { status: 200, body: { scope: granted('his') } })
})

test('a token for another resource than the FHIR base is not given', async (t) => {
  const { url } = await startGateway(t, { directory })
  const answer = await post(url, await assertionOf(his, url), { form: { resource: 'https://elsewhere.example/fhir' } })
  t.match(answer, { status: 400, body: { error: 'invalid_target' } })
})

test('another grant is refused', async (t) => {
  const { url } = await startGateway(t, { directory })
  for (const grant of ['authorization_code', 'refresh_token', 'password']) {
    const answer = await post(url, await assertionOf(his, url), { form: { grant_type: grant } })
    t.match(answer, { status: 400, body: { error: 'unsupported_grant_type' } }, grant)
  }
})

test('an error is JSON, also for a browser, and says nothing about the inside when the store fails', async (t) => {
  const once = () => Promise.reject(new Error('database is locked'))
  const { url, log } = await startGateway(t, { directory, once })
  const answer = await post(url, await assertionOf(his, url), { headers: { accept: 'text/html' } })
  t.match(answer, { status: 500, type: /^application\/json/, body: { error: 'server_error' } })
  t.notMatch(JSON.stringify(answer.body), 'locked')
  t.match(log.join(''), 'database is locked', 'the operator reads why')
  const json = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', accept: 'text/html' }
  })
  t.equal(json.status, 400)
  t.match(await json.json(), { error: 'invalid_request' })
})

test('a participant that left the directory gets no token any more', async (t) => {
  const members = directoryWith(his.participant)
  const { url } = await startGateway(t, { directory: members })
  t.equal((await post(url, await assertionOf(his, url))).status, 200)
  members.leave('his-een')
  t.match(await post(url, await assertionOf(his, url)), { status: 401, body: { error: 'invalid_client' } })
})

test('the discovery document leads to the token endpoint, from the FHIR base and from the root', async (t) => {
  const { url } = await startGateway(t, { directory })
  for (const base of ['/fhir', '']) {
    const response = await fetch(`${url}${base}/.well-known/smart-configuration`)
    t.match(response.headers.get('content-type'), /^application\/json/)
    t.match(await response.json(), {
      issuer: url,
      token_endpoint: `${url}/oauth/token`,
      jwks_uri: `${url}/oauth/jwks`,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['ES384', 'RS384']
    })
  }
})

test('the key set has the public part of the signing key only', async (t) => {
  const { url, signingKey } = await startGateway(t, { directory })
  const { keys } = (await (await fetch(`${url}/oauth/jwks`)).json()) as { keys: Record<string, unknown>[] }
  t.match(keys, [{ kid: 'signing-1', kty: 'EC', crv: 'P-256', x: signingKey['x'], alg: 'ES256' }])
  t.notOk('d' in keys[0]!)
})

test('nothing but the token endpoint and the key set of the provider can be reached', async (t) => {
  const { url } = await startGateway(t, { directory })
  for (const path of [
    '/auth',
    '/token',
    '/me',
    '/reg',
    '/jwks',
    '/request',
    '/session/end',
    '/interaction/x',
    '/.well-known/openid-configuration'
  ]) {
    t.equal((await fetch(`${url}${path}`)).status, 404, path)
  }
})

test('the provider prints nothing to the console', async (t) => {
  const printed = (['info', 'warn', 'error', 'log'] as const).map((name) => t.capture(console, name))
  const { url, log } = await startGateway(t, { directory })
  await post(url, await assertionOf(his, url))
  await post(url, await assertionOf(stranger, url))
  await post(url, await assertionOf(his, url), { form: { scope: 'x' }, headers: { origin: 'https://x.example' } })
  for (const calls of printed) t.same(calls(), [])
  t.equal(log.filter((line) => line.includes('token refused')).length, 2, 'refusals are in the log')
})

test('a gateway that cannot be reached or that refuses is told apart', async (t) => {
  const { url } = await startGateway(t, { directory })
  const request = { participant: 'his-een', privateJwk: his.privateJwk }
  t.match(await askToken({ ...request, publicUrl: 'http://127.0.0.1:9' }), { ok: false, reason: 'unreachable' })
  const refused = await askToken({ ...request, publicUrl: url, scope: 'system/Clock.u' })
  t.match(refused, { ok: false, reason: 'refused', detail: /^400 invalid_scope/ })
  await t.rejects(requestToken({ ...request, publicUrl: url, scope: 'x' }), /no token for his-een: refused/)
})

test('the limits of the application hold for the token endpoint too', async (t) => {
  const app = fastify()
  await app.register(rateLimit, { max: 2, timeWindow: 60_000 })
  const [, signingKey] = await newKey('ES256', 'signing-1')
  await app.register(issuer, { publicUrl: 'https://gateway.example', directory, once: inMemoryOnce(), signingKey })
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const statuses: number[] = []
  for (let count = 0; count < 3; count += 1) {
    statuses.push((await post(url, await assertionOf(his, 'https://gateway.example'))).status)
  }
  t.same(statuses, [200, 200, 429])
})
