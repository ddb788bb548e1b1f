import type { Row } from './row.ts'

/** A patient who is referred, by whom, to whom, and what becomes of it. */
export interface Case {
  /** The day of the referral, `YYYY-MM-DD`. */
  readonly on: string
  /** The time of day in UTC; `09:00` where nothing is said. */
  readonly at?: string
  readonly from: string
  readonly to: string
  /** The patient's GP, where another organisation than the GP refers. */
  readonly gp?: string
  /** Who it is passed on to, and with which letter. */
  readonly next?: { readonly to: string; readonly letter: string }
  /** A letter of `demo/fixtures/`. */
  readonly letter: string
  readonly family: string
  /** Set where a patient comes back: the family name of the earlier case. */
  readonly returnOf?: string
  readonly rows: readonly Row[]
  readonly tell?: string
}

/** The organisations of the year. */
export const LINDE = 'his-de-linde'
export const PLEIN = 'his-het-plein'
export const BRUG = 'gb-ggz-de-brug'
export const PARKZICHT = 's-ggz-parkzicht'
export const CRISIS = 'crisis-midden'
export const HAP = 'hap-midden'

/** A referral by a GP. */
export function referred(
  on: string,
  family: string,
  [from, to]: readonly [from: string, to: string],
  given: Pick<Case, 'letter' | 'rows'> & Partial<Case>
): Case {
  return { on, family, from, to, ...given }
}
