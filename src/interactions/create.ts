import { issue } from '../fhir/outcome.ts'
import { creatableTypes } from '../flows/read-message.ts'
import { refused } from '../result.ts'
import { write } from './write.ts'
import type { Interaction } from './interaction.ts'

/** Source: https://hl7.org/fhir/R4/http.html#create */
export const create: Interaction = {
  code: 'create',
  method: 'POST',
  url: '/:type',
  writes: true,
  letter: 'c',
  types: creatableTypes,
  handle: async (deps, exchange) => {
    // Ignored, it would create the twin that its sender wanted to avoid.
    if (exchange.header('if-none-exist') !== undefined)
      return refused(issue('entry-request', { request: 'If-None-Exist' }))
    return write(deps, exchange, { name: 'create', type: exchange.params.type })
  }
}
