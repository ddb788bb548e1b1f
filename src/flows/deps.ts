import type { Clock } from '../clock.ts'
import type { Logger } from 'pino'
import type { Rules } from '../referral/rules.ts'
import type { Store } from '../store/port.ts'

/** What every flow works with, made once in `main.ts`. */
export interface Deps {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly rules: Rules
  /** Tells the lanes of these receivers that something is waiting. */
  readonly wake: (receivers: readonly string[]) => void
}
