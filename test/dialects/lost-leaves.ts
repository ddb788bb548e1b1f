/** A value of a resource and where it stands. */
export interface Leaf {
  readonly path: string
  readonly value: unknown
}

/**
 * The values of `sent` that do not stand in `back` at the same place.
 *
 * Lists may have gained items, at any place, but those that were sent stand in their order. An item stands there where
 * an item has everything that it has.
 *
 * @param excused - says of an element path, without indexes, that its values may be gone.
 */
export function lostLeaves(
  sent: unknown,
  back: unknown,
  at: string,
  excused: (path: string) => boolean = () => false
): readonly Leaf[] {
  if (excused(at.replaceAll(/\[\d+\]/g, ''))) return []
  if (Array.isArray(sent)) return lostItems(sent, Array.isArray(back) ? back : [], at, excused)
  if (typeof sent === 'object' && sent !== null) {
    const other = typeof back === 'object' && back !== null ? back : {}
    return Object.entries(sent).flatMap(([key, value]: [string, unknown]) =>
      lostLeaves(value, (other as Record<string, unknown>)[key], `${at}.${key}`, excused)
    )
  }
  return sent === back ? [] : [{ path: at, value: sent }]
}

function lostItems(
  sent: readonly unknown[],
  back: readonly unknown[],
  at: string,
  excused: (path: string) => boolean
): readonly Leaf[] {
  const lost: Leaf[] = []
  let from = 0
  for (const [index, item] of sent.entries()) {
    const path = `${at}[${index}]`
    const found = back.findIndex((other, place) => place >= from && lostLeaves(item, other, path, excused).length === 0)
    if (found !== -1) {
      from = found + 1
      continue
    }
    // Where no item is left that has everything, the one at its place tells best what is missing.
    const missing = lostLeaves(item, back[index], path, excused)
    lost.push(...(missing.length === 0 ? [{ path, value: item }] : missing))
  }
  return lost
}
