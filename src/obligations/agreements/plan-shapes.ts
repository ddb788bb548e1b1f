import type { Shape } from '../../fhir/extension-parts.ts'
import { CANONICAL } from '../../fhir/systems.ts'

/**
 * What the elements of PlanDefinition cannot say, of an agreement and of each of its actions: parts are named as the fields
 * of the agreement's file, a list repeats its part, and an empty list is `valueBoolean` false.
 */
export const AGREEMENT_TERMS = `${CANONICAL}/StructureDefinition/agreement-terms`

/** A text in both languages. */
export const titleShape = { fields: { nl: 'string', en: 'string' } } as const satisfies Shape
