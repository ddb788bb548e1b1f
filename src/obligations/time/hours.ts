const HOUR_MS = 3_600_000

/**
 * The length in milliseconds of a term in hours (`PT24H`); undefined for any other.
 *
 * Hours are another unit than days: 24 hours are 24 hours also where the clock is put forward or back, so that they end
 * on another time of day there, and no calendar counts them. `P1D` ends with the next day, however long that is.
 */
export function hoursOf(duration: string): number | undefined {
  const [, hours] = /^PT(\d{1,4})H$/.exec(duration) ?? []
  return hours === undefined ? undefined : Number(hours) * HOUR_MS
}
