/** Chance that can be repeated: the same seed gives the same diaries, on every machine. */
export interface Random {
  /** From 0 up to and not including 1. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<const T>(items: readonly [T, ...T[]]): T
}

/** Chance from a seed: xorshift of 32 bits, with the seed stirred so that neighbours differ. */
export function randomOf(seed: number): Random {
  let state = stirred(seed)
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0]
  }
}

/** Never 0, at which xorshift would stand still. */
function stirred(seed: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  mixed ^= mixed >>> 15
  mixed = Math.imul(mixed, 0xc2b2ae35)
  mixed ^= mixed >>> 13
  return mixed === 0 ? 1 : mixed
}
