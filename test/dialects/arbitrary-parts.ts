import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { ICPC, LEGAL_STATUS, SNOMED } from './survival-codes.ts'

// Arbitrary data types, as Dutch systems fill them: partial dates, prefixes, OIDs beside URIs, extensions of primitives.

/** A record of which each element but those named may be absent. */
export function some<T>(
  model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  requiredKeys: readonly (keyof T)[] = []
) {
  return fc.record(model, { requiredKeys: [...requiredKeys] as never[] }) as unknown as fc.Arbitrary<Partial<T>>
}

export const list = <T>(item: fc.Arbitrary<T>, maxLength = 2): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength: 1, maxLength })

const words = [
  'somber',
  'patiënt',
  '’s nachts',
  'coöperatief',
  '“geen plan”',
  'niet > 3×',
  '日記',
  '🙂',
  'é',
  'ＰＯＨ',
  'z.o.z.',
  '50 %',
  '–',
  'a & b',
  '<18'
]
export const text = list(fc.constantFrom(...words), 6).map((all) => all.join(' '))
const lines = list(text).map((all) => all.join('\r\n\t'))

export const narrative = text.map((said) => {
  const escaped = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return { status: 'additional', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${escaped}</p></div>` }
})

const two = (value: number): string => String(value).padStart(2, '0')
const monthOf = (year: fc.Arbitrary<string>) =>
  fc.tuple(year, fc.integer({ min: 1, max: 12 })).map(([y, m]) => `${y}-${two(m)}`)
const dayOf = (month: fc.Arbitrary<string>) =>
  fc.tuple(month, fc.integer({ min: 1, max: 28 })).map(([m, d]) => `${m}-${two(d)}`)
const hour = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${two(h)}:${two(m)}`)
const zone = fc.constantFrom('Z', '+01:00', '+02:00', '-04:00')

const yearIn = (min: number, max: number) => fc.integer({ min, max }).map(String)
/** A year, a month or a day. */
const dateIn = (year: fc.Arbitrary<string>) => fc.oneof(year, monthOf(year), dayOf(monthOf(year)))
const instantIn = (year: fc.Arbitrary<string>) =>
  fc
    .tuple(dayOf(monthOf(year)), hour, fc.constantFrom(':00', ':59.1', ':07.250', ':30.123456'), zone)
    .map(([on, at, seconds, where]) => `${on}T${at}${seconds}${where}`)
const dateTimeIn = (year: fc.Arbitrary<string>) => fc.oneof(dateIn(year), instantIn(year))

const anyYear = yearIn(1901, 2099)
export const date = dateIn(anyYear)
export const instant = instantIn(anyYear)
export const dateTime = dateTimeIn(anyYear)
/** Of a period that has both, the end is not before the start (FHIR R4, per-1). */
export const period = fc.oneof(
  some({ start: dateTime }, ['start']),
  some({ end: dateTimeIn(yearIn(2000, 2099)), start: dateTimeIn(yearIn(1901, 1999)) }, ['end'])
)

const extension = fc.oneof(
  text.map((valueString) => ({ url: 'https://praktijk.example/eigen', valueString })),
  date.map((valueDateTime) => ({ url: 'https://praktijk.example/gezien', valueDateTime })),
  fc
    .record({ system: fc.constant('urn:oid:2.16.840.1.113883.2.4.4.31.1'), code: fc.constant('P01') })
    .map((valueCoding) => ({
      url: 'https://praktijk.example/code',
      valueCoding
    }))
)
export const extensions = list(extension)

const oids = [
  'urn:oid:2.16.840.1.113883.2.4.3.99.7',
  'https://praktijk.example/nummer',
  'urn:oid:2.16.528.1.1007.3.1',
  'http://fhir.nl/fhir/NamingSystem/big'
]
export const identifier = some(
  {
    use: fc.constantFrom('usual', 'official', 'temp', 'secondary', 'old'),
    type: fc.constant({ text: 'Nummer' }),
    system: fc.constantFrom(...oids),
    value: fc.stringMatching(/^[A-Z0-9./-]{1,12}$/),
    period,
    extension: extensions
  },
  ['system', 'value']
)

const icpc = ['P76', 'P74.01', 'P99']
const codesOf: readonly (readonly [system: string, codes: readonly string[]])[] = [
  ['https://praktijk.example/eigen', ['X-1', 'eigen', ...icpc]],
  ['http://hl7.org/fhir/sid/dsm5', ['F32.2', '35489007']],
  ['urn:oid:2.16.840.1.113883.6.3', ['F32.2', 'P76']],
  [SNOMED, ['35489007']],
  ['urn:oid:2.16.840.1.113883.6.96', ['35489007']],
  [ICPC, icpc],
  ['urn:oid:2.16.840.1.113883.2.4.4.31.1', icpc]
]
const code = fc
  .constantFrom(...codesOf)
  .chain(([system, codes]) => fc.record({ system: fc.constant(system), code: fc.constantFrom(...codes) }))
export const coding = fc
  .tuple(code, some({ version: fc.constant('5-TR'), display: text, userSelected: fc.boolean() }))
  // In the order of FHIR, as the maps write it.
  .map(([{ system, code }, { version, ...more }]) => ({
    system,
    ...(version === undefined ? {} : { version }),
    code,
    ...more
  }))
const legalStatus = fc.constantFrom('ZM', 'CM', 'VCM').map((code) => ({ system: LEGAL_STATUS, code }))
export const concept = fc.oneof(
  some({ coding: list(coding, 3), text }, ['text']),
  some({ coding: list(coding), text, extension: extensions }, ['coding']),
  fc.record({ coding: fc.tuple(legalStatus), text })
)
/** A concept without codes, for places where codes have a meaning of their own. */
export const spoken = text.map((said) => ({ text: said }))

const NAME = 'http://hl7.org/fhir/StructureDefinition/humanname'
const nameParts = some(
  {
    'own-prefix': fc.constantFrom('van der', '’t', 'el', 'de'),
    'own-name': fc.constantFrom('Hart', 'Amrani', 'Groot', 'Núñez'),
    'partner-prefix': fc.constantFrom('van den', 'in ’t'),
    'partner-name': fc.constantFrom('Berg', 'Veld')
  },
  ['own-name']
).map((parts) => Object.entries(parts).map(([part, valueString]) => ({ url: `${NAME}-${part}`, valueString })))
export const name = some(
  {
    use: fc.constantFrom('official', 'usual', 'nickname', 'maiden'),
    text,
    family: fc.constantFrom('van der Berg-’t Hart', 'Şahin', 'de Groot'),
    _family: nameParts.map((parts) => ({ extension: parts })),
    given: list(fc.constantFrom('Anne-Fleur', 'M.', 'Björn'), 3),
    prefix: list(fc.constantFrom('dr.', 'mr.')),
    suffix: list(fc.constantFrom('MA', 'jr.')),
    period
  },
  ['family']
)

const telecomFor = (...uses: readonly string[]) =>
  some(
    {
      system: fc.constantFrom('phone', 'email', 'fax'),
      value: fc.constantFrom('020-5550100', 'a@voorbeeld.example'),
      use: fc.constantFrom(...uses),
      rank: fc.integer({ min: 1, max: 9 }),
      period
    },
    ['system', 'value']
  )
const addressFor = (...uses: readonly string[]) =>
  some(
    {
      use: fc.constantFrom(...uses),
      line: list(fc.constantFrom('’s-Gravelandseweg 12 bis', 'Postbus 1')),
      city: fc.constantFrom('Weesp', '’s-Hertogenbosch'),
      postalCode: fc.constant('1381 HK'),
      country: fc.constant('NL'),
      period
    },
    ['city']
  )

export const telecom = telecomFor('home', 'work', 'mobile')
export const address = addressFor('home', 'work', 'temp')
/** An organisation is at home nowhere: FHIR R4, org-2 and org-3. */
export const telecomOfOrganization = telecomFor('work', 'mobile')
export const addressOfOrganization = addressFor('work', 'temp')

/** Bytes behind the head of a PDF, with size and hash; or an attachment that is elsewhere. */
export const attachment = fc.oneof(
  fc
    .tuple(fc.uint8Array({ maxLength: 200 }), some({ language: fc.constant('nl-NL'), title: text, creation: dateTime }))
    .map(([bytes, more]) => {
      const data = Buffer.concat([Buffer.from('%PDF-1.4\n'), bytes])
      const hash = createHash('sha1').update(data).digest('base64')
      return { contentType: 'application/pdf', data: data.toString('base64'), size: data.byteLength, hash, ...more }
    }),
  some(
    { contentType: fc.constant('text/plain'), url: fc.constant('https://praktijk.example/bestand/1'), title: text },
    ['url']
  )
)

/** A literal reference, whatever may stand at its place. */
export interface Pointer {
  readonly reference: string
  readonly type?: string
  readonly display?: string
}

/** A reference to one of these, with or without its type and a name. */
export function referenceTo(...references: readonly string[]): fc.Arbitrary<Pointer> {
  return fc
    .tuple(fc.constantFrom(...references), fc.boolean(), fc.option(text, { nil: undefined }))
    .map(([reference, isTyped, display]) => ({
      reference,
      ...(isTyped ? { type: reference.split('/')[0]! } : {}),
      ...(display === undefined ? {} : { display })
    }))
}

export const note = some({ text: lines, time: dateTime, authorString: text }, ['text'])
