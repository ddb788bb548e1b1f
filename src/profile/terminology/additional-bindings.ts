import type { ElementDefinitionBinding, Extension } from '@medplum/fhirtypes'

/** How a value set binds; `largest` bounds the codes and leaves words alone free. */
export type Asked = 'required' | 'extensible' | 'largest'

/** A binding that stands beside the one of the element. */
export interface AdditionalBinding {
  readonly valueSet: string
  readonly strength: Asked
}

/**
 * The additional bindings in the extensions of a binding that hold of every use of the element.
 *
 * Purposes that ask nothing of a value (`preferred`, `starter`, `ui`, `current`, `candidate`, `component`) are left out.
 * Source: https://hl7.org/fhir/R5/terminologies.html#additional-bindings
 */
export function additionalBindings(extensions: readonly Extension[]): readonly AdditionalBinding[] {
  return extensions.flatMap((one) => {
    const strength = STRENGTHS[partOf(one, 'purpose')?.valueCode ?? '']
    const { valueCanonical, valueUri } = partOf(one, 'valueSet') ?? {}
    const valueSet = valueCanonical ?? valueUri
    if (!isAdditional(one) || isConditional(one) || strength === undefined || valueSet === undefined) return []
    return { valueSet, strength }
  })
}

/** Whether an additional binding holds of some uses of the element only, of which nobody here knows which they are. */
export function isForSomeUses({ extension = [] }: Pick<ElementDefinitionBinding, 'extension'>): boolean {
  return extension.some((one) => isAdditional(one) && isConditional(one))
}

const STRENGTHS: Readonly<Record<string, Asked>> = {
  required: 'required',
  maximum: 'largest',
  extensible: 'extensible'
}

const ADDITIONAL: ReadonlySet<string> = new Set([
  'http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.binding.additional',
  'http://hl7.org/fhir/tools/StructureDefinition/additional-binding'
])

function isAdditional({ url }: Extension): boolean {
  return ADDITIONAL.has(url)
}

/** With `usage` it is for some contexts, with `any` for one at least of several values. */
function isConditional(one: Extension): boolean {
  return partOf(one, 'usage') !== undefined || partOf(one, 'any')?.valueBoolean === true
}

function partOf({ extension = [] }: Extension, name: string): Extension | undefined {
  return extension.find(({ url }) => url === name)
}
