// What the mapping engine and the validator need of a StructureDefinition, and no more.
import { corrected } from './errata.ts'

/** Of an element, what is taken over as it stands. */
const KEPT = ['id', 'path', 'sliceName', 'min', 'max', 'base', 'contentReference', 'maxLength', 'short']
const VALUES = /^(fixed|pattern|minValue|maxValue)[A-Z]/

/** @returns the definition with its snapshot only; `ele-1` is left out, because the validator asks it everywhere. */
export function trimmed(published) {
  const definition = corrected(published)
  const { resourceType, url, version, name, kind, abstract, type, context, baseDefinition, derivation } = definition
  const element = definition.snapshot.element.map((one) => trimmedElement(one, definition))
  return defined({
    resourceType,
    url,
    version,
    name,
    status: 'active',
    kind,
    abstract,
    context,
    type,
    baseDefinition,
    derivation,
    snapshot: { element }
  })
}

/** A base that says what the element itself says is left out: of an extension it weighs more than the element. */
export function withoutPlainBases(definition) {
  const element = definition.snapshot.element.map(({ base, ...one }) =>
    base === undefined || (base.min === one.min && base.max === one.max) ? one : { ...one, base }
  )
  return { ...definition, snapshot: { element } }
}

function trimmedElement(element, definition) {
  const kept = Object.entries(element).filter(([name]) => KEPT.includes(name) || VALUES.test(name))
  const constraint = (element.constraint ?? []).filter((one) => isOwn(one, element, definition)).map(trimmedConstraint)
  return defined({
    ...Object.fromEntries(kept),
    type: element.type?.map((one) => trimmedType(one, element, definition)),
    binding: trimmedBinding(element.binding),
    constraint: constraint.length === 0 ? undefined : constraint,
    isModifier: element.isModifier === true ? true : undefined,
    slicing: trimmedSlicing(element.slicing)
  })
}

/** A snapshot repeats what the types of its elements ask, and those ask it themselves; what a resource is stays at its root. */
function isOwn({ key, source }, { path }, { url, type, derivation }) {
  if (key === 'ele-1' || source === undefined || source === url) return key !== 'ele-1'
  if (type === 'Extension' || source.endsWith('/Extension')) return false
  return derivation === 'constraint' || !path.includes('.')
}

function trimmedConstraint({ key, severity, human, expression, source }) {
  return defined({ key, severity, human, expression, source })
}

function trimmedType({ code, extension, profile, targetProfile, aggregation }, element, definition) {
  const fhirType = extension?.find(({ url }) => url.endsWith('/structuredefinition-fhir-type'))?.valueUrl
  return defined({ code: fhirCode({ code, fhirType }, element, definition), profile, targetProfile, aggregation })
}

/**
 * R4 gives `id`, `Extension.url` and the values of primitive types a type of FHIRPath, with FHIR's own in an extension:
 * for the id of a resource and for the value of a primitive that says `string`, or whatever the type descends from.
 */
function fhirCode({ code, fhirType = 'string' }, { path, base }, { kind, type }) {
  if (!code.startsWith('http://hl7.org/fhirpath/')) return code
  if (kind === 'primitive-type' && path === `${type}.value`) return type
  return base.path === 'Resource.id' ? 'id' : fhirType
}

const MAX_VALUE_SET = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet'

/** Bindings that only advise are left out, unless they have a set beyond which nothing is allowed. */
function trimmedBinding(binding) {
  if (binding === undefined) return undefined
  const extension = binding.extension?.filter(({ url }) => url === MAX_VALUE_SET) ?? []
  const binds = ['required', 'extensible'].includes(binding.strength)
  if (!binds && extension.length === 0) return undefined
  const { strength, valueSet } = binding
  return defined({ extension: extension.length === 0 ? undefined : extension, strength, valueSet })
}

function trimmedSlicing(slicing) {
  if (slicing === undefined) return undefined
  const { discriminator, ordered, rules } = slicing
  return defined({ discriminator, ordered: ordered === true ? true : undefined, rules })
}

function defined(members) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
