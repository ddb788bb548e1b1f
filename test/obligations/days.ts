import fc from 'fast-check'

/** A day so many days further; by Date and not by Temporal, on which the product counts. */
export function shift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Any day of 2024 to 2040. */
export const aDay = fc.integer({ min: 0, max: 6209 }).map((count) => shift('2024-01-01', count))
