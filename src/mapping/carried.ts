/**
 * The places of a source that its targets do not hold: content that a map would lose.
 *
 * Each primitive value must stand at its own place, or, moved, at one that nothing else accounts for, under the same
 * last name. So a value that occurs twice in the source and once in the target is found missing.
 *
 * @param excused - whether a place (path without indexes) is translated, or dropped with a reason.
 * @returns FHIRPaths relative to the source, in its order, at most 20.
 */
export function lostContent(
  source: object,
  [target, ...more]: readonly object[],
  excused: (path: string) => boolean
): readonly string[] {
  const missing: Leaf[] = []
  compare(source, target, '', (leaf) => {
    if (!excused(leaf.path.replaceAll(/\[\d+\]/g, ''))) missing.push(leaf)
  })
  if (missing.length === 0) return []
  const moved = new Map<string, number>()
  const count = (leaf: Leaf): unknown => moved.set(keyOf(leaf), (moved.get(keyOf(leaf)) ?? 0) + 1)
  compare(target, source, '', count)
  for (const derived of more) compare(derived, undefined, '', count)
  const lost = missing.filter((leaf) => {
    const left = moved.get(keyOf(leaf)) ?? 0
    moved.set(keyOf(leaf), left - 1)
    return left <= 0
  })
  return lost.slice(0, LOST_MAX).map(({ path }) => path)
}

/** Places told of one resource; one is enough to refuse it. */
const LOST_MAX = 20

interface Leaf {
  readonly path: string
  readonly value: unknown
}

/** Tells each leaf of the first that the second does not have at the same place; shared parts are not walked. */
function compare(one: unknown, other: unknown, path: string, tell: (leaf: Leaf) => void): void {
  if (one === other || one === null || one === undefined) return
  if (typeof one !== 'object') {
    tell({ path, value: one })
    return
  }
  if (Array.isArray(one)) {
    const others: readonly unknown[] = Array.isArray(other) ? other : []
    one.forEach((item: unknown, index) => compare(item, others[index], `${path}[${index}]`, tell))
    return
  }
  for (const [name, member] of Object.entries(one)) {
    const elementName = name.startsWith('_') ? name.slice(1) : name
    compare(member, memberOf(other, name), path === '' ? elementName : `${path}.${elementName}`, tell)
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}

function keyOf({ path, value }: Leaf): string {
  return `${path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '')}|${JSON.stringify(value)}`
}
