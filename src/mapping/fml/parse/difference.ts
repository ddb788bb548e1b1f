import { isObject } from './json-shape.ts'

/** The place where two JSON values first differ, as FHIRPath; undefined where they are equal. */
export function difference(one: unknown, other: unknown, place: string): string | undefined {
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length !== other.length) return place
    for (const [index, item] of one.entries()) {
      const found = difference(item, other[index], `${place}[${index}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!isObject(one) || !isObject(other)) return Object.is(one, other) ? undefined : place
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = difference(one[name], other[name], `${place}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}
