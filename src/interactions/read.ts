import { readResource, type Seen } from '../flows/ask.ts'
import { markPulled, startReading } from '../flows/pulled.ts'
import { issue } from '../fhir/outcome.ts'
import { ok, refused } from '../result.ts'
import type { Answer } from '../store/change.ts'
import type { Interaction } from './interaction.ts'

/** Source: https://hl7.org/fhir/R4/http.html#read */
export const read: Interaction = {
  code: 'read',
  method: 'GET',
  url: '/:type/:id',
  writes: false,
  letter: 'r',
  types: undefined,
  handle: async (deps, exchange) => {
    const { participant, params } = exchange
    const reading = await startReading(deps, exchange)
    const found = await readResource(deps, participant, { type: params.type, id: params.id })
    if (!found.ok) return found
    await markPulled(deps, reading, { seen: [found.value] })
    return ok(answerWith(found.value))
  }
}

/** Source: https://hl7.org/fhir/R4/http.html#vread */
export const vread: Interaction = {
  code: 'vread',
  method: 'GET',
  url: '/:type/:id/_history/:vid',
  writes: false,
  letter: 'r',
  types: undefined,
  handle: async (deps, exchange) => {
    const { participant, params } = exchange
    if (!/^[1-9]\d{0,8}$/.test(params.vid)) return refused(issue('not-found'))
    const asked = { type: params.type, id: params.id, version: Number(params.vid) }
    const reading = await startReading(deps, exchange)
    const found = await readResource(deps, participant, asked)
    if (!found.ok) return found
    await markPulled(deps, reading, { seen: [found.value], isVersion: true })
    return ok(answerWith(found.value))
  }
}

function answerWith({ json, stored }: Seen): Answer {
  const headers: Record<string, string> =
    stored === undefined
      ? {}
      : { ETag: `W/"${stored.version}"`, 'Last-Modified': new Date(stored.lastUpdated).toUTCString() }
  return { status: 200, headers, body: json }
}
