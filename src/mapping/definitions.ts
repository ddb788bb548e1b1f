import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { indexStructureDefinitionBundle, isDataTypeLoaded } from '@medplum/core'
import type { StructureDefinition } from '@medplum/fhirtypes'

/** An element as it stands in JSON: its type (a backbone element's is its path) and whether it is a list. */
export interface ElementShape {
  readonly type: string
  readonly isList: boolean
}

/** The JSON properties of a type by name; a choice is listed under each of its full names, and never as `x[x]`. */
export type Definitions = ReadonlyMap<string, ReadonlyMap<string, ElementShape>>

/**
 * Reads the trimmed StructureDefinitions of `profiles/base/` and gives those that the engine lacks to its registry,
 * without which it takes every list for a single value.
 *
 * The registry is one for the whole process (it cannot be made per caller), so nothing else may load into it.
 */
export function readDefinitions(baseDir: string): Definitions {
  const file = join(baseDir, 'structure-definitions.json')
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!hasDefinitions(content)) throw new Error(`${file} is not what test/conformance/build-base.mjs writes`)
  indexStructureDefinitionBundle(content.definitions.filter(({ type }) => !isDataTypeLoaded(type)))
  const shapes = new Map<string, Map<string, ElementShape>>()
  for (const { snapshot } of content.definitions) {
    for (const element of snapshot?.element ?? []) {
      const dot = element.path.lastIndexOf('.')
      if (dot < 0) continue
      const parent = element.path.slice(0, dot)
      const members = shapes.get(parent) ?? new Map<string, ElementShape>()
      shapes.set(parent, members)
      const isList = element.max !== '0' && element.max !== '1'
      for (const [name, type] of namesOf(element)) members.set(name, { type, isList })
    }
  }
  return shapes
}

function namesOf(element: NonNullable<StructureDefinition['snapshot']>['element'][number]): [string, string][] {
  const name = element.path.slice(element.path.lastIndexOf('.') + 1)
  if (element.contentReference !== undefined) return [[name, element.contentReference.slice(1)]]
  const types = (element.type ?? []).map(({ code }) => code)
  if (name.endsWith('[x]')) {
    return types.map((type) => [`${name.slice(0, -3)}${type.charAt(0).toUpperCase()}${type.slice(1)}`, type])
  }
  const [type = 'Element'] = types
  return [[name, type === 'BackboneElement' || type === 'Element' ? element.path : type]]
}

function hasDefinitions(value: unknown): value is { definitions: StructureDefinition[] } {
  return typeof value === 'object' && value !== null && 'definitions' in value && Array.isArray(value.definitions)
}
