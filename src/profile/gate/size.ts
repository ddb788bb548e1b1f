/**
 * Whether a JSON value has more parts than a bound: values, objects and lists, of all depths.
 *
 * Stops as soon as it knows, so that its own cost has the same bound.
 */
export function hasMoreParts(value: unknown, partsMax: number): boolean {
  const open: unknown[] = [value]
  let count = 1
  while (open.length > 0) {
    const part = open.pop()
    if (Array.isArray(part)) {
      count += part.length
      if (count > partsMax) return true
      for (const child of part as readonly unknown[]) if (isObject(child)) open.push(child)
    } else if (isObject(part)) {
      for (const key in part) {
        if (++count > partsMax) return true
        const child = part[key]
        if (isObject(child)) open.push(child)
      }
    }
  }
  return count > partsMax
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
