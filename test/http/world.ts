import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Resource } from '@medplum/fhirtypes'
import type { Test } from 'tap'
import { createApp, createOpsApp, type AppParts } from '../../src/app.ts'
import { granted } from '../../src/tokens/scopes.ts'
import type { Verify } from '../../src/tokens/verify.ts'
import type { Store } from '../../src/store/port.ts'
import { world as flows, type World as Flows } from '../flows/world.ts'
import * as f from '../referral/fixtures.ts'
import { newKey } from '../tokens/gateway.ts'

/** An application that is called in the process, on a real store. */
export interface World extends Flows {
  readonly app: FastifyInstance
  readonly ops: FastifyInstance
  /** A request with the token of a participant; undefined bears none. */
  readonly call: (who: string | undefined, request: InjectOptions) => Promise<LightMyRequestResponse>
}

const signingKey = (await newKey('ES256', 'signing-1'))[1]

/** The largest body that the application of the tests takes. */
export const bodyBytesMax = 100_000

/** A token is the id of its bearer here; the real check of tokens has its own tests. `old` and `elsewhere` are refused. */
const verify: Verify = async (token) => {
  if (token === 'old') return { ok: false, reason: 'expired' }
  if (token === 'elsewhere') return { ok: false, reason: 'audience' }
  const participant = f.rules.directory.byId(token)
  if (participant === undefined) return Promise.resolve({ ok: false, reason: 'invalid' })
  return { ok: true, value: { participant, scope: granted(participant.role) ?? '' } }
}

/** Opens an application that is closed at the end of the test. */
export async function world(
  t: Test,
  {
    wrap,
    rateLimitPerMinute = 1_000
  }: { readonly wrap?: (store: Store) => Store; readonly rateLimitPerMinute?: number } = {}
): Promise<World> {
  const here = await flows(t, wrap)
  const parts: AppParts = {
    config: { publicUrl: 'http://gateway.test', bodyBytesMax, rateLimitPerMinute },
    deps: here.deps,
    verify,
    signingKey,
    version: '0.0.0-test',
    startedAt: '2026-03-02T09:00:00.000Z'
  }
  const [app, ops] = [await createApp(parts), createOpsApp(parts, here.clock)]
  t.teardown(async () => Promise.all([app.close(), ops.close()]))
  return {
    ...here,
    app,
    ops,
    call: async (who, request) =>
      app.inject({
        ...request,
        headers: { ...(who === undefined ? {} : { authorization: `Bearer ${who}` }), ...request.headers }
      })
  }
}

/** A POST of a resource: a Bundle to the base, anything else to its type. */
export function postOf(resource: Resource, headers: Readonly<Record<string, string>> = {}): InjectOptions {
  const url = resource.resourceType === 'Bundle' ? '/fhir' : `/fhir/${resource.resourceType}`
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/fhir+json', ...headers },
    payload: JSON.stringify(resource)
  }
}

/** Status and code of an answer that is an OperationOutcome; throws for any other. */
export function outcomeOf(answer: LightMyRequestResponse): readonly [number, string] {
  const type = answer.headers['content-type']
  const body = JSON.parse(answer.body) as {
    readonly resourceType?: string
    readonly issue?: readonly { readonly details: { readonly coding: readonly { readonly code: string }[] } }[]
  }
  const code = body.issue?.[0]?.details.coding[0]?.code
  if (
    body.resourceType !== 'OperationOutcome' ||
    code === undefined ||
    !String(type).startsWith('application/fhir+json')
  ) {
    throw new Error(`no OperationOutcome: ${String(type)} ${answer.body}`)
  }
  return [answer.statusCode, code]
}
