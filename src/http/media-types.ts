import type { FastifyInstance } from 'fastify'
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

/** Refuses a request that accepts nothing that can be given (406 `not-acceptable`). */
export function giveJson(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const { _format: format } = request.query as Readonly<Record<string, unknown>>
    if (format !== undefined && !(typeof format === 'string' && formats.has(format)))
      throw new RefusalError([issue('not-acceptable')])
    const header = request.headers.accept
    if (header === undefined || header === '') return
    const types = header.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '')
    if (!types.some((type) => accepted.has(type))) throw new RefusalError([issue('not-acceptable')])
    await Promise.resolve()
  })
}

/** Dutch where the reader puts it first, else English. */
export function languageOf(header: string | undefined): Language {
  return /^\s*nl\b/i.test(header ?? '') ? 'nl' : 'en'
}
