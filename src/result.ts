import type { Issue } from './fhir/outcome.ts'

/** A refusal: one or more issues of the catalogue; the HTTP status is that of the first. */
export interface Refusal {
  readonly issues: readonly Issue[]
}

/** The outcome of a step that can be expected to fail: a value, or the issues that say why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly outcome: Refusal }

/** Wraps a value as a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

/** Issues that one refusal tells: what is wrong 200 times is wrong in one way, and the answer stays readable. */
export const REFUSAL_ISSUES_MAX = 200

/**
 * Wraps issues as a failure; at least one issue is needed, because a refusal without a reason helps nobody. Of more than
 * `REFUSAL_ISSUES_MAX` the first are told.
 */
export function refused(first: Issue, ...more: readonly Issue[]): { readonly ok: false; readonly outcome: Refusal } {
  return { ok: false, outcome: { issues: [first, ...more.slice(0, REFUSAL_ISSUES_MAX - 1)] } }
}
