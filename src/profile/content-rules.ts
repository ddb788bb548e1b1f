import { checkBundle } from './bundle/check-bundle.ts'
import { checkIds } from './bundle/check-ids.ts'
import type { ContentRules } from './compile/create-profile-validator.ts'
import { contentCheck } from './content/content-checks.ts'
import { glanceAt } from './content/glance.ts'
import { impliedProfiles } from './implied-profiles.ts'
import { checkNarrative } from './narrative/check-narrative.ts'
import { unresolvedAnchors } from './narrative/unresolved-anchors.ts'
import type { Check } from './scope.ts'
import type { Terminology } from './terminology/create-terminology.ts'

/** The rules that FHIR states in words and no definition says: of data types, narratives, ids, and Bundles. */
export function contentRules({ coding, quantity }: Pick<Terminology, 'coding' | 'quantity'>): ContentRules {
  return {
    ofType(type) {
      const content = contentCheck(type)
      if (type === 'Coding') return both(content, coding)
      if (QUANTITIES.has(type)) return both(content, quantity)
      return type === 'Narrative' ? narrative : content
    },
    ofResource(resource, path, { tell, isContained }) {
      const { isAnyIdTwice, hasLinkWithin } = glanceAt(resource)
      if (isAnyIdTwice) checkIds(resource, path, tell)
      // Links of a narrative may lead into what is contained, so they are looked at from the container.
      if (hasLinkWithin && !isContained) unresolvedAnchors(resource, path).forEach(tell)
      if (resource.resourceType === 'Bundle') checkBundle(resource, path, tell)
    },
    implied: impliedProfiles
  }
}

/** Quantity and its specialisations. Source: https://hl7.org/fhir/R4/datatypes.html#Quantity */
const QUANTITIES: ReadonlySet<string> = new Set(['Quantity', 'Age', 'Count', 'Distance', 'Duration'])

const narrative: Check = (value, path, { tell }) => {
  if (typeof value !== 'object' || value === null || !('div' in value) || typeof value.div !== 'string') return
  checkNarrative(value.div, `${path}.div`, tell)
}

function both(first: Check | undefined, second: Check): Check {
  if (first === undefined) return second
  return (value, path, scope) => {
    first(value, path, scope)
    second(value, path, scope)
  }
}
