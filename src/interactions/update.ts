import { updatableTypes } from '../flows/read-message.ts'
import { write } from './write.ts'
import type { Interaction } from './interaction.ts'

/** Source: https://hl7.org/fhir/R4/http.html#update */
export const update: Interaction = {
  code: 'update',
  method: 'PUT',
  url: '/:type/:id',
  writes: true,
  letter: 'u',
  types: updatableTypes,
  handle: async (deps, exchange) => {
    const { type, id } = exchange.params
    const ifMatch = exchange.header('if-match')
    return write(deps, exchange, { name: 'update', type, id, ...(ifMatch === undefined ? {} : { ifMatch }) })
  }
}
