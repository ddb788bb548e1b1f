/** Numbers that look random and are the same for the same seed, so that a finding can be made again. */
export interface Random {
  /** A whole number of 0 up to, and not, `end`. */
  below(end: number): number
  /** One of a list, which is not empty. */
  of<T>(items: readonly T[]): T
}

/** A linear congruential generator with mixed output; good enough to choose with, and for nothing else. */
export function randomOf(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x45d9f3b) >>> 0
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const below = (end: number): number => next() % end
  return { below, of: (items) => items[below(items.length)]! }
}
