import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import { referenceTo } from '../../src/fhir/references.ts'
import { readDefinitions } from '../../src/mapping/definitions.ts'
import { findProperty, typeOfResource } from '../../src/mapping/fml/schema/navigate.ts'
import type { TypeDefinition } from '../../src/mapping/fml/schema/types.ts'
import { root } from './dialect-case.ts'

/** An element of a resource, with its type in FHIR. */
export interface Node {
  /** `Type/id` of the resource, and of a contained one `Type/id#id`. */
  readonly holder: string
  /** `Type.path` without indexes. */
  readonly path: string
  /** Its name in JSON: `birthDate`, `valueString`. */
  readonly name: string
  readonly type: string
  /** A primitive with an id or extensions is an object of both: `{ value, partner }`. */
  readonly value: unknown
}

type Json = Readonly<Record<string, unknown>>

const schema = readDefinitions(join(root, 'profiles', 'base'))

/** Every element of every resource, the contained ones too; throws at an element that FHIR does not know. */
export function nodesOf(graph: readonly Resource[]): readonly Node[] {
  return graph.flatMap((resource) => {
    const known = nodesByResource.get(resource)
    if (known !== undefined) return known
    const nodes = resourceNodes(resource, referenceTo(resource))
    nodesByResource.set(resource, nodes)
    return nodes
  })
}

/** Each row of the table asks for the same elements again. */
const nodesByResource = new WeakMap<Resource, readonly Node[]>()

function resourceNodes(resource: Resource, holder: string): readonly Node[] {
  const type = typeOfResource(resource, schema)
  if (type === undefined) throw new Error(`${holder} is of no type that is known`)
  const { resourceType, ...elements } = resource
  return memberNodes(elements, type, { holder, path: resourceType })
}

type Place = Pick<Node, 'holder' | 'path'>

function memberNodes(object: Json, type: TypeDefinition, { holder, path }: Place): readonly Node[] {
  const names = new Set(Object.keys(object).map((key) => key.replace(/^_/, '')))
  return [...names].flatMap((name) => {
    const property = findProperty(type, name)
    if (property === undefined) throw new Error(`${holder}: ${path} has no element ${name}`)
    const values = asList(object[name])
    const partners = asList(object[`_${name}`])
    const count = Math.max(values.length, partners.length)
    return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
      const place = { holder, path: `${path}.${name}` }
      return nodesAt(values[index], partners[index], property.type, { ...place, name })
    })
  })
}

function nodesAt(
  value: unknown,
  partner: unknown,
  type: TypeDefinition,
  at: Place & { name: string }
): readonly Node[] {
  const { holder, path } = at
  if (path.endsWith('.contained')) {
    const contained = value as Resource
    return resourceNodes(contained, `${holder}#${contained.id ?? ''}`)
  }
  if (type.kind === 'primitive') {
    const node = { ...at, type: type.name, value: isObject(partner) ? { value, partner } : value }
    return [node, ...(isObject(partner) ? memberNodes(partner, schema.type('Element') ?? type, { holder, path }) : [])]
  }
  if (!isObject(value)) throw new Error(`${holder}: ${path} is no object`)
  return [{ ...at, type: type.name, value }, ...memberNodes(value, type, { holder, path })]
}

/** The same text for the same value, in whatever order its members stand. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member
  )
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}
