import type { ElementDefinition, ElementDefinitionType, StructureDefinition } from '@medplum/fhirtypes'

/** Elements that the package has and R4 has not: those of its own server, and some that it took from R5. */
const NOT_R4 = new Set([
  ...['project', 'author', 'onBehalfOf', 'account', 'accounts', 'compartment', 'deleted'].map((name) => `Meta.${name}`),
  'Binary.url',
  'DeviceDefinition.bodySite',
  ...['name', 'label', 'studyDesign', 'region', 'descriptionSummary', 'classifier', 'associatedParty'].map(
    (name) => `ResearchStudy.${name}`
  ),
  ...['progressStatus', 'whyStopped', 'recruitment', 'comparisonGroup', 'outcomeMeasure', 'result'].map(
    (name) => `ResearchStudy.${name}`
  )
])

/**
 * Places at which R4's own definitions hold an extension, and that the definition of that extension does not name.
 *
 * Source: the definitions of R4 themselves; later releases name these places: https://hl7.org/fhir/extensions/
 */
const MORE_CONTEXT: Readonly<Record<string, readonly string[]>> = {
  'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type': ['ElementDefinition.type'],
  'http://hl7.org/fhir/StructureDefinition/structuredefinition-normative-version': [
    'DomainResource',
    'ElementDefinition'
  ],
  'http://hl7.org/fhir/StructureDefinition/valueset-concept-comments': ['CodeSystem.concept']
}

/**
 * R4 binds the value of a component of a vital sign to the units of the signs themselves, as required: oxygen saturation
 * could not say then how many litres of oxygen were given. R4B, which corrects R4, has it as extensible, and HL7's validator
 * treats it so. Source: https://hl7.org/fhir/R4B/valueset-ucum-vitals-common.html
 */
const VITAL_UNITS = 'http://hl7.org/fhir/ValueSet/ucum-vitals-common'

/**
 * A definition of R4 as R4 means it: without what the package adds for its own server, and with the known faults of R4 mended.
 *
 * One without a snapshot comes back as it is.
 */
export function corrected(definition: StructureDefinition): StructureDefinition {
  if (definition.snapshot === undefined) return definition
  const element = definition.snapshot.element
    .filter(({ path }) => !NOT_R4.has(path.split('.').slice(0, 2).join('.')))
    .map(correctedElement)
  const more = MORE_CONTEXT[definition.url]?.map((expression) => ({ type: 'element' as const, expression })) ?? []
  const context = more.length === 0 ? {} : { context: [...(definition.context ?? []), ...more] }
  return { ...definition, ...context, snapshot: { element } }
}

function correctedElement(element: ElementDefinition): ElementDefinition {
  // https://hl7.org/fhir/R4/bundle.html has any resource here, and the package one type only.
  if (element.path === 'Bundle.entry.response.outcome') return { ...element, type: [{ code: 'Resource' }] }
  const { type, binding } = element
  const isVitalUnit =
    element.path === 'Observation.component.value[x]' && binding?.valueSet?.split('|')[0] === VITAL_UNITS
  return {
    ...element,
    ...(type === undefined ? {} : { type: type.map(ofTheStandard) }),
    ...(isVitalUnit ? { binding: { ...binding, strength: 'extensible' } } : {})
  }
}

/** A type without the targets that are types of the package's own server. */
function ofTheStandard(type: ElementDefinitionType): ElementDefinitionType {
  if (type.targetProfile === undefined) return type
  return { ...type, targetProfile: type.targetProfile.filter((target) => target.startsWith('http://hl7.org/fhir/')) }
}
