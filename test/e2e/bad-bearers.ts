import { generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { secretSetting } from '../../src/directory/secrets.ts'
import { openReadOnly } from '../../src/store/open.ts'
import type { JsonWebKey } from '../../src/directory/participant.ts'
import { asked, posted, type BadCase, type Scene } from './refusal.ts'
import { referral } from './messages.ts'

/** Claims of an access token, as the gateway gives them; each can be made wrong. */
interface Claims {
  readonly audience?: string
  readonly issuer?: string
  readonly client?: string
  /** Seconds from now. */
  readonly expiresInS?: number
}

/** A token signed with the gateway's own key, or with another one. */
async function token({ world }: Scene, claims: Claims, key: 'own' | 'other' = 'own'): Promise<string> {
  const store = openReadOnly(world.place)
  const { facts: signing = '' } = await store.read({ kind: 'setting', name: secretSetting('token-signing') })
  await store.close()
  const jwk = JSON.parse(signing) as JsonWebKey
  const nowS = Math.floor(Date.now() / 1000)
  const { audience = `${world.url}/fhir`, issuer = world.url, client = 'his-de-linde', expiresInS = 60 } = claims
  return new SignJWT({ client_id: client, scope: 'system/ServiceRequest.crus system/Task.crus' })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: jwk.kid ?? '' })
    .setIssuer(issuer)
    .setSubject(client)
    .setAudience(audience)
    .setIssuedAt(nowS - 120)
    .setExpirationTime(nowS + expiresInS)
    .sign(key === 'own' ? await importJWK({ ...jwk }, 'ES256') : (await generateKeyPair('ES256')).privateKey)
}

const badToken = (
  title: string,
  made: (scene: Scene) => Promise<string> | string,
  code = 'token-invalid'
): BadCase => ({
  title,
  status: 401,
  code,
  counts: false,
  wrong: async (scene) => ({ ...posted(referral()), token: await made(scene) })
})

/** Who asks: nobody, somebody else, or one who may not. */
export const badBearers: readonly BadCase[] = [
  badToken('no token', () => 'none', 'token-missing'),
  badToken('a token that is none', () => 'not.a.token'),
  badToken('a token that has expired', async (scene) => token(scene, { expiresInS: -60 }), 'token-expired'),
  badToken('a token for another audience', async (scene) => token(scene, { audience: 'https://other.example/fhir' })),
  badToken('a token of another issuer', async (scene) => token(scene, { issuer: 'https://other.example' })),
  badToken('a token signed by another key', async (scene) => token(scene, {}, 'other')),
  badToken('a token of one who is not in the directory', async (scene) => token(scene, { client: 'his-nergens' })),
  badToken('a token without a signature', ({ world }) =>
    new UnsecuredJWT({ client_id: 'his-de-linde', scope: 'system/Task.crus' })
      .setIssuer(world.url)
      .setAudience(`${world.url}/fhir`)
      .setExpirationTime('1m')
      .encode()
  ),
  {
    title: 'an auditor who writes',
    as: 'auditor-rho',
    status: 403,
    code: 'not-allowed',
    wrong: () => posted(referral())
  },
  {
    title: 'an operator who writes',
    as: 'operator',
    status: 403,
    code: 'not-allowed',
    wrong: () => posted(referral())
  },
  {
    title: 'an auditor who reads a referral',
    as: 'auditor-rho',
    status: 403,
    code: 'not-allowed',
    counts: false,
    wrong: ({ known }) => asked('GET', `/fhir/ServiceRequest/${known.request.id ?? ''}`)
  },
  {
    title: 'a practice that asks for the operator’s counts',
    status: 403,
    code: 'not-allowed',
    counts: false,
    wrong: () => asked('GET', '/reports/reconciliation')
  },
  {
    title: 'a token narrowed to reading that posts a referral',
    status: 403,
    code: 'not-allowed',
    wrong: async ({ world }) => ({
      ...posted(referral(), 'Bundle.entry[0].resource'),
      token: await world.token('his-de-linde', 'system/Task.rs system/ServiceRequest.rs')
    })
  },
  {
    title: 'a token narrowed to reading that takes a step',
    as: 's-ggz-parkzicht',
    status: 403,
    code: 'not-allowed',
    wrong: async ({ world, known }) => ({
      ask: { method: 'PUT', path: `/fhir/Task/${known.task.id ?? ''}`, body: { ...known.task, status: 'accepted' } },
      token: await world.token('s-ggz-parkzicht', 'system/Task.rs')
    })
  },
  {
    title: 'a read of somebody else’s referral',
    as: 's-ggz-parkzicht',
    status: 404,
    code: 'not-found',
    counts: false,
    wrong: ({ other }) => asked('GET', `/fhir/ServiceRequest/${other.request.id ?? ''}`)
  },
  {
    title: 'a step of somebody else’s Task',
    as: 's-ggz-parkzicht',
    status: 404,
    code: 'not-found',
    wrong: ({ other }) => ({
      ask: { method: 'PUT', path: `/fhir/Task/${other.task.id ?? ''}`, body: { ...other.task, status: 'accepted' } },
      expression: 'Task'
    })
  }
]
