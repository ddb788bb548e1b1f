import type { FastifyInstance, FastifyRequest } from 'fastify'
import { issue, type Language } from '../fhir/outcome.ts'
import { RefusalError } from './refusal.ts'

/** The media type of FHIR's JSON. Source: https://hl7.org/fhir/R4/http.html#mime-type */
export const FHIR_JSON = 'application/fhir+json'

const accepted = new Set([FHIR_JSON, 'application/json', 'application/*', '*/*', 'text/json'])

/** Names of JSON in the `_format` parameter. Source: https://hl7.org/fhir/R4/http.html#parameters */
const formats = new Set(['json', 'application/json', FHIR_JSON, FHIR_JSON.replace('+', ' ')])

/** Bodies are taken as bytes: they are kept as they came, and read by `parseBounded` alone. Anything but JSON is 415. */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([FHIR_JSON, 'application/json'], { parseAs: 'buffer' }, (_, body, done) => done(null, body))
}

/**
 * Refuses a request that accepts nothing that can be given (406 `not-acceptable`).
 *
 * A route with `config.negotiates` gives more than JSON, and sees to this itself.
 */
export function giveJson(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(takesJson(request) ? undefined : new RefusalError([issue('not-acceptable')]))
  })
}

function takesJson(request: FastifyRequest): boolean {
  const config = request.routeOptions.config as { readonly negotiates?: boolean }
  if (config.negotiates === true) return true
  const { _format: format } = request.query as Readonly<Record<string, unknown>>
  if (format !== undefined && !(typeof format === 'string' && formats.has(format))) return false
  const header = request.headers.accept
  if (header === undefined || header === '') return true
  return header.split(',').some((part) => accepted.has(part.split(';')[0]?.trim().toLowerCase() ?? ''))
}

/** A part of an Accept header: a type or a range of types, and how much it is wanted, 0 not at all. */
interface Wanted {
  readonly range: string
  readonly weight: number
}

/**
 * The media type that an Accept header wants most; of types that are wanted as much, the one that it names more exactly,
 * then the first that is offered.
 *
 * @returns undefined where none can be given. Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
export function preferred(header: string | undefined, offered: readonly string[]): string | undefined {
  const wanted = (header ?? '').split(',').flatMap(readWanted)
  if (wanted.length === 0) return offered[0]
  const ranked = offered.flatMap((type) => {
    const [found] = rangesOf(type).flatMap((range, rank) => {
      const one = wanted.find((part) => part.range === range)
      return one === undefined ? [] : [{ type, rank, weight: one.weight }]
    })
    return found === undefined || found.weight === 0 ? [] : [found]
  })
  return ranked.sort((a, b) => b.weight - a.weight || a.rank - b.rank)[0]?.type
}

/** The ranges that a type is in, the most exact first. */
function rangesOf(type: string): readonly string[] {
  return [type, `${type.split('/')[0] ?? ''}/*`, '*/*']
}

function readWanted(part: string): readonly Wanted[] {
  const [range = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase())
  if (range === '') return []
  const quality = parameters.find((one) => one.startsWith('q='))?.slice('q='.length)
  const weight = quality === undefined ? 1 : Number(quality)
  // A weight that is none is as good as none given: the type is named all the same.
  return [{ range, weight: weight >= 0 && weight <= 1 ? weight : 1 }]
}

/** Dutch where the reader puts it first, else English. */
export function languageOf(header: string | undefined): Language {
  return /^\s*nl\b/i.test(header ?? '') ? 'nl' : 'en'
}
