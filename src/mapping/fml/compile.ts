import { parseMappingLanguage } from '@medplum/core'
import type { StructureMap } from '@medplum/fhirtypes'
import type { CompiledMap, MapContext } from './compiled-map.ts'
import { copies } from './copies.ts'
import { checkedGroups } from './fence.ts'
import { checkedRules, type Finding } from './rules.ts'

/**
 * Parses a map in FHIR Mapping Language and refuses whatever the engine is known to do wrong, most of it in silence.
 *
 * Throws an error that names the file, the rule and the reason; the start stops on that.
 * Decision and the fence: `docs/adr/0004-mapping-engine-for-now.md`.
 *
 * @param file - the name to tell in errors.
 */
export function compileMap(source: string, file: string, context: MapContext): CompiledMap {
  const fail: Finding = (reason) => {
    throw new Error(`${file}: ${reason}`)
  }
  const structureMap = parsed(source, fail)
  const groups = checkedGroups(source, structureMap, fail)
  const [main] = structureMap.group
  if (main === undefined) return fail('it has no group')
  const type = main.input.find(({ mode }) => mode === 'source')?.type
  if (type === undefined || !context.definitions.has(type)) return fail('the first group names no known type')
  const facts = checkedRules({ main, type, groups, ...context }, fail)
  const copied = copies(structureMap)
  return {
    name: structureMap.name,
    type,
    structureMap,
    rules: main.rule.map((rule) => ({ needs: rule.source[0]?.element, rule, copies: copied.get(rule) })),
    ...facts
  }
}

function parsed(source: string, fail: Finding): StructureMap {
  let map: StructureMap
  try {
    map = parseMappingLanguage(source)
  } catch (error) {
    return fail(`it does not parse: ${error instanceof Error ? error.message : String(error)}`)
  }
  // The parser fills in only what it met, whatever its type promises.
  const met: ReadonlySet<string> = new Set(Object.keys(map))
  return met.has('url') && met.has('name') && met.has('group') ? map : fail('it has no url, name or group')
}
