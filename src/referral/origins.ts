import type { Resource } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import type { Located } from '../fhir/located.ts'
import type { Issue } from '../fhir/outcome.ts'
import { referenceTo } from '../fhir/references.ts'
import { standAlone } from '../fhir/stand-alone.ts'
import { originFinder, stepsOf, type Place } from '../mapping/lineage-chain.ts'
import type { Direction } from '../mapping/port.ts'
import { canonicalOf } from './canonical-of.ts'
import type { Rules } from './rules.ts'

/** Finds what an element of a mapped resource was made from, in the shape of whoever sent it. */
export type Origins = (resource: Resource, path: string) => Place | undefined

/** The origins of canonical resources in the message that they were made from. Maps that message again, when first asked. */
export function originsInMessage(
  rules: Pick<Rules, 'dialects'>,
  sender: Pick<Participant, 'dialect'>,
  graph: readonly Located[]
): Origins {
  return once(() => {
    const mapped = canonicalOf(rules, sender, graph, { lineage: true })
    const steps = mapped.ok ? stepsOf(mapped.value.lineage, { graph: standAlone(graph) }) : []
    const find = originFinder(steps)
    return (resource, path) => find({ resource: referenceTo(resource), path })
  })
}

/** What was rendered from canonical resources, and with what beside. */
export interface RenderedFrom {
  readonly canonical: readonly Located[]
  readonly context: readonly Resource[]
  /** Where the canonical resources come from; without it the canonical form is the end. */
  readonly origins: Origins | undefined
}

/** The origins of rendered resources, through the canonical form where that was made from a message, too. */
export function originsOfRendered(direction: Direction, { canonical, context, origins }: RenderedFrom): Origins {
  return once(() => {
    const mapped = direction(canonical, { context, lineage: true })
    const find = originFinder(mapped.ok ? stepsOf(mapped.value.lineage, { graph: canonical, context }) : [])
    const sources = new Map(canonical.map(({ resource }) => [referenceTo(resource), resource]))
    return (resource, path) => {
      const origin = find({ resource: referenceTo(resource), path })
      const source = origin === undefined ? undefined : sources.get(origin.resource)
      if (origin === undefined || source === undefined) return origin
      return origins?.(source, origin.path) ?? origin
    }
  })
}

/**
 * An issue about a resource that a map made, told at the field of the sender that it comes from.
 *
 * What no map wrote, as an element that is missing, is told at the place where the resource stands, under the name that it
 * has in the shape that asks for it.
 */
export function toldAtOrigin(issue: Issue, { resource, path }: Located, origins: Origins): Issue {
  const { expression } = issue
  if (expression?.startsWith(path) !== true) return issue
  const inner = resource.resourceType + expression.slice(path.length)
  const origin = origins(resource, inner)
  return origin === undefined ? issue : { ...issue, expression: origin.told }
}

/** The lineage costs as much as the mapping, and is needed only where something is wrong. */
function once(make: () => Origins): Origins {
  let made: Origins | undefined
  return (resource, path) => {
    made ??= make()
    return made(resource, path)
  }
}
