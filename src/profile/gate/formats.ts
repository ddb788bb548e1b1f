/**
 * The FHIR primitives that a pattern alone says badly: days that exist, base64 in linear time, text without control characters.
 *
 * Source: https://hl7.org/fhir/R4/datatypes.html#primitive
 */
export const formats: Readonly<Record<string, (value: string) => boolean>> = {
  'fhir-base64': isBase64,
  // Behind a canonical may stand a version and a fragment.
  'fhir-canonical': (value) => WITHOUT_SPACE.test(value) && isUri(value.split(/[|#]/, 1)[0] || '#'),
  'fhir-code': (value) => CODE.test(value),
  'fhir-date': (value) => isDay(DATE.exec(value)),
  'fhir-datetime': (value) => isDay((value.length <= DATE_CHARACTERS_MAX ? DATE : INSTANT).exec(value)),
  'fhir-element-id': (value) => WITHOUT_SPACE.test(value),
  'fhir-instant': (value) => isDay(INSTANT.exec(value)),
  'fhir-oid': (value) => OID.test(value),
  'fhir-string': (value) => value !== '' && !NO_TEXT.test(value),
  'fhir-time': (value) => TIME.test(value),
  'fhir-uri': isUri,
  'fhir-uuid': (value) => UUID.test(value)
}

/** Of year, month and day; a time only makes it longer. */
const DATE_CHARACTERS_MAX = 10

const DATE = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/
/** With a time there is a zone; a second of 60 is FHIR's leap second. */
const INSTANT =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/

/**
 * What stands in no text: control characters but tab, line feed and carriage return, and halves of a surrogate pair. A store
 * would have to change such a text to keep it, and nobody would see that it did.
 */
const NO_TEXT = new RegExp(String.raw`[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF]`, 'u')

/** What stands in a word: all but white space and what stands in no text. */
const WORD = String.raw`[^\s\u0000-\u001F\uD800-\uDFFF]+`
const WITHOUT_SPACE = new RegExp(`^${WORD}$`, 'u')
/** No white space but single spaces, and those only inside. */
const CODE = new RegExp(`^${WORD}(?: ${WORD})*$`, 'u')
const OID = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const UUID_IN_ANY_CASE = new RegExp(UUID.source, 'i')

function isDay(match: RegExpExecArray | null): boolean {
  if (match === null || match[1] === '0000') return false
  const [, year, month, day] = match
  // Every month has 28 days.
  if (day === undefined || day <= '28') return true
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
}

/** Groups of four, padding only at the end; white space is allowed anywhere, as R4 does. */
function isBase64(value: string): boolean {
  const packed = value.replaceAll(/[ \t\r\n]+/g, '')
  if (packed.length === 0 || packed.length % 4 !== 0) return false
  const padding = packed.endsWith('==') ? 2 : Number(packed.endsWith('='))
  return /^[A-Za-z0-9+/]*$/.test(packed.slice(0, packed.length - padding))
}

/**
 * A URI as FHIR takes it: no white space, and of the two schemes that FHIR defines the right form. A UUID in capitals is let
 * through here: `uri` itself does not forbid it, only the type `uuid` does.
 */
function isUri(value: string): boolean {
  if (!WITHOUT_SPACE.test(value)) return false
  const [first] = value
  if (first !== 'u' && first !== 'o') return true
  if (value.startsWith('urn:oid:')) return OID.test(value)
  if (value.startsWith('urn:uuid:')) return UUID_IN_ANY_CASE.test(value)
  // Often met where `urn:oid:` or `urn:uuid:` was meant.
  return !value.startsWith('oid:') && !value.startsWith('uuid:')
}
