import { hash } from 'node:crypto'
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import type { JWK, JWTPayload } from 'jose'
import { publicPart } from '../directory/keys.ts'
import type { Directory, JsonWebKey, Participant } from '../directory/participant.ts'

/** Who bears a token, and what it allows; or why it is refused. */
export type Verified =
  | { readonly ok: true; readonly value: { readonly participant: Participant; readonly scope: string } }
  | { readonly ok: false; readonly reason: 'invalid' | 'expired' | 'audience' }

/** Checks an access token at an instant of real time (epoch ms), because tokens do not follow the gateway's clock. */
export type Verify = (token: string, nowMs: number) => Promise<Verified>

/** What a verifier needs. */
export interface VerifierOptions {
  readonly publicUrl: string
  /** The gateway's signing keys; private members are left out. */
  readonly keys: readonly JsonWebKey[]
  readonly directory: Directory
  /** How long a verified token is believed without checking its signature again; 60 s at most. */
  readonly cacheMs: number
  /** How many verified tokens are remembered; the oldest goes first. */
  readonly cacheMax?: number
}

/** A signature check costs a third of a millisecond of CPU; a minute is how long a token may outlive its key. */
export const CACHE_MS_MAX = 60_000

/** About 2 MB; more tokens than this in one minute means that participants ask a new token for each message. */
const CACHE_ENTRIES = 10_000

/** Longer than any token of the gateway: the whole scope of a care system takes about 1,500 characters. */
const TOKEN_LENGTH_MAX = 8_192

/**
 * Makes the check of access tokens: signature ES256, issuer, audience `<publicUrl>/fhir`, time, and a bearer that is
 * still in the directory.
 */
export function createVerifier(options: VerifierOptions): Verify {
  const keySet = createLocalJWKSet({ keys: options.keys.map((key) => publicPart(key) as JWK) })
  const cacheMs = Math.min(options.cacheMs, CACHE_MS_MAX)
  const cacheMax = options.cacheMax ?? CACHE_ENTRIES
  const cache = new Map<string, Remembered>()

  return async (token, nowMs) => {
    if (token.length > TOKEN_LENGTH_MAX) return { ok: false, reason: 'invalid' }
    const digest = hash('sha256', token, 'base64')
    const remembered = cache.get(digest)
    if (remembered !== undefined && nowMs < remembered.untilMs) return bearer(remembered, options.directory)
    cache.delete(digest)

    const checked = await claimsOf(token, nowMs)
    if (!checked.ok) return checked
    const { client, scope, expiresMs } = checked.value
    if (cache.size >= cacheMax) forgetOldest(cache)
    if (cacheMax > 0) cache.set(digest, { client, scope, untilMs: Math.min(expiresMs, nowMs + cacheMs) })
    return bearer({ client, scope }, options.directory)
  }

  async function claimsOf(token: string, nowMs: number): Promise<CheckedClaims> {
    try {
      const { payload } = await jwtVerify(token, keySet, {
        algorithms: ['ES256'],
        issuer: options.publicUrl,
        audience: `${options.publicUrl}/fhir`,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'client_id'],
        currentDate: new Date(nowMs)
      })
      return claims(payload)
    } catch (error) {
      // jose throws for every token that does not hold; what is not its own error is a bug and goes on.
      if (!(error instanceof errors.JOSEError)) throw error
      return { ok: false, reason: reasonOf(error) }
    }
  }
}

interface Remembered {
  readonly client: string
  readonly scope: string
  readonly untilMs: number
}

type CheckedClaims =
  | {
      readonly ok: true
      readonly value: { readonly client: string; readonly scope: string; readonly expiresMs: number }
    }
  | { readonly ok: false; readonly reason: 'invalid' | 'expired' | 'audience' }

function claims({ client_id: client, scope, exp }: JWTPayload): CheckedClaims {
  // A token without a scope allows nothing, and is not one that this gateway gave.
  if (typeof client !== 'string' || typeof scope !== 'string' || exp === undefined)
    return { ok: false, reason: 'invalid' }
  return { ok: true, value: { client, scope, expiresMs: exp * 1000 } }
}

/** Asked at every use, so that one who left the directory is refused at once. */
function bearer({ client, scope }: Pick<Remembered, 'client' | 'scope'>, directory: Directory): Verified {
  const participant = directory.byId(client)
  return participant === undefined ? { ok: false, reason: 'invalid' } : { ok: true, value: { participant, scope } }
}

function reasonOf(error: InstanceType<typeof errors.JOSEError>): 'invalid' | 'expired' | 'audience' {
  if (error instanceof errors.JWTExpired) return 'expired'
  return error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud' ? 'audience' : 'invalid'
}

/** A Map keeps the order of insertion, so its first key is the oldest. */
function forgetOldest(cache: Map<string, Remembered>): void {
  for (const digest of cache.keys()) {
    cache.delete(digest)
    return
  }
}
