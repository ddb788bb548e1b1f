/** A place in a resource: what holds it, and under which key or index. */
export interface Place {
  readonly holder: Record<string, unknown> | unknown[]
  readonly key: string | number
}

/** Places of one resource that are gathered at most: choosing among them takes long enough as it is. */
const PLACES_MAX = 20_000

/** Every place in a resource, from the outside in. */
export function placesOf(root: object): readonly Place[] {
  const places: Place[] = []
  const pending: object[] = [root]
  for (let holder = pending.pop(); holder !== undefined && places.length < PLACES_MAX; holder = pending.pop()) {
    const isList = Array.isArray(holder)
    for (const key of Object.keys(holder)) {
      const place = { holder, key: isList ? Number(key) : key } as Place
      places.push(place)
      const value = valueAt(place)
      if (typeof value === 'object' && value !== null) pending.push(value)
    }
  }
  return places
}

/** What stands at a place. */
export function valueAt({ holder, key }: Place): unknown {
  return (holder as Record<string | number, unknown>)[key]
}

/** Puts something at a place. */
export function putAt({ holder, key }: Place, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true })
}

/** Takes away what stands at a place. */
export function removeAt({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else Reflect.deleteProperty(holder, key)
}
