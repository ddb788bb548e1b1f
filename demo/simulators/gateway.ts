import { fetch } from 'undici'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { requestToken } from '../../src/tokens/client.ts'
import type { TokenRequest } from '../../src/tokens/client.ts'
import type { DiaryKeeper, Sent } from './diary.ts'

/** What the gateway answered. */
export interface Answer {
  readonly status: number
  readonly location?: string
  readonly etag?: string
  readonly replayed: boolean
  /** The body as JSON; undefined when there was none. */
  readonly body: unknown
}

/** What the diary notes of a write beside the answer's status: made of the answer, which gives the ids. */
export type Note = (answer: Answer) => Pick<Sent, 'referral' | 'said'>

/** The gateway as this system sees it: its HTTP interface and nothing else. */
export interface Gateway {
  /** Posts a transaction; the same Bundle posted twice is one message to the gateway. */
  transaction(bundle: Bundle, note?: Note): Promise<Answer>
  update(resource: Resource, ifMatch: string, note?: Note): Promise<Answer>
  read(type: string, id: string): Promise<Answer>
  /** Searches a type, all pages; the resources found. */
  search(type: string, query: string): Promise<readonly Resource[]>
}

interface Sending {
  readonly ifMatch?: string
  readonly resource?: Resource
}

/** A gateway that does not answer in this time is not going to; the message may have arrived all the same. */
const answerTimeoutMs = 10_000

/** A token is used this long, and then a new one is asked for, in time for any lifetime of five minutes or more. */
const tokenUseMs = 4 * 60_000

/** Pages of one search: more than a practice has work for in a year. */
const pagesMax = 50

const nothingToNote: Note = () => ({})

/** Opens the way to the gateway; each write is noted in the diary with the answer's status. */
export function openGateway(credentials: TokenRequest, keeper: DiaryKeeper): Gateway {
  let token: { readonly value: Promise<string>; readonly until: number } | undefined
  const base = `${credentials.publicUrl}/fhir`

  /** One request for a token however many messages wait for it; one that failed is asked again. */
  async function bearer(): Promise<string> {
    if (token === undefined || Date.now() > token.until) {
      token = { value: requestToken(credentials), until: Date.now() + tokenUseMs }
      token.value.catch(() => (token = undefined))
    }
    return token.value
  }

  async function call(method: string, url: string, send: Sending = {}): Promise<Answer> {
    const answer = await callOnce(method, url, send)
    if (answer.status !== 401) return answer
    // The token ended early, as with a restart of the gateway; a refused request had no effect and may be made again.
    token = undefined
    return callOnce(method, url, send)
  }

  async function callOnce(method: string, url: string, send: Sending): Promise<Answer> {
    const response = await fetch(url, {
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
  async function write(
    entry: Pick<Sent, 'request' | 'identifier'>,
    answer: Promise<Answer>,
    note: Note
  ): Promise<Answer> {
    const given: Answer = await answer.catch(() => ({ status: 0, replayed: false, body: undefined }))
    keeper.sent({ ...entry, status: given.status, replayed: given.replayed, ...note(given) })
    return answer
  }

  return {
    transaction(bundle, note = nothingToNote) {
      const { identifier: { value } = {} } = bundle
      const entry = { request: 'POST transaction', ...(value === undefined ? {} : { identifier: value }) }
      return write(entry, call('POST', base, { resource: bundle }), note)
    },
    update(resource, ifMatch, note = nothingToNote) {
      const path = `${resource.resourceType}/${resource.id ?? ''}`
      return write({ request: `PUT ${path}` }, call('PUT', `${base}/${path}`, { resource, ifMatch }), note)
    },
    read: (type, id) => call('GET', `${base}/${type}/${id}`),
    async search(type, query) {
      const found: Resource[] = []
      let next: string | undefined = `${base}/${type}?${query}`
      for (let page = 0; page < pagesMax && next !== undefined; page++) {
        const { status, body } = await call('GET', next)
        if (status !== 200) throw new Error(`search of ${type} answered ${status}`)
        // A search that was answered with 200 is answered with a Bundle.
        const { entry = [], link = [] } = body as Bundle
        found.push(...entry.flatMap(({ resource }) => resource ?? []))
        next = link.find(({ relation }) => relation === 'next')?.url
      }
      return found
    }
  }
}
