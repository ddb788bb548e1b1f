import type { Composition, CompositionSection, DocumentReference, Resource } from '@medplum/fhirtypes'
import { referenceTo } from '../../src/fhir/references.ts'
import { textOf } from './survival-nodes.ts'

/** Whether a value is the document of a letter: its words, what a Composition says of itself, and nothing else. */
export function documentOf(letter: Composition, value: unknown, sent: readonly Resource[]): boolean {
  const { id, content, context, ...said } = value as DocumentReference
  const { type, status, title, subject, author, date, confidentiality, language } = letter
  const holder = sent.find((one) => one === letter || ('contained' in one && one.contained.includes(letter)))
  const authors = author.filter(({ reference }) => reference?.startsWith('#') !== true)
  const expected = {
    resourceType: 'DocumentReference',
    status: status === 'entered-in-error' ? 'entered-in-error' : 'current',
    docStatus: status,
    type,
    ...(subject?.reference?.startsWith('Patient/') === true ? { subject } : {}),
    ...(authors.length === 0 ? {} : { author: authors }),
    ...(date.includes('T') ? { date } : {}),
    description: title,
    ...(confidentiality === undefined
      ? {}
      : { securityLabel: [{ coding: [{ system: LABELS, code: confidentiality }] }] })
  }
  const related = { reference: holder === undefined ? '' : referenceTo(holder), type: holder?.resourceType }
  const [{ attachment } = { attachment: {} }, ...others] = content
  const { data = '', size, ...rest } = attachment
  const bytes = Buffer.from(data, 'base64')
  return (
    UUID.test(id ?? '') &&
    textOf(said) === textOf(expected) &&
    textOf(context) === textOf({ related: [related] }) &&
    others.length === 0 &&
    textOf(rest) === textOf({ contentType: 'text/plain; charset=utf-8', language, title, creation: date }) &&
    size === bytes.byteLength &&
    textSays(bytes.toString('utf8'), letter)
  )
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const LABELS = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'

/** Whether a text has every word of a letter, in order, and no other. */
export function textSays(text: string, { title, text: narrative, section = [] }: Composition): boolean {
  const expected = [title, plain(narrative?.div ?? ''), ...section.flatMap(textsOf)].join(' ')
  return wordsIn(text) === wordsIn(expected)
}

/** Heading, narrative, and what a section says beside its narrative and not in it. */
function textsOf({
  title,
  code,
  text,
  extension,
  entry,
  emptyReason,
  section = []
}: CompositionSection): readonly string[] {
  const narrative = plain(text?.div ?? '')
  const beside = [
    ...(extension?.map(({ valueString, valueMarkdown }) => valueString ?? valueMarkdown ?? '') ?? []),
    ...(entry?.map(({ display }) => display ?? '') ?? []),
    emptyReason?.text ?? emptyReason?.coding?.[0]?.display ?? ''
  ]
  const unsaid = beside.filter((one) => !` ${wordsIn(narrative)} `.includes(` ${wordsIn(one)} `))
  return [title ?? code?.text ?? code?.coding?.[0]?.display ?? '', narrative, ...unsaid, ...section.flatMap(textsOf)]
}

/** Words with one space between; the dash of a list item is none. */
function wordsIn(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-')
    .join(' ')
}

function plain(xhtml: string): string {
  const text = xhtml.replaceAll(/<\/?(?:b|i|em|strong|span|sup|sub|u)\b[^>]*>/g, '').replaceAll(/<[^>]*>/g, ' ')
  return text.replaceAll(/&(#x?)?(\w+);/g, (entity, numeric: string | undefined, name: string) => {
    if (numeric === undefined) return NAMED[name] ?? entity
    return String.fromCodePoint(Number.parseInt(name, numeric === '#' ? 10 : 16))
  })
}

const NAMED: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  iuml: 'ï',
  euml: 'ë',
  eacute: 'é',
  egrave: 'è',
  ouml: 'ö',
  uuml: 'ü',
  deg: '°',
  euro: '€',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  bull: '•'
}
