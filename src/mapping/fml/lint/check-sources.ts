import { dropsOf } from '../parse/drops.ts'
import type { LintedGroup, LintedInput } from './linted-map.ts'
import { findingAt } from './place.ts'
import { unreadOf } from './reading.ts'
import type { Notes } from './scope.ts'
import { steps } from './type-set.ts'

/** Looks at what groups read: elements that are left out without a word, and words that are not needed. */
export function checkSources(group: LintedGroup, notes: Notes): void {
  checkDrops(group, notes)
  // What a group is given beside its first source, it looks things up in.
  const first = group.inputs.find(({ definition }) => definition.mode === 'source')
  if (group.isEntry && first !== undefined) checkUnread(group, first, notes)
}

function checkUnread(group: LintedGroup, { definition, declared, reading }: LintedInput, notes: Notes): void {
  if (declared === undefined || declared.isAbstract || declared.kind === 'primitive') return
  const unread = unreadOf(declared, reading, group.map.options.schema)
  if (unread.length === 0) return
  const message = `no rule reads, and no "drops:" names, of ${definition.name}: ${unread.join(', ')}`
  notes.add({ group, rule: undefined, part: undefined }, 'warning', 'unread-element', message)
}

function checkDrops(group: LintedGroup, notes: Notes): void {
  const { positions } = group.map.source
  const extensions = (group.definition.extension ?? []).filter((one) => positions.has(one))
  for (const [index, { path }] of dropsOf(group.definition).entries()) {
    const place = { group, rule: undefined, part: extensions[index] }
    const [variable = '', ...rest] = path.split('.')
    const input = group.inputs.find(({ definition }) => definition.name === variable && definition.mode === 'source')
    if (input === undefined) {
      notes.findings.push(
        findingAt(place, 'error', 'unknown-name', `there is no source ${variable} to leave something of`)
      )
      continue
    }
    const { unknown } = steps(input.types, rest)
    if (unknown !== undefined) notes.add(place, 'error', 'unknown-element', `${unknown}, so none can be left out`)
    if (input.reading.takes(rest))
      notes.add(place, 'warning', 'needless-drop', `${path} is read by a rule, so it is not left out`)
  }
}
