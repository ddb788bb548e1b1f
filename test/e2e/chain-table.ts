import type { Bundle } from '@medplum/fhirtypes'
import { evaluate } from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { code, table } from '../../scripts/markdown.ts'
import { normalised } from '../../src/fhir/identifiers.ts'
import type { ChainRow, Fate, Place } from './chain-rows.ts'

/** A message at one place of the chain. */
export interface Hop {
  readonly name: string
  readonly message: Bundle
}

/** What is wrong with a row, as lines; none where each reader has what the table says. */
export function faultsOf({ element, sent, readers }: ChainRow, [writer, ...hops]: readonly Hop[]): readonly string[] {
  const said = valuesAt(writer, sent)
  if (said.length === 0) return [`${element}: ${writer?.name ?? ''} says nothing at ${sent}, so the row proves nothing`]
  return readers.flatMap((place, index) => {
    const hop = hops[index]
    const fault = faultAt(said, valuesAt(hop, place.at), place)
    return fault === undefined ? [] : [`${element}, ${hop?.name ?? ''}: ${fault} at ${place.at}`]
  })
}

function faultAt(said: readonly string[], got: readonly string[], { fate }: Place): string | undefined {
  if (fate === 'equal') {
    const lost = without(said, got)
    return lost.length === 0 ? undefined : `lost ${lost.join(' | ')}`
  }
  if (fate === 'in text') {
    const text = plain(got.map(decoded).join(' '))
    const lost = said.flatMap(words).filter((word) => !text.includes(word))
    return lost.length === 0 ? undefined : `the text lacks ${lost.join(' | ')}`
  }
  const kept = said.filter((value) => got.includes(value))
  return kept.length === 0 ? undefined : `is there after all: ${kept.join(' | ')}`
}

/** What is said more often than it is got: twice said and once got is once lost. */
function without(said: readonly string[], got: readonly string[]): readonly string[] {
  const left = [...got]
  return said.filter((value) => {
    const place = left.indexOf(value)
    if (place !== -1) left.splice(place, 1)
    return place === -1
  })
}

/** The values at a path that starts at a type of resource; those of its Bundle's resources, one after the other. */
function valuesAt(hop: Hop | undefined, path: string): readonly string[] {
  const type = /^[A-Za-z]+/.exec(path)?.[0] ?? ''
  const rest = path.slice(type.length + 1)
  const resources = (hop?.message.entry ?? []).flatMap(({ resource }) => resource ?? [])
  return resources
    .filter(({ resourceType }) => resourceType === type)
    .flatMap((resource) => evaluate(normalised(resource), rest, {}, r4) as unknown[])
    .map(shown)
}

/** A narrative is its text, whoever made that. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value
  const isNarrative = typeof value === 'object' && value !== null && 'div' in value
  return isNarrative ? String(value.div) : JSON.stringify(value)
}

function decoded(value: string): string {
  const bytes = Buffer.from(value, 'base64')
  return bytes.toString('base64') === value ? bytes.toString('utf8') : value
}

/** The words of a narrative, without its marks. */
function words(div: string): readonly string[] {
  const text = div.replaceAll(/<[^>]*>/g, ' ')
  return plain(unescaped(text))
    .split(' ')
    .filter((word) => word !== '')
}

const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', iuml: 'ï', ldquo: '“', rdquo: '”' }
}

function unescaped(text: string): string {
  return text.replaceAll(/&(#?)(\w+);/g, (whole, isNumber: string, name: string) => {
    return isNumber === '#' ? String.fromCodePoint(Number(name)) : (entities[name] ?? whole)
  })
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

/** The rows as a table for people. */
export function tableOf(rows: readonly ChainRow[], [writer, ...hops]: readonly string[]): string {
  const head = ['Element', `${writer ?? ''} writes`, ...hops.map((name) => `${name} reads`)]
  return table(
    head,
    rows.map(({ element, sent, readers }) => [element, code(sent), ...readers.map((place) => cell(place, sent))])
  )
}

function cell({ at, fate }: Place, sent: string): string {
  if (typeof fate === 'object') return `not carried: ${fate.not}`
  return at === sent ? said(fate) : `${said(fate)}, ${code(at)}`
}

function said(fate: Exclude<Fate, object>): string {
  return fate === 'equal' ? 'equal' : 'in text'
}
