import { fetch } from 'undici'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { requestToken } from '../../src/tokens/client.ts'
import type { TokenRequest } from '../../src/tokens/client.ts'
import type { DiaryKeeper } from './diary.ts'

/** What the gateway answered. */
export interface Answer {
  readonly status: number
  readonly location?: string
  readonly etag?: string
  readonly replayed: boolean
  /** The body as JSON; undefined when there was none. */
  readonly body: unknown
}

/** The gateway as this system sees it: its HTTP interface and nothing else. */
export interface Gateway {
  /** Posts a transaction; the same Bundle posted twice is one message to the gateway. */
  transaction(bundle: Bundle): Promise<Answer>
  update(resource: Resource, ifMatch: string): Promise<Answer>
  read(type: string, id: string): Promise<Answer>
}

interface Sending {
  readonly ifMatch?: string
  readonly resource?: Resource
}

/** A gateway that does not answer in this time is not going to; the message may have arrived all the same. */
const answerTimeoutMs = 10_000

/** A token is used this long, and then a new one is asked for, in time for any lifetime of five minutes or more. */
const tokenUseMs = 4 * 60_000

/** Opens the way to the gateway; each write is noted in the diary with the answer's status. */
export function openGateway(credentials: TokenRequest, keeper: DiaryKeeper): Gateway {
  let token: { readonly value: Promise<string>; readonly until: number } | undefined

  /** One request for a token however many messages wait for it; one that failed is asked again. */
  async function bearer(): Promise<string> {
    if (token === undefined || Date.now() > token.until) {
      token = { value: requestToken(credentials), until: Date.now() + tokenUseMs }
      token.value.catch(() => (token = undefined))
    }
    return token.value
  }

  async function call(method: string, path: string, send: Sending): Promise<Answer> {
    const answer = await callOnce(method, path, send)
    if (answer.status !== 401) return answer
    // The token ended early, as with a restart of the gateway; a refused request had no effect and may be made again.
    token = undefined
    return callOnce(method, path, send)
  }

  async function callOnce(method: string, path: string, send: Sending): Promise<Answer> {
    const response = await fetch(`${credentials.publicUrl}/fhir${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await bearer()}`,
        accept: 'application/fhir+json',
        ...(send.resource === undefined ? {} : { 'content-type': 'application/fhir+json' }),
        ...(send.ifMatch === undefined ? {} : { 'if-match': send.ifMatch })
      },
      body: send.resource === undefined ? null : JSON.stringify(send.resource),
      signal: AbortSignal.timeout(answerTimeoutMs)
    })
    const text = await response.text()
    const [location, etag] = [response.headers.get('location'), response.headers.get('etag')]
    return {
      status: response.status,
      ...(location === null ? {} : { location }),
      ...(etag === null ? {} : { etag }),
      replayed: response.headers.get('idempotent-replayed') === 'true',
      body: text === '' ? undefined : JSON.parse(text)
    }
  }

  /** Status 0 in the diary means that no answer came; whether the message arrived is then not known. */
  async function write(request: string, identifier: string | undefined, answer: Promise<Answer>): Promise<Answer> {
    const noted = { request, ...(identifier === undefined ? {} : { identifier }) }
    const { status, replayed } = await answer.catch(() => ({ status: 0, replayed: false }))
    keeper.sent({ ...noted, status, replayed })
    return answer
  }

  return {
    transaction: (bundle) =>
      write('POST transaction', bundle.identifier?.value, call('POST', '', { resource: bundle })),
    update(resource, ifMatch) {
      const path = `/${resource.resourceType}/${resource.id ?? ''}`
      return write(`PUT ${path.slice(1)}`, undefined, call('PUT', path, { resource, ifMatch }))
    },
    read: (type, id) => call('GET', `/${type}/${id}`, {})
  }
}
