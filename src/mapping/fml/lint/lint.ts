import { compileLibrary, type LibraryOptions } from '../compile/library.ts'
import type { MapSource } from '../parse/map-source.ts'
import { checkGroups } from './check-groups.ts'
import { checkMakings } from './check-makings.ts'
import { checkSources } from './check-sources.ts'
import { type Finding, findingOf, ordered } from './finding.ts'
import { followAll } from './follow.ts'
import { lintedMaps } from './linted-map.ts'

/**
 * Looks at maps without running them: follows their rules with the types of what they read and write.
 *
 * Where a value may be of several types, an error says that it goes wrong with each of them; of what may be anything,
 * nothing is said. A fault of the compiler is one error among them.
 *
 * @param sources - all maps that may import each other.
 * @returns by file and place; empty where there is nothing to say.
 */
export function lintLibrary(sources: readonly MapSource[], options: LibraryOptions): readonly Finding[] {
  const compiled = compileLibrary(sources, options)
  const maps = lintedMaps(sources, options)
  const groups = maps.flatMap((map) => map.groups)
  const notes = followAll(groups)
  for (const group of groups) checkSources(group, notes)
  checkMakings(groups, notes)
  checkGroups(groups, notes)
  const fault = compiled.ok ? undefined : findingOf(compiled.fault)
  const isSaid = notes.findings.some(({ code, file, line }) => {
    return (
      fault !== undefined &&
      fault.line !== undefined &&
      code === fault.code &&
      file === fault.file &&
      line === fault.line
    )
  })
  return ordered([...(fault === undefined || isSaid ? [] : [fault]), ...notes.findings])
}
