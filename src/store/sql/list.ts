/**
 * A list for `IN (...)` without repetitions, filled up to the next power of two with its first value, which changes no
 * answer: so lists of every length share a few prepared statements.
 */
export function padded<T>(values: readonly T[]): readonly T[] {
  const distinct = [...new Set(values)]
  const [first] = distinct
  if (first === undefined) return distinct
  const length = 2 ** Math.ceil(Math.log2(distinct.length))
  return [...distinct, ...new Array<T>(length - distinct.length).fill(first)]
}
