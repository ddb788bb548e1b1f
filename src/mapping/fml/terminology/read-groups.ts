import type { ConceptMap } from '@medplum/fhirtypes'
import { fail } from '../fault.ts'
import { isEquivalence, type Dependency, type Equivalence, type Translation } from './translation.ts'

/** A group of a ConceptMap that has been checked. */
export interface Group {
  readonly source: string | undefined
  readonly sourceVersion: string | undefined
  readonly target: string | undefined
  readonly targetVersion: string | undefined
  readonly elements: readonly GroupElement[]
  readonly unmapped: Unmapped | undefined
}

/** A code of the source; one without targets counts as not listed. */
export interface GroupElement {
  readonly code: string
  readonly display: string | undefined
  readonly targets: readonly Target[]
}

/** What a map says of one code and one target. */
export interface Target {
  readonly equivalence: Equivalence
  readonly dependsOn: readonly Dependency[]
  /** Undefined where the equivalence is `unmatched` or `disjoint`, which are no results. */
  readonly translation: Translation | undefined
}

export type Unmapped =
  | { readonly mode: 'provided' }
  | { readonly mode: 'fixed'; readonly translation: Translation }
  | { readonly mode: 'other-map'; readonly url: string }

/** The whole SNOMED CT to ICD-10 map has 200,000; beyond this a file is no map that somebody reviewed. */
const TARGETS_MAX = 1_000_000

type Part = Readonly<Record<string, unknown>>

interface Reading {
  readonly file: string
  readonly url: string
  readonly version: string | undefined
  count: number
}

/** A ConceptMap that has been checked. */
export interface CheckedConceptMap {
  readonly url: string
  readonly version: string | undefined
  readonly groups: readonly Group[]
}

/**
 * Reads a ConceptMap; what is amiss ends with a FaultError `wrong-value` that names the place.
 *
 * @see http://hl7.org/fhir/R4/conceptmap.html
 */
export function readGroups(map: ConceptMap, file: string): CheckedConceptMap {
  const start: Reading = { file, url: '', version: undefined, count: 0 }
  const part = partOf(map, 'the map', start)
  if (part['resourceType'] !== 'ConceptMap') wrong('this is no ConceptMap', start)
  const url = neededOf(part, 'url', 'the map', start)
  const version = textOf(part, 'version', 'the map', { ...start, url })
  const reading = { ...start, url, version }
  const groups = listOf(part, 'group', '', reading)
  if (groups.length === 0) wrong('the map has no group', reading)
  return { url, version, groups: groups.map((group, index) => groupOf(group, `group[${index}]`, reading)) }
}

function groupOf(value: unknown, place: string, reading: Reading): Group {
  const part = partOf(value, place, reading)
  const systems = {
    source: textOf(part, 'source', place, reading),
    sourceVersion: textOf(part, 'sourceVersion', place, reading),
    target: textOf(part, 'target', place, reading),
    targetVersion: textOf(part, 'targetVersion', place, reading)
  }
  const elements = listOf(part, 'element', `${place}.`, reading)
  if (elements.length === 0) wrong(`${place} has no element`, reading)
  return {
    ...systems,
    elements: elements.map((element, index) => elementOf(element, `${place}.element[${index}]`, { systems, reading })),
    unmapped: part['unmapped'] === undefined ? undefined : unmappedOf(part['unmapped'], place, { systems, reading })
  }
}

interface Context {
  readonly systems: Pick<Group, 'target' | 'targetVersion'>
  readonly reading: Reading
}

function elementOf(value: unknown, place: string, context: Context): GroupElement {
  const { reading } = context
  const part = partOf(value, place, reading)
  const targets = listOf(part, 'target', `${place}.`, reading)
  reading.count += 1 + targets.length
  if (reading.count > TARGETS_MAX) fail({ code: 'limit', message: 'the map is too long', file: reading.file })
  return {
    code: neededOf(part, 'code', place, reading),
    display: textOf(part, 'display', place, reading),
    targets: targets.map((target, index) => targetOf(target, `${place}.target[${index}]`, context))
  }
}

function targetOf(value: unknown, place: string, { systems, reading }: Context): Target {
  const part = partOf(value, place, reading)
  const { equivalence } = part
  if (!isEquivalence(equivalence)) return wrong(`${place} has no equivalence of R4`, reading)
  const dependsOn = dependenciesOf(part, 'dependsOn', place, reading)
  // Only `unmatched` may leave out what it is about: every other equivalence is one to a code.
  if (equivalence === 'unmatched') return { equivalence, dependsOn, translation: undefined }
  const code = neededOf(part, 'code', place, reading)
  if (equivalence === 'disjoint') return { equivalence, dependsOn, translation: undefined }
  const product = dependenciesOf(part, 'product', place, reading)
  const translation: Translation = {
    system: systems.target,
    version: systems.targetVersion,
    code,
    display: textOf(part, 'display', place, reading),
    equivalence,
    conceptMap: reading.url,
    conceptMapVersion: reading.version,
    product: product.length === 0 ? undefined : product,
    comment: textOf(part, 'comment', place, reading),
    unmapped: undefined
  }
  return { equivalence, dependsOn, translation: Object.freeze(translation) }
}

function dependenciesOf(part: Part, name: string, place: string, reading: Reading): readonly Dependency[] {
  return listOf(part, name, `${place}.`, reading).map((value, index) => {
    const own = `${place}.${name}[${index}]`
    const dependency = partOf(value, own, reading)
    return Object.freeze({
      property: neededOf(dependency, 'property', own, reading),
      system: textOf(dependency, 'system', own, reading),
      value: neededOf(dependency, 'value', own, reading)
    })
  })
}

function unmappedOf(value: unknown, group: string, { systems, reading }: Context): Unmapped {
  const place = `${group}.unmapped`
  const part = partOf(value, place, reading)
  const { mode } = part
  if (mode === 'provided') return { mode }
  if (mode === 'other-map') return { mode, url: neededOf(part, 'url', place, reading) }
  if (mode !== 'fixed') return wrong(`${place} has no mode of R4`, reading)
  const translation: Translation = {
    system: systems.target,
    version: systems.targetVersion,
    code: neededOf(part, 'code', place, reading),
    display: textOf(part, 'display', place, reading),
    equivalence: 'relatedto',
    conceptMap: reading.url,
    conceptMapVersion: reading.version,
    product: undefined,
    comment: undefined,
    unmapped: mode
  }
  return { mode, translation: Object.freeze(translation) }
}

/** A JSON object without a modifierExtension, which could turn the meaning of all that it holds. */
function partOf(value: unknown, place: string, reading: Reading): Part {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong(`${place} is no object`, reading)
  if (Object.hasOwn(value, 'modifierExtension')) return wrong(`${place} has a modifierExtension`, reading)
  return value as Part
}

function listOf(part: Part, name: string, prefix: string, reading: Reading): readonly unknown[] {
  const value = part[name] ?? []
  return Array.isArray(value) ? value : wrong(`${prefix}${name} is no list`, reading)
}

function textOf(part: Part, name: string, place: string, reading: Reading): string | undefined {
  const value = part[name]
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  return wrong(`${place}.${name} is no text`, reading)
}

function neededOf(part: Part, name: string, place: string, reading: Reading): string {
  return textOf(part, name, place, reading) ?? wrong(`${place} has no ${name}`, reading)
}

function wrong(message: string, { file, url }: Reading): never {
  return fail({ code: 'wrong-value', message, file, ...(url === '' ? {} : { map: url }) })
}
