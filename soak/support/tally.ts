import type { Found, Printed } from './verify.ts'

/** What a drill of some rounds came to. */
export interface Figures {
  readonly rounds: number
  readonly acknowledged: number
  /** Acknowledged changes that were not there whole afterwards. */
  readonly lost: number
  /** Changes of which something was there and not all. */
  readonly halves: number
  /** Rounds after which the store did not open again: all it had acknowledged is lost. */
  readonly notOpened: number
  /** Audit chains that were not whole, and totals that did not agree. */
  readonly broken: number
  readonly reopenMsMedian: number
}

/** Adds up the rounds of a drill. */
export class Tally {
  /** What must be there now. */
  acknowledged = new Set<string>()
  readonly #lost = new Set<string>()
  readonly #halves = new Set<string>()
  readonly #reopenedMs: number[] = []
  #rounds = 0
  #total = 0
  #notOpened = 0
  #broken = 0

  printed({ before }: Printed): void {
    this.#rounds += 1
    this.#total += before.length
    for (const id of before) this.acknowledged.add(id)
  }

  found({ lost, halves, broken, reopenMs }: Found): void {
    for (const id of lost) this.#lost.add(id)
    for (const id of halves) this.#halves.add(id)
    this.#broken += broken.length
    this.#reopenedMs.push(reopenMs)
  }

  /** The store did not open again, and the drill goes on with an empty disk. */
  notOpened(): void {
    this.#notOpened += 1
    for (const id of this.acknowledged) this.#lost.add(id)
    this.acknowledged = new Set()
  }

  figures(): Figures {
    const sorted = this.#reopenedMs.sort((one, other) => one - other)
    return {
      rounds: this.#rounds,
      acknowledged: this.#total,
      lost: this.#lost.size,
      halves: this.#halves.size,
      notOpened: this.#notOpened,
      broken: this.#broken,
      reopenMsMedian: Math.round(sorted[Math.floor(sorted.length / 2)] ?? NaN)
    }
  }
}

/** Whether nothing that was acknowledged is lost, and nothing is there by half. */
export function isSound({ acknowledged, lost, halves, notOpened, broken }: Figures): boolean {
  return acknowledged > 0 && lost + halves + notOpened + broken === 0
}
