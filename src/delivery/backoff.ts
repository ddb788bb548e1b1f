/** The wait after a first failure: long enough for a restart behind a load balancer, short enough for a `stat` referral. */
export const firstRetryMs = 1_000

/** The longest wait between two tries: a receiver that is back hears from the gateway within a quarter of an hour. */
export const retryMsMax = 15 * 60_000

/** How long a message is tried, from its first attempt on the gateway's clock; a partner may be down for a week. */
export const giveUpMs = 7 * 24 * 60 * 60_000

/**
 * The wait before the next try: doubling, capped, and half of it random, so that lanes do not return in step.
 *
 * @param failures - failures so far, this one included; 1 or more.
 * @param random - from 0 up to 1.
 * @returns milliseconds, at most `retryMsMax`.
 */
export function backoffMs(failures: number, random: number): number {
  // Beyond 2^20 the cap has long been reached; the bound keeps the power finite.
  const ceilingMs = Math.min(retryMsMax, firstRetryMs * 2 ** Math.min(failures - 1, 20))
  return Math.round(ceilingMs / 2 + (random * ceilingMs) / 2)
}

/**
 * The wait that a receiver asks for in Retry-After, as seconds or as a date beside its own Date header.
 *
 * A date is measured against the receiver's clock, since the gateway's may be a manual one.
 *
 * @returns milliseconds, at most `retryMsMax`; undefined where it asks nothing that can be read.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(retryAfter: string | undefined, date: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined
  const askedMs = /^\d{1,10}$/.test(retryAfter)
    ? Number(retryAfter) * 1_000
    : Date.parse(retryAfter) - Date.parse(date ?? '')
  return Number.isNaN(askedMs) ? undefined : Math.min(Math.max(askedMs, 0), retryMsMax)
}
