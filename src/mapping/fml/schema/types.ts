/** A type of FHIR as it stands in JSON: a data type, a resource, or a backbone element under its path. */
export interface TypeDefinition {
  /** `HumanName`, `string`, `Patient`, or `Bundle.entry` for a backbone element. */
  readonly name: string
  readonly kind: 'primitive' | 'complex' | 'resource'
  /** True of `Resource` and `DomainResource`: what stands there names its own type in `resourceType`. */
  readonly isAbstract: boolean
  /** The type that it specialises; undefined at the top. */
  readonly base: string | undefined
  /** By FHIR name, choices without `[x]`. A primitive has `value` (itself), `id` and `extension`. */
  readonly elements: ReadonlyMap<string, ElementDefinition>
}

/** An element of a type. */
export interface ElementDefinition {
  /** Without `[x]`. */
  readonly name: string
  readonly isList: boolean
  readonly min: number
  readonly isChoice: boolean
  /** One JSON property, or, for a choice, one for each type, in the order of the definition. */
  readonly properties: readonly PropertyDefinition[]
}

/** A JSON property of an element. */
export interface PropertyDefinition {
  /** As in JSON: `birthDate`, `valueString`. */
  readonly name: string
  /** Where the id and extensions of a primitive stand: `_birthDate`; undefined for any other type. */
  readonly partner: string | undefined
  readonly element: ElementDefinition
  readonly type: TypeDefinition
}

/** The types that maps speak about. */
export interface Schema {
  /** By type name, or by the canonical of its StructureDefinition; undefined where it is not known. */
  type(name: string): TypeDefinition | undefined
}

/** A JSON object on its way through the engine. */
export type JsonObject = Record<string, unknown>

/** A value with its type: what expressions and transforms take and give. */
export interface Typed {
  /** A JSON value: an object for a complex type, a string, number or boolean for a primitive one. */
  readonly value: unknown
  readonly type: TypeDefinition
  /** The `_x` partner of a primitive (its id and extensions). */
  readonly partner?: JsonObject | undefined
  /** How a ConceptMap made it, where one did. */
  readonly translation?: ConceptTranslation | undefined
}

/** Which ConceptMap made a value, and how sure it is. */
export interface ConceptTranslation {
  readonly conceptMap: string
  readonly conceptMapVersion?: string | undefined
  /** Of http://hl7.org/fhir/concept-map-equivalence. */
  readonly equivalence: string
}
