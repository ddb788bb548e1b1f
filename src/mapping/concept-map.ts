import { readFileSync } from 'node:fs'
import type { Coding, ConceptMap } from '@medplum/fhirtypes'

/** A ConceptMap with its codes indexed, because the engine's own lookup is linear and ignores equivalence. */
export interface IndexedConceptMap {
  readonly url: string
  /** As read, for the engine. */
  readonly resource: ConceptMap
  /** Source systems to target system; each source system has one. */
  readonly systems: ReadonlyMap<string, string>
  translate(system: string, code: string): Required<Pick<Coding, 'system' | 'code' | 'display'>> | undefined
}

type Translation = Required<Pick<Coding, 'system' | 'code' | 'display'>>

/**
 * Reads a ConceptMap; throws where it says anything that would be guessing.
 *
 * Each code has exactly one target that means the same (`equal` or `equivalent`), each source system one target system,
 * and there is no rule for unmapped codes: what is not listed is not translated.
 */
export function readConceptMap(file: string): IndexedConceptMap {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isConceptMap(value)) throw new Error(`${file}: not a ConceptMap with a url`)
  const codes = new Map<string, Translation>()
  const systems = new Map<string, string>()
  for (const { source, target, unmapped, element } of value.group ?? []) {
    if (source === undefined || target === undefined || systems.has(source) || unmapped !== undefined) {
      throw new Error(`${file}: a group needs a source and a target of its own, and nothing for unmapped codes`)
    }
    systems.set(source, target)
    for (const { code, target: targets = [] } of element) {
      const [one, ...more] = targets
      const means = one?.equivalence === 'equal' || one?.equivalence === 'equivalent'
      if (code === undefined || one?.code === undefined || more.length > 0 || !means || codes.has(key(source, code))) {
        throw new Error(`${file}: code ${code ?? ''} does not have exactly one target that means the same`)
      }
      codes.set(key(source, code), { system: target, code: one.code, display: one.display ?? one.code })
    }
  }
  return {
    url: value.url,
    resource: value,
    systems,
    translate: (system, code) => codes.get(key(system, code))
  }
}

function key(system: string, code: string): string {
  return `${system}|${code}`
}

function isConceptMap(value: unknown): value is ConceptMap & { url: string } {
  if (typeof value !== 'object' || value === null) return false
  if (!('resourceType' in value) || value.resourceType !== 'ConceptMap') return false
  return 'url' in value && typeof value.url === 'string' && (!('group' in value) || Array.isArray(value.group))
}
