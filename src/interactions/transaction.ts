import { write } from './write.ts'
import type { Interaction } from './interaction.ts'

/** Source: https://hl7.org/fhir/R4/http.html#transaction */
export const transaction: Interaction = {
  code: 'transaction',
  method: 'POST',
  url: '/',
  writes: true,
  letter: undefined,
  types: undefined,
  handle: async (deps, exchange) => write(deps, exchange, { name: 'transaction' })
}
