import type { Extension } from '@medplum/fhirtypes'

/**
 * The Dutch words of a text in a definition, which FHIR keeps in an extension beside the text.
 *
 * Source: http://hl7.org/fhir/StructureDefinition/translation
 */
export function translated(holder: object, name: string): string | undefined {
  const beside: unknown = Reflect.get(holder, `_${name}`)
  if (typeof beside !== 'object' || beside === null || !('extension' in beside)) return undefined
  if (!Array.isArray(beside.extension)) return undefined
  // The gate is for messages; what is no extension in a definition finds nothing here.
  const extensions = beside.extension as readonly Extension[]
  const found = extensions.find(({ url, extension }) => url === TRANSLATION && languageOf(extension) === 'nl')
  return found?.extension?.find(({ url }) => url === 'content')?.valueString
}

const TRANSLATION = 'http://hl7.org/fhir/StructureDefinition/translation'

function languageOf(parts: readonly Extension[] = []): string | undefined {
  return parts.find(({ url }) => url === 'lang')?.valueCode
}
