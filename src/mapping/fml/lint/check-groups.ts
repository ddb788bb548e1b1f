import type { LintedGroup } from './linted-map.ts'
import type { Notes } from './scope.ts'

/**
 * Looks at groups as such: those that nothing reaches.
 *
 * Two groups for the same types are the compiler's to refuse where they are equally near; the nearer one is meant.
 */
export function checkGroups(groups: readonly LintedGroup[], notes: Notes): void {
  for (const group of groups) {
    if (group.isFirst || group.isNamed || group.definition.typeMode !== 'none') continue
    const message = `group ${group.definition.name} is neither called nor the first of its map nor for types`
    notes.add({ group, rule: undefined, part: undefined }, 'warning', 'unused-group', message)
  }
}
