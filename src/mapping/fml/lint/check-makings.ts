import type { LintedGroup } from './linted-map.ts'
import type { Making, Write } from './making.ts'
import type { Notes } from './scope.ts'

/** Looks at what groups make: values written twice, values that come more than once, and what is missing. */
export function checkMakings(groups: readonly LintedGroup[], notes: Notes): void {
  const given = groups.flatMap(({ inputs }) => inputs.map(({ making }) => making))
  for (const making of [...notes.makings, ...given]) {
    checkTwice(making, notes)
    checkRepeated(making, notes)
  }
  for (const making of notes.makings) checkRequired(making, notes)
  for (const group of groups) {
    // What a group is given beside its first target, it puts things into that others have begun.
    const first = group.inputs.find(({ definition }) => definition.mode === 'target')
    if (group.isEntry && first !== undefined) checkRequired(first.making, notes, group)
  }
}

/** A write, and the rule of this group that it comes by. */
interface Reached {
  readonly write: Write
  readonly isAlways: boolean
  readonly via: object
}

/** Two rules that both give one value: the second one fails, unless it says the same. */
function checkTwice(making: Making, notes: Notes): void {
  const reached = reachedBy(making).filter(({ write }) => write.isWholeSingle)
  const byName = Map.groupBy(reached, ({ write }) => write.name)
  for (const [name, writes] of byName) {
    const always = writes.find(({ isAlways }) => isAlways)
    if (always === undefined) continue
    for (const other of writes) {
      if (other === always || other.via === always.via || isSame(other.write, always.write)) continue
      const [rule, group] = [always.write.place.rule?.name ?? '', always.write.place.group.definition.name]
      const message = `${name} holds one value, and rule ${rule} of group ${group} gives it always`
      const { place } = other.via === other.write ? other.write : (other.via as { place: Write['place'] })
      notes.add(place, other.isAlways ? 'error' : 'warning', 'written-twice', message)
    }
  }
}

function isSame(one: Write, other: Write): boolean {
  return one.constant !== undefined && one.constant === other.constant
}

function reachedBy({ writes, uses }: Making): readonly Reached[] {
  const own = writes.map((write): Reached => ({ write, isAlways: write.isAlways, via: write }))
  const others = uses.flatMap((use) =>
    use.making.allWrites().map((write): Reached => {
      // Of what is called by what is called, nothing is known to come always.
      const isAlways = use.isAlways && write.isAlways && use.making.writes.includes(write)
      return { write, isAlways, via: use }
    })
  )
  return [...others, ...own]
}

/** A group that is called for each item of a list, and gives each time one and the same place a value. */
function checkRepeated({ uses }: Making, notes: Notes): void {
  for (const { making, isRepeated, place } of uses) {
    const single = making.writes.find(
      ({ isWholeSingle, isPart, constant }) => isWholeSingle && !isPart && constant === undefined
    )
    if (!isRepeated || single === undefined) continue
    const message = `the group gives ${single.name} a value, which holds one, and may be called several times`
    notes.add(place, 'warning', 'several-values', message)
  }
}

function checkRequired(making: Making, notes: Notes, group?: LintedGroup): void {
  const [type, other] = making.types.known
  if (type === undefined || other !== undefined || making.isOpen || type.kind === 'primitive') return
  const written = new Set(making.allWrites().map(({ name }) => name))
  // What no rule writes into stays empty and is taken out again.
  if (written.size === 0 && group === undefined) return
  const missing = [...type.elements.values()].filter(({ name, min }) => min > 0 && !written.has(name))
  if (missing.length === 0) return
  const place = group === undefined ? making.place : { group, rule: undefined, part: undefined }
  if (place === undefined) return
  const names = missing.map(({ name }) => name).join(', ')
  notes.add(place, 'warning', 'required-element', `no rule writes ${names}, which a ${type.name} must have`)
}
