/** A resource that has a canonical. */
export interface Canonical {
  readonly url?: string | undefined
  readonly version?: string | undefined
}

/** Resources of one kind and one source by canonical. */
export interface CanonicalIndex<T> {
  /** @param canonical - with `|version` only that version is found; without one, the latest. */
  get(canonical: string): T | undefined
  readonly all: readonly T[]
}

/**
 * Indexes the resources of one source.
 *
 * Throws where two different resources have one canonical and version: which of them a profile means would be a matter of
 * order. The same resource twice is one.
 *
 * @param source - named in the error.
 */
export function indexCanonicals<T extends Canonical>(resources: readonly T[], source: string): CanonicalIndex<T> {
  const exact = new Map<string, T>()
  const latest = new Map<string, T>()
  for (const resource of resources) {
    const { url, version } = resource
    if (url === undefined) continue
    const key = `${url}|${version ?? ''}`
    const earlier = exact.get(key)
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(resource)) {
      throw new Error(`${source}: two different definitions of ${version === undefined ? url : key}`)
    }
    exact.set(key, resource)
    const newest = latest.get(url)
    if (newest === undefined || compareVersions(version, newest.version) > 0) latest.set(url, resource)
  }
  return {
    get: (canonical) => (canonical.includes('|') ? exact.get(canonical) : latest.get(canonical)),
    all: [...exact.values()]
  }
}

/**
 * Which of two versions is the later: number by number, and a prerelease (`1.0.0-ballot`) before its release. No version
 * comes before any.
 *
 * @returns above 0 where the first is later, below 0 where the second is, 0 where neither.
 * @see https://hl7.org/fhir/R4/references.html#canonical
 */
export function compareVersions(first: string | undefined, second: string | undefined): number {
  if (first === undefined || second === undefined) return Number(first !== undefined) - Number(second !== undefined)
  const [one, other] = [partsOf(first), partsOf(second)]
  for (let index = 0; index < Math.max(one.numbers.length, other.numbers.length); index++) {
    const difference = (one.numbers[index] ?? 0) - (other.numbers[index] ?? 0)
    if (difference !== 0) return difference
  }
  if (one.label === other.label) return 0
  if (one.label === '' || other.label === '') return one.label === '' ? 1 : -1
  return one.label < other.label ? -1 : 1
}

function partsOf(version: string): { readonly numbers: readonly number[]; readonly label: string } {
  const [, numbers = '', label = ''] = /^v?(\d{1,9}(?:\.\d{1,9})*)?[-+.]?(.*)$/s.exec(version) ?? []
  return { numbers: numbers === '' ? [] : numbers.split('.').map(Number), label }
}
