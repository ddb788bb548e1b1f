import type { Communication } from '@medplum/fhirtypes'
import { hasBsn, hasBsnInWords, isBsnSystem } from '../fhir/identifiers.ts'
import { ExtensionUrl } from '../fhir/systems.ts'

/**
 * The elements of a question about nobody: words, and what a message needs to arrive. Any other could name a patient, or what
 * belongs to one: a list of what tells would never be complete.
 */
const ofWords: ReadonlySet<string> = new Set([
  ...['resourceType', 'id', 'meta', 'language', 'text', 'identifier', 'extension', 'status', 'statusReason'],
  ...['category', 'priority', 'medium', 'topic', 'reasonCode', 'inResponseTo', 'sent', 'received', 'payload', 'note']
])

/** Who sends and who receives, which are written anew from the directory. */
const anew: ReadonlySet<string> = new Set(['sender', 'recipient'])

/** Keys below these that can hold more than words: files, and resources or people of any kind. */
const ofMore: ReadonlySet<string> = new Set([
  ...['extension', 'modifierExtension', 'contained', 'contentAttachment', 'contentReference', 'authorReference'],
  ...['tag', 'security', 'birthDate']
])

/** Keys whose text people write; other strings are codes, addresses and times. */
const written: ReadonlySet<string> = new Set(['contentString', 'text', 'div', 'display', 'authorString', 'value'])

/** Extensions that say when, and about whom nothing. */
const harmless: ReadonlySet<string> = new Set([ExtensionUrl.eventDate, ExtensionUrl.expectedDate])

/**
 * Whether a Communication tells whom it is about, or may: anything but words and what carries them, a BSN in any notation, or a
 * day of birth. A name in the words nobody here can tell from another word.
 *
 * @param year - the year in which it is written: a date in brackets from years before is taken for a day of birth.
 */
export function tellsWhom(letter: Communication, year: number): boolean {
  return Object.entries(letter).some(([key, value]: [string, unknown]) => {
    if (anew.has(key)) return false
    if (!ofWords.has(key)) return true
    return key === 'extension' ? !isHarmless(value) : tells(key, value, year)
  })
}

function isHarmless(extensions: unknown): boolean {
  if (!Array.isArray(extensions)) return false
  return extensions.every((one: unknown) => {
    if (typeof one !== 'object' || one === null) return false
    return Object.entries(one).every(([key, value]: [string, unknown]) => {
      return key === 'url' ? typeof value === 'string' && harmless.has(value) : isDate.has(key)
    })
  })
}

const isDate: ReadonlySet<string> = new Set(['valueDate', 'valueDateTime'])

/** Bounded by the size of the message. */
function tells(key: string, value: unknown, year: number): boolean {
  if (Array.isArray(value)) return value.some((one) => tells(key, one, year))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).some(([name, member]: [string, unknown]) => {
      return ofMore.has(name) || name.startsWith('_') || tells(name, member, year)
    })
  }
  if (typeof value !== 'string') return false
  if (key === 'system' && isBsnSystem(value)) return true
  const words = value.normalize('NFKC')
  return written.has(key) ? hasBsnInWords(words) || hasBirth(words, year) : hasBsn(words)
}

const date = String.raw`\d{1,4}[-/. ]{1,2}\w{1,9}[-/. ]{1,2}\d{1,4}`

/** A day behind a word for birth, or a star: `geboren op 3-4-1980`, `geb. 03.04.80`, `DOB 1980-04-03`, `*03-04-1980`. */
const born = new RegExp(
  String.raw`(?:\b(?:geboren|geb|geb\.?datum|geboortedatum|geboortedag|born|dob|d\.o\.b|date of birth)\b[^\d]{0,40}|[*°]\s?)(?:${date}|\d{8}\b)`,
  'i'
)

/** A whole date alone in brackets, as behind a name: `Mw. J. de Vries (03-04-1980)`. */
const inBrackets = /\(\s*(?:\d{1,2}[-/.]\d{1,2}[-/.](\d{4})|(\d{4})-\d{2}-\d{2})\s*\)/g

/** Years after which a date in brackets is no more taken for that of a measurement. */
const RECENT_YEARS = 3

function hasBirth(words: string, year: number): boolean {
  const isOld = ([, last, first]: RegExpMatchArray): boolean => Number(last ?? first) < year - RECENT_YEARS
  return born.test(words) || [...words.matchAll(inBrackets)].some(isOld)
}
