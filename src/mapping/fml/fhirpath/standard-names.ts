/** Names that FHIRPath gives a meaning of its own: http://hl7.org/fhir/R4/fhirpath.html#variables */
const ENVIRONMENT: ReadonlyMap<string, string | undefined> = new Map([
  ['ucum', 'http://unitsofmeasure.org'],
  ['sct', 'http://snomed.info/sct'],
  ['loinc', 'http://loinc.org'],
  ['context', undefined],
  ['resource', undefined],
  ['rootResource', undefined]
])

/** `%vs-name` and `%ext-name`, which are canonicals of the standard. */
const CANONICALS: readonly (readonly [string, string])[] = [
  ['vs-', 'http://hl7.org/fhir/ValueSet/'],
  ['ext-', 'http://hl7.org/fhir/StructureDefinition/']
]

/** Whether `%name` is FHIRPath's own. */
export function isEnvironment(name: string): boolean {
  return ENVIRONMENT.has(name) || environmentLiteral(name) !== undefined
}

/** The text that `%name` stands for; undefined where it stands for content. */
export function environmentLiteral(name: string): string | undefined {
  const [prefix, base] = CANONICALS.find(([start]) => name.startsWith(start)) ?? []
  if (prefix === undefined || base === undefined) return ENVIRONMENT.get(name)
  const id = name.slice(prefix.length)
  return /^[A-Za-z0-9\-.]+$/.test(id) ? `${base}${id}` : undefined
}

/** FHIRPath's own types and the FHIR types that its values become: http://hl7.org/fhir/R4/fhirpath.html#types */
const SYSTEM_TYPES: ReadonlyMap<string, string> = new Map([
  ['String', 'string'],
  ['Boolean', 'boolean'],
  ['Integer', 'integer'],
  ['Decimal', 'decimal'],
  ['Date', 'date'],
  ['DateTime', 'dateTime'],
  ['Time', 'time'],
  ['Quantity', 'Quantity']
])

/** Whether the name is that of a type of FHIRPath itself. */
export function isSystemType(name: string): boolean {
  return SYSTEM_TYPES.has(name)
}

/** The FHIR type for a type of FHIRPath: `string` for `String`. */
export function fhirTypeOf(systemName: string): string | undefined {
  return SYSTEM_TYPES.get(systemName)
}
