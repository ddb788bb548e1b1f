import type { Decision } from '../referral/rules.ts'
import type { StreamVersion } from '../store/change.ts'

/** A decision with the streams that it was read from; a commit moves each of them on by one. */
export interface Decided {
  readonly decision: Decision
  readonly expect: readonly StreamVersion[]
}
