import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StructureDefinition } from '@medplum/fhirtypes'
import { reasonOf } from '../../reason.ts'
import type { Definitions } from './definitions.ts'
import { conformanceResource, sourceOf, type ConformanceResource, type Source } from './source.ts'

/** What R4 is called as a package. */
const R4 = { name: 'hl7.fhir.r4.core', version: '4.0.1' }

/** The gateway's own profiles, with the version that all of them have. */
const OWN = { name: 'ggz-gateway', version: '1.0.0' }

const TYPES = 'http://hl7.org/fhir/StructureDefinition/'

/**
 * Reads the definitions of a `profiles/` folder: R4 from `base/`, the gateway's own from `fhir/` where that exists.
 *
 * Throws where a file cannot be read, is not what it should be, or where two define one canonical; the start stops on that.
 *
 * @param packages - of the configuration, the first before the others; `readPackages` reads them.
 */
export function loadDefinitions(profilesDir: string, packages: readonly Source[] = []): Definitions {
  return definitionsOf([ownSource(join(profilesDir, 'fhir')), baseSource(join(profilesDir, 'base')), ...packages])
}

/** Definitions from several places; where more than one has a canonical, the first of them counts. */
export function definitionsOf(sources: readonly Source[]): Definitions {
  const first = <T>(get: (source: Source) => T | undefined): T | undefined => {
    for (const source of sources) {
      const found = get(source)
      if (found !== undefined) return found
    }
    return undefined
  }
  const structure = (canonical: string): StructureDefinition | undefined =>
    first(({ structures }) => structures.get(canonical))
  return {
    structure,
    type(name) {
      const found = structure(TYPES + name)
      // A profile of R4, such as `bp`, has a canonical of the same form.
      return found?.derivation === 'constraint' ? undefined : found
    },
    valueSet: (canonical) => first(({ valueSets }) => valueSets.get(canonical)),
    codeSystem: (canonical) => first(({ codeSystems }) => codeSystems.get(canonical)),
    profiles: sources.flatMap(({ structures }) =>
      structures.all.filter(({ derivation }) => derivation === 'constraint')
    ),
    packages: sources.map(({ name }) => name)
  }
}

/** R4, from the trimmed files that `test/conformance/` writes. */
export function baseSource(baseDir: string): Source {
  const structures = ['structure-definitions', 'extension-definitions', 'profile-definitions']
  const terminology = listsOf(baseDir, 'terminology.json', ['codeSystems', 'valueSets'])
  return sourceOf(R4, [
    ...structures.flatMap((name) => listsOf(baseDir, `${name}.json`, ['definitions'])),
    ...terminology
  ])
}

/** The gateway's own: each file of the folder that is a StructureDefinition, ValueSet or CodeSystem. */
function ownSource(dir: string): Source {
  const files = filesOf(dir).filter((name) => name.endsWith('.json'))
  return sourceOf(
    OWN,
    files.flatMap((name) => {
      const path = join(dir, name)
      return told(path, () => conformanceResource(readJson(path)) ?? [])
    })
  )
}

function listsOf(dir: string, name: string, keys: readonly string[]): readonly ConformanceResource[] {
  const path = join(dir, name)
  return told(path, () => {
    const content = readJson(path)
    return keys.flatMap((key) => {
      const list: unknown = typeof content === 'object' && content !== null ? Reflect.get(content, key) : undefined
      if (!Array.isArray(list)) throw new Error(`it has no list "${key}"`)
      // Generated from R4 and checked in: what stands in the lists is not looked at item by item.
      return list as readonly ConformanceResource[]
    })
  })
}

/** The folder may be absent: then the gateway has no profiles of its own. */
function filesOf(dir: string): readonly string[] {
  try {
    return readdirSync(dir).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Says of an error which file it is about. */
function told<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Error(`${path}: ${reasonOf(error)}`, { cause: error })
  }
}
