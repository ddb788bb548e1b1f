import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { readDefinitions } from '../../src/mapping/definitions.ts'
import type { PropertyDefinition, TypeDefinition } from '../../src/mapping/fml/schema/types.ts'
import { senders } from './chain-cases.ts'
import { dialectNamed, frozen, mapped, root } from './dialect-case.ts'
import { lostLeaves } from './lost-leaves.ts'

// Each element that FHIR has for a resource, filled by its definition and sent one by one: a rule that is missing from a map
// shows here, also for elements that no example has.

const schema = readDefinitions(join(root, 'profiles', 'base'))

/** Elements down from the resource that are filled; below that only what a value cannot do without. */
const DEPTH_MAX = 3

/** These change the meaning of the rest, and refuse the message. */
const refused = ['modifierExtension', 'implicitRules']

const values: Readonly<Record<string, unknown>> = {
  boolean: true,
  integer: 7,
  positiveInt: 7,
  unsignedInt: 7,
  decimal: 1.5,
  date: '2026-05',
  dateTime: '2026-05',
  instant: '2026-05-19T10:00:00.250+02:00',
  time: '08:30:00',
  base64Binary: 'JVBERi0xLjQK',
  id: 'a-1',
  code: 'code-van-de-afzender',
  uri: 'https://praktijk.example/uri',
  url: 'https://praktijk.example/url',
  canonical: 'https://praktijk.example/canonical',
  oid: 'urn:oid:2.16.840.1.113883.2.4.3.99',
  uuid: 'urn:uuid:0d6b7d2e-4f5c-4f3e-9a33-0c1f5b7f8a11',
  xhtml: '<div xmlns="http://www.w3.org/1999/xhtml">Één &amp; ander</div>'
}

for (const name of senders) {
  const dialect = dialectNamed(name)
  for (const typeName of dialect.types) {
    const type = schema.type(typeName)!
    test(`${name}: each element of ${typeName} comes and goes`, (t) => {
      for (const property of [...type.elements.values()].flatMap(({ properties }) => properties)) {
        if (refused.includes(property.name) || decided(typeName, property.name)) continue
        const resource = frozen({ ...required(typeName), ...element(property) } as unknown as Resource)
        const place = `${typeName}.${property.name}`
        const inward = mapped(dialect.toCanonical([{ resource, path: place }]))
        t.same(lostLeaves(resource, inward[0]?.resource, place), [], `${place} to the canonical form`)
        const outward = mapped(dialect.fromCanonical([{ resource, path: place }]))
        t.same(lostLeaves(resource, outward[0]?.resource, place), [], `${place} from the canonical form`)
      }
      t.end()
    })
  }
}

/** What each dialect says in its own way, which the chains test. */
function decided(type: string, name: string): boolean {
  return ['ServiceRequest.status', 'Task.owner'].includes(`${type}.${name}`)
}

function required(resourceType: string): object {
  const identity = { resourceType, id: 'a-1' }
  // What is asked of a letter whoever sends it.
  const letter = {
    status: 'final',
    author: [{ display: 'drs. M. Hoekstra' }],
    title: 'Brief',
    date: '2026-05',
    type: { text: 'Brief' }
  }
  return { ...identity, ...(resourceType === 'Composition' ? letter : {}) }
}

/** An element with two items where it is a list, and with an extension where it is a primitive. */
function element({ name, element: { isList }, type }: PropertyDefinition): object {
  const value = valueOf(type, name, 0)
  const all = { [name]: isList ? [value, value] : value }
  if (type.kind !== 'primitive' || name === 'id') return all
  const partner = { extension: [{ url: 'https://praktijk.example/eigen', valueString: 'van de afzender' }] }
  return { ...all, [`_${name}`]: isList ? [partner, null] : partner }
}

function valueOf(type: TypeDefinition, name: string, depth: number): unknown {
  if (type.kind === 'primitive') return values[type.name] ?? `${name} – ‘tekst’`
  if (type.kind === 'resource') return { resourceType: 'Flag', id: 'b-1', status: 'active' }
  const properties = [...type.elements.values()].map(({ properties: [first] }) => first!)
  const inner = properties.filter((one) => {
    if (['id', 'modifierExtension'].includes(one.name)) return false
    if (one.name === 'extension') return depth === 0 && type.name !== 'Extension'
    return depth < DEPTH_MAX - 1 || one.type.kind === 'primitive'
  })
  const filled = inner.flatMap((one) => {
    const value = valueOf(one.type, one.name, depth + 1)
    const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
    return isEmpty ? [] : [[one.name, one.element.isList ? [value] : value] as const]
  })
  return Object.fromEntries(filled)
}
