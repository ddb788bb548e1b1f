/**
 * The FHIR primitives that a pattern alone says badly: days that exist, and base64 in linear time.
 *
 * Source: https://hl7.org/fhir/R4/datatypes.html#primitive
 */
export const formats: Readonly<Record<string, (value: string) => boolean>> = {
  'fhir-date': (value) => isDay(DATE.exec(value)),
  'fhir-datetime': (value) => isDay(DATE.exec(value)) || isDay(INSTANT.exec(value)),
  'fhir-instant': (value) => isDay(INSTANT.exec(value)),
  'fhir-time': (value) => TIME.test(value),
  'fhir-base64': isBase64
}

const DATE = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/
/** With a time there is a zone; a second of 60 is FHIR's leap second. */
const INSTANT =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/

function isDay(match: RegExpExecArray | null): boolean {
  if (match === null || match[1] === '0000') return false
  const [, year, month, day] = match.map(Number)
  if (year === undefined || month === undefined || day === undefined || !match[3]) return true
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Groups of four, padding only at the end; white space is allowed anywhere, as R4 does. */
function isBase64(value: string): boolean {
  const packed = value.replaceAll(/[ \t\r\n]+/g, '')
  if (packed.length === 0 || packed.length % 4 !== 0) return false
  const padding = packed.endsWith('==') ? 2 : Number(packed.endsWith('='))
  return /^[A-Za-z0-9+/]*$/.test(packed.slice(0, packed.length - padding))
}
