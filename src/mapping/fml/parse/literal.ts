import type { StructureMapGroupRuleTargetParameter } from '@medplum/fhirtypes'
import type { Cursor } from './cursor.ts'
import { quoted } from './quoted.ts'

/** A value that stands in the map itself. */
export type Literal = Pick<
  StructureMapGroupRuleTargetParameter,
  'valueString' | 'valueInteger' | 'valueDecimal' | 'valueBoolean'
>

/** FHIR's integer has 32 bits, signed (http://hl7.org/fhir/R4/datatypes.html#integer). */
const integerMax = 2_147_483_647

/** Digits that a JSON number keeps exactly. */
const digitsMax = 15

/** Reads a text, number or boolean; undefined, and nothing is read, where none comes next. */
export function readLiteral(cursor: Cursor): Literal | undefined {
  const token = cursor.peek()
  if (token.kind === 'single' || token.kind === 'double') return { valueString: cursor.text('a text') }
  if (cursor.skip('true')) return { valueBoolean: true }
  if (cursor.skip('false')) return { valueBoolean: false }
  const sign = token.text === '-' && cursor.peek(1).kind === 'number' ? -1 : 1
  const number = cursor.peek(sign === -1 ? 1 : 0)
  if (number.kind !== 'number') return undefined
  cursor.index += sign === -1 ? 2 : 1
  // Minus zero and zero are one value in JSON.
  const value = Number(number.text) === 0 ? 0 : sign * Number(number.text)
  if (number.text.includes('.')) {
    if (number.text.replace('.', '').replace(/^0+/, '').length > digitsMax) {
      return cursor.fault(`a decimal keeps at most ${digitsMax} digits`, number)
    }
    return { valueDecimal: value }
  }
  if (value > integerMax || value < -integerMax - 1) return cursor.fault('an integer has at most 32 bits', number)
  return { valueInteger: value }
}

/** Whether an argument of a group, which R4 keeps as one text, is a literal and not the name of a variable. */
export function isLiteralText(text: string): boolean {
  return /^(?:'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|-?\d+(?:\.\d+)?|true|false)$/.test(text)
}

/** A literal as FML writes it. */
export function writtenLiteral({ valueString, valueInteger, valueDecimal, valueBoolean }: Literal): string {
  if (valueString !== undefined) return quoted(valueString, "'")
  if (valueDecimal !== undefined) return writtenDecimal(valueDecimal)
  return String(valueInteger ?? valueBoolean ?? '')
}

/** A decimal with its point and without an exponent, so that it is read as a decimal again. */
function writtenDecimal(value: number): string {
  const [digits = '', exponentText = '0'] = String(Math.abs(value)).split('e')
  const exponent = Number(exponentText)
  const [whole = '', fraction = ''] = digits.split('.')
  const sign = value < 0 ? '-' : ''
  if (exponent >= 0) {
    const all = fraction.padEnd(exponent, '0')
    return `${sign}${whole}${all.slice(0, exponent)}.${all.slice(exponent) || '0'}`
  }
  return `${sign}0.${'0'.repeat(-exponent - whole.length)}${whole}${fraction}`
}
