import type { Extension, StructureMap } from '@medplum/fhirtypes'
import { constantUrl } from './codes.ts'

/** A constant of a map: `let name = expression;`. */
export interface Constant {
  readonly name: string
  /** FHIRPath. */
  readonly expression: string
}

/** The constants of a map, in the order of its text. */
export function constantsOf(map: StructureMap): readonly Constant[] {
  return (map.extension ?? [])
    .filter(({ url }) => url === constantUrl)
    .map(({ extension }) => ({ name: valueOf(extension, 'name'), expression: valueOf(extension, 'value') }))
}

/** A constant as an extension of its map. */
export function constantExtension({ name, expression }: Constant): Extension {
  return {
    url: constantUrl,
    extension: [
      { url: 'name', valueString: name },
      { url: 'value', valueString: expression }
    ]
  }
}

function valueOf(extensions: readonly Extension[] | undefined, name: string): string {
  return extensions?.find(({ url }) => url === name)?.valueString ?? ''
}
