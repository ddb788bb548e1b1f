import type { ReportDeps } from './report.ts'
import type { Turn } from './sweep-lease.ts'

/** What the sweep needs of the world; the key is that of the pseudonyms. */
export type SweepDeps = Pick<ReportDeps, 'store' | 'clock' | 'log' | 'rules' | 'wake' | 'pseudonymKey'>

/** A sweep as it goes. */
export interface Going {
  readonly deps: SweepDeps
  readonly turn: Turn
  readonly isStopped: () => boolean
  /** Referrals that were looked at. */
  looked: number
  /** Reminders that were put in the outbox. */
  reminded: number
  /** Referrals and receivers that are left for the next sweep. */
  left: number
}

/** Decisions made again after a conflict; what others write on all the time waits for the next sweep. */
export const DECISIONS_MAX = 4
