// The codes of a ValueSet, for required bindings: only what can be listed without a terminology server.

/** More codes than this are not listed: such sets (all types, all languages) catch little and weigh much. */
const CODES_MAX = 200

/** @returns a function from ValueSet url to its codes, sorted as defined; undefined where they cannot be listed. */
export function expansions(bundles) {
  const systems = new Map()
  const sets = new Map()
  for (const { resource } of bundles.flatMap(({ entry }) => entry)) {
    if (resource.resourceType === 'CodeSystem') systems.set(resource.url, resource)
    if (resource.resourceType === 'ValueSet') sets.set(resource.url, resource)
  }

  function codesOf(url) {
    const compose = sets.get(url.split('|')[0])?.compose
    if (compose === undefined || compose.exclude !== undefined) return undefined
    const parts = compose.include.map(included)
    return parts.includes(undefined) ? undefined : [...new Set(parts.flat())]
  }

  function included({ system, concept, filter, valueSet }) {
    if (filter !== undefined) return undefined
    if (concept !== undefined) return concept.map(({ code }) => code)
    if (valueSet !== undefined) {
      const parts = valueSet.map(codesOf)
      return parts.includes(undefined) ? undefined : parts.flat()
    }
    const codeSystem = systems.get(system)
    return codeSystem?.content === 'complete' ? flat(codeSystem.concept) : undefined
  }

  return (url) => {
    const codes = codesOf(url)
    return codes === undefined || codes.length > CODES_MAX ? undefined : codes
  }
}

function flat(concepts = []) {
  return concepts.flatMap(({ code, concept }) => [code, ...flat(concept)])
}
