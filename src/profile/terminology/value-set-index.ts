import type { ValueSet, ValueSetComposeInclude, ValueSetExpansionContains } from '@medplum/fhirtypes'
import type { Definitions } from '../definitions/definitions.ts'
import type { CodeSystemIndex } from './code-system-index.ts'
import {
  agreement,
  emptySelection,
  exactly,
  atLeast,
  intersection,
  keyOf,
  minus,
  union,
  unknownSelection,
  type Membership,
  type Selection
} from './membership.ts'
import { comparisonOf, selectionOf } from './selection-of.ts'

/** A value set, ready to be asked. */
export interface CompiledValueSet {
  /** `url|version`, as far as it has one. */
  readonly canonical: string
  /** Its title or name, with its url. */
  readonly label: string
  /** Of a Coding or Quantity; without a system a code is in no value set. */
  has(system: string | undefined, code: string): Membership
  /** Of a code whose system the value set implies. */
  hasCode(code: string): Membership
}

/** Finds a value set by canonical, compiled when it is first asked for; undefined where it is not at hand. */
export type ValueSetIndex = (canonical: string) => CompiledValueSet | undefined

/** Value sets nested deeper than this are not looked into; R4's go 3 deep. */
const DEPTH_MAX = 32

/** What a value set selects: of the systems that it names, and of all others (nothing, unless a part cannot be read). */
interface Content {
  readonly bySystem: ReadonlyMap<string, Selection>
  readonly others: Selection
}

const UNKNOWN: Content = { bySystem: new Map(), others: unknownSelection }

/** What compiling a value set needs beside it. */
interface Compilation {
  readonly systems: CodeSystemIndex
  readonly contentAt: (canonical: string) => Content
}

/**
 * An index over the value sets of these definitions.
 *
 * A value set that refers to one that is not at hand, to itself, or too deep, is unknown as far as that reference goes.
 * Source: https://hl7.org/fhir/R4/valueset.html#compositions
 */
export function valueSetIndex(definitions: Pick<Definitions, 'valueSet'>, systems: CodeSystemIndex): ValueSetIndex {
  const compiled = new Map<string, CompiledValueSet>()
  const contents = new Map<string, Content>()
  const underway = new Set<string>()

  function contentAt(canonical: string): Content {
    const known = contents.get(canonical)
    if (known !== undefined) return known
    const resource = definitions.valueSet(canonical)
    if (resource === undefined || underway.has(canonical) || underway.size >= DEPTH_MAX) return UNKNOWN
    underway.add(canonical)
    const content = contentOf(resource, { systems, contentAt })
    underway.delete(canonical)
    contents.set(canonical, content)
    return content
  }

  return (canonical) => {
    const known = compiled.get(canonical)
    if (known !== undefined) return known
    const resource = definitions.valueSet(canonical)
    if (resource === undefined) return undefined
    const valueSet = askable(resource, contentAt(canonical))
    compiled.set(canonical, valueSet)
    return valueSet
  }
}

function askable({ url = '', version, title, name }: ValueSet, { bySystem, others }: Content): CompiledValueSet {
  const selections = [...bySystem.values()]
  const named = title ?? name
  return {
    canonical: version === undefined ? url : `${url}|${version}`,
    label: named === undefined ? url : `${named} (${url})`,
    has: (system, code) => (system === undefined ? others : (bySystem.get(system) ?? others)).has(code),
    hasCode: (code) => {
      let found = others.has(code)
      for (const { has } of selections) {
        const membership = has(code)
        if (membership === 'in') return 'in'
        if (membership === 'unknown') found = 'unknown'
      }
      return found
    }
  }
}

function contentOf({ compose, expansion }: ValueSet, compilation: Compilation): Content {
  if (compose !== undefined) {
    const included = contentOfParts(compose.include, compilation)
    if (compose.exclude === undefined) return included
    return withoutContent(included, contentOfParts(compose.exclude, compilation), compilation.systems)
  }
  if (expansion === undefined) return UNKNOWN
  const isWhole = expansion.total === undefined || expansion.total <= (expansion.contains?.length ?? 0)
  return contentOfExpansion(expansion.contains ?? [], isWhole, compilation.systems)
}

/** What any of the parts selects. */
function contentOfParts(parts: readonly ValueSetComposeInclude[], compilation: Compilation): Content {
  return unionOf(
    parts.map((part) => contentOfPart(part, compilation)),
    compilation.systems
  )
}

function contentOfPart(part: ValueSetComposeInclude, { systems, contentAt }: Compilation): Content {
  const { system, valueSet = [] } = part
  const referred = valueSet.map(contentAt)
  if (system !== undefined) {
    const own = selectionOf(part, systems)
    if (referred.length === 0) return { bySystem: new Map([[system, own]]), others: emptySelection }
    const both = intersection([own, agreedOn(system, referred)], comparisonOf(system, systems))
    return { bySystem: new Map([[system, both]]), others: emptySelection }
  }
  const named = new Set(referred.flatMap(({ bySystem }) => [...bySystem.keys()]))
  return {
    bySystem: new Map([...named].map((one) => [one, agreedOn(one, referred)])),
    others: agreement(referred.map(({ others }) => others))
  }
}

function agreedOn(system: string, contents: readonly Content[]): Selection {
  return agreement(contents.map(({ bySystem, others }) => bySystem.get(system) ?? others))
}

function unionOf(contents: readonly Content[], systems: CodeSystemIndex): Content {
  const [first, second] = contents
  if (first !== undefined && second === undefined) return first
  const named = new Set(contents.flatMap(({ bySystem }) => [...bySystem.keys()]))
  const bySystem = new Map<string, Selection>()
  for (const system of named) {
    const parts = contents.map((content) => content.bySystem.get(system) ?? content.others)
    bySystem.set(system, union(withoutEmpty(parts), comparisonOf(system, systems)))
  }
  const others = withoutEmpty(contents.map((content) => content.others))
  return { bySystem, others: others.length === 0 ? emptySelection : unknownSelection }
}

function withoutEmpty(selections: readonly Selection[]): readonly Selection[] {
  return selections.filter((selection) => selection !== emptySelection)
}

function withoutContent(included: Content, excluded: Content, systems: CodeSystemIndex): Content {
  const bySystem = new Map<string, Selection>()
  for (const [system, selection] of included.bySystem) {
    const dropped = excluded.bySystem.get(system) ?? excluded.others
    bySystem.set(system, minus(selection, dropped, comparisonOf(system, systems)))
  }
  for (const [system, dropped] of excluded.bySystem) {
    if (bySystem.has(system)) continue
    bySystem.set(system, minus(included.others, dropped, comparisonOf(system, systems)))
  }
  return { bySystem, others: included.others }
}

/** The listed codes, those listed below others too; an abstract one only groups what is below it. */
function contentOfExpansion(
  contains: readonly ValueSetExpansionContains[],
  isWhole: boolean,
  systems: CodeSystemIndex
): Content {
  const bySystem = new Map<string, Set<string>>()
  const waiting = [...contains]
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const below of one.contains ?? []) waiting.push(below)
    const { system, code, abstract } = one
    if (system === undefined || code === undefined || abstract === true) continue
    const codes = bySystem.get(system) ?? new Set()
    codes.add(keyOf(code, comparisonOf(system, systems)))
    bySystem.set(system, codes)
  }
  const selected = isWhole ? exactly : atLeast
  return {
    bySystem: new Map([...bySystem].map(([system, codes]) => [system, selected(codes, comparisonOf(system, systems))])),
    others: isWhole ? emptySelection : unknownSelection
  }
}
