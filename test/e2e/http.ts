import { fetch } from 'undici'
import type { Bundle, Resource } from '@medplum/fhirtypes'

/** A request to a gateway. */
export interface Ask {
  readonly method?: string
  /** From the public URL on, such as `/fhir/Task`. */
  readonly path: string
  /** An object is sent as FHIR JSON, text and bytes as they are. */
  readonly body?: object | string | Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** How long it waits for the whole answer. */
  readonly withinMs?: number
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly header: (name: string) => string | undefined
  readonly text: string
}

/** A gateway that does not answer in this time is not going to. */
const ANSWER_MS_MAX = 15_000

/** Makes one request; rejects where no whole answer came. */
export async function ask(url: string, asked: Ask): Promise<Answer> {
  const { method = 'GET', path, body, headers = {}, withinMs = ANSWER_MS_MAX } = asked
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
    body: bytesOf(body),
    signal: AbortSignal.timeout(withinMs)
  })
  const text = await response.text()
  return { status: response.status, header: (name) => response.headers.get(name) ?? undefined, text }
}

function bytesOf(body: Ask['body']): string | Buffer | null {
  if (body === undefined) return null
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
}

/** The answer's body as JSON. */
export function jsonOf({ text }: Answer): unknown {
  return JSON.parse(text)
}

/** The answer's body as the resource that the test expects; fails where it is another one. */
export function resourceOf<T extends Resource['resourceType']>(
  answer: Answer,
  type: T
): Extract<Resource, { resourceType: T }> {
  const resource = jsonOf(answer) as Resource
  if (isOf(resource, type)) return resource
  throw new Error(`${type} expected, ${answer.status} ${answer.text.slice(0, 500)} came`)
}

/** The stable codes of an answer that is an OperationOutcome, in order. */
export function codesOf(answer: Answer): readonly string[] {
  const { issue } = resourceOf(answer, 'OperationOutcome')
  return issue.map(({ details }) => details?.coding?.[0]?.code ?? '(no code)')
}

/** The first resource of a type in a Bundle; the test fails where there is none. */
export function inBundle<T extends Resource['resourceType']>(
  bundle: Bundle,
  type: T
): Extract<Resource, { resourceType: T }> {
  for (const { resource } of bundle.entry ?? []) if (isOf(resource, type)) return resource
  throw new Error(`no ${type} in the Bundle`)
}

function isOf<T extends Resource['resourceType']>(
  resource: Resource | undefined,
  type: T
): resource is Extract<Resource, { resourceType: T }> {
  return resource?.resourceType === type
}
