import type { ElementDefinition as FhirElement, StructureDefinition } from '@medplum/fhirtypes'
import { fail } from '../fault.ts'
import { readStructure, type Structure } from './structure.ts'
import type { ElementDefinition, PropertyDefinition, Schema, TypeDefinition } from './types.ts'

/**
 * The types that the definitions describe, each made when it is first asked for.
 *
 * A backbone element is a type under its path (`Patient.contact`), and so is what a `contentReference` points at. A type
 * is known by its name, by the canonical of its definition, and where FHIRPath has it too, by its name there
 * (`http://hl7.org/fhirpath/System.String` is `string`). Profiles are left out: they describe no types of their own.
 *
 * @param definitions - with snapshots, and with every type that they speak of, or a FaultError: `unknown-type`. A
 *   definition without a usable snapshot, and two of one name, are faults `wrong-value`.
 * @see http://hl7.org/fhir/R4/structuredefinition.html
 */
export function createSchema(definitions: readonly StructureDefinition[]): Schema {
  const structures = new Map<string, Structure>()
  const names = new Map<string, string>(SYSTEM_TYPES)
  for (const definition of definitions) {
    if (definition.derivation === 'constraint') continue
    const structure = readStructure(definition)
    const { name } = structure
    if (structures.has(name)) fail({ code: 'wrong-value', message: `the type ${name} is defined twice`, value: name })
    structures.set(name, structure)
    names.set(definition.url, name)
    if (definition.version !== undefined) names.set(`${definition.url}|${definition.version}`, name)
  }
  const types = new LazyTypes(structures, names)
  for (const structure of structures.values()) types.check(structure)
  return types
}

const FHIRPATH = 'http://hl7.org/fhirpath/System.'

/** http://hl7.org/fhir/R4/fhirpath.html#types */
const SYSTEM_TYPES: readonly (readonly [string, string])[] = [
  [`${FHIRPATH}String`, 'string'],
  [`${FHIRPATH}Boolean`, 'boolean'],
  [`${FHIRPATH}Integer`, 'integer'],
  [`${FHIRPATH}Decimal`, 'decimal'],
  [`${FHIRPATH}Date`, 'date'],
  [`${FHIRPATH}DateTime`, 'dateTime'],
  [`${FHIRPATH}Time`, 'time'],
  [`${FHIRPATH}Quantity`, 'Quantity']
]

class LazyTypes implements Schema {
  private readonly structures: ReadonlyMap<string, Structure>
  private readonly names: ReadonlyMap<string, string>
  private readonly made = new Map<string, TypeDefinition>()

  constructor(structures: ReadonlyMap<string, Structure>, names: ReadonlyMap<string, string>) {
    this.structures = structures
    this.names = names
  }

  /** What is not known is not remembered either: names may come from content, and those have no end. */
  type(name: string): TypeDefinition | undefined {
    const path = this.names.get(name) ?? name
    const known = this.made.get(path)
    if (known !== undefined) return known
    const structure = this.structureOf(path)
    if (structure === undefined) return undefined
    const made = new LazyType(path, structure, this)
    this.made.set(path, made)
    return made
  }

  /** A property whose type nobody defines would show only once a message has it, so it is looked for at the start. */
  check(structure: Structure): void {
    for (const element of [...structure.children.values()].flat()) {
      for (const name of typeNamesOf(element, structure)) {
        const message = `${element.path} is of type ${name}, which no definition gives`
        if (this.structureOf(this.names.get(name) ?? name) === undefined) fail({ code: 'unknown-type', message })
      }
    }
  }

  private structureOf(path: string): Structure | undefined {
    const own = this.structures.get(path)
    if (own !== undefined) return own
    const holder = this.structures.get(path.slice(0, Math.max(path.indexOf('.'), 0)))
    return holder?.children.has(path) === true ? holder : undefined
  }
}

class LazyType implements TypeDefinition {
  readonly name: string
  readonly kind: 'primitive' | 'complex' | 'resource'
  readonly isAbstract: boolean
  readonly base: string | undefined
  private readonly structure: Structure
  private readonly schema: Schema
  private filled: ReadonlyMap<string, ElementDefinition> | undefined

  constructor(path: string, structure: Structure, schema: Schema) {
    const isBackbone = path !== structure.name
    this.name = path
    this.kind = isBackbone ? 'complex' : structure.kind
    this.isAbstract = !isBackbone && structure.isAbstract
    this.base = isBackbone ? structure.bases.get(path) : structure.base
    this.structure = structure
    this.schema = schema
  }

  /** Filled on first use, because types hold each other: an Identifier has a Reference and that has an Identifier. */
  get elements(): ReadonlyMap<string, ElementDefinition> {
    this.filled ??= elementsOf(this.name, this.structure, this.schema)
    return this.filled
  }
}

function elementsOf(path: string, structure: Structure, schema: Schema): ReadonlyMap<string, ElementDefinition> {
  const children = structure.children.get(path) ?? []
  return new Map(children.map((child) => elementOf(child, structure, schema)).map((one) => [one.name, one]))
}

function elementOf(child: FhirElement, structure: Structure, schema: Schema): ElementDefinition {
  const last = child.path.slice(child.path.lastIndexOf('.') + 1)
  const isChoice = last.endsWith('[x]')
  const name = isChoice ? last.slice(0, -3) : last
  const properties: PropertyDefinition[] = []
  const isList = child.max !== '1'
  const element: ElementDefinition = { name, isList, min: child.min ?? 0, isChoice, properties }
  for (const typeName of typeNamesOf(child, structure)) {
    const type = schema.type(typeName)
    if (type === undefined) return fail({ code: 'unknown-type', message: `${child.path}: unknown type ${typeName}` })
    const property = isChoice ? `${name}${capitalized(type.name)}` : name
    const partner = type.kind === 'primitive' ? `_${property}` : undefined
    properties.push({ name: property, partner, element, type })
  }
  return element
}

/** The types that an element may have, as the schema knows them. */
function typeNamesOf(element: FhirElement, { name, kind, children }: Structure): readonly string[] {
  const { path, contentReference, type = [] } = element
  if (contentReference !== undefined) return [contentReference.slice(contentReference.indexOf('#') + 1)]
  if (children.has(path)) return [path]
  if (kind === 'primitive' && path === `${name}.value`) return [name]
  return type.map((one) => fhirTypeOf(one, element))
}

const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type'

/**
 * R4 gives `id` and `Extension.url` a type of FHIRPath with FHIR's own in an extension, which for the id of a resource
 * says `string` where the text of the standard says `id` (http://hl7.org/fhir/R4/resource.html#id).
 */
function fhirTypeOf({ code, extension }: NonNullable<FhirElement['type']>[number], { base }: FhirElement): string {
  if (!code.startsWith(FHIRPATH)) return code
  if (base?.path === 'Resource.id') return 'id'
  return extension?.find(({ url }) => url === FHIR_TYPE)?.valueUrl ?? code
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
