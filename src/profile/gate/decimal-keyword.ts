import type { FuncKeywordDefinition } from 'ajv'
import type { DataValidateFunction } from 'ajv/dist/types/index.js'
import { isDecimal } from '../../fhir/decimal.ts'

/**
 * The ajv keyword for a decimal, which may be a number or a `Decimal` that keeps how it was written.
 *
 * Integers stay ajv's own `integer`, which no `Decimal` is: 1.0 and 1e3 are written as decimals, and are none.
 * Source: https://hl7.org/fhir/R4/datatypes.html#decimal and #integer
 */
export const decimalKeyword: FuncKeywordDefinition = {
  keyword: 'decimal',
  schemaType: 'boolean',
  errors: true,
  compile() {
    const validate: DataValidateFunction = (data: unknown): boolean => {
      const isNumber = Number.isFinite(data) || isDecimal(data)
      validate.errors = isNumber ? [] : [{ keyword: 'type', params: { type: 'number' } }]
      return isNumber
    }
    return validate
  }
}
