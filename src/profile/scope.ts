import type { Resource } from '@medplum/fhirtypes'
import type { Issue } from '../fhir/outcome.ts'
import type { Walked } from './invariants/plain-items.ts'

/** What a check may look at beside the value in hand, and where it tells what it finds. One for each resource checked. */
export interface Scope {
  /** The resource that is looked at, which may be a contained one: FHIRPath's `%resource`. */
  readonly resource: Resource
  /** The resource that contains it, or itself: FHIRPath's `%rootResource`. */
  readonly root: Resource
  /** What a reference may mean in this message, by what stands in `Reference.reference`: `Type/id` or a fullUrl. */
  readonly graph: ReadonlyMap<string, Resource>
  /** Takes a finding; of more than the bound the later ones are dropped. No word may be a value of the message. */
  readonly tell: (issue: Issue) => void
  /** What compiled profiles did already; whoever makes a scope for a single check leaves it out. */
  readonly memory?: Memory
  /** Whether the profiles that a resource within claims in `meta.profile` are passed over, as those of what holds it. */
  readonly areClaimsIgnored?: boolean
  /** Whether only errors count: a rule that can but warn need not be asked then. */
  readonly isAdviceIgnored?: boolean
}

/** What was done already while a resource is checked, so that what stands in itself is not looked at again and again. */
export interface Memory {
  /** Of each check that was run to tell what it finds: its objects, and where each was looked at last. */
  readonly done: Map<object, Map<object, string>>
  /** Of each check that was only tried: whether a value passes. */
  readonly passes: Map<object, Map<unknown, boolean>>
  /** What was told that is told once of a message. */
  readonly told: Set<string>
  /** What paths of invariants led to, for the next that begins with the same. */
  readonly walked: Map<symbol, Walked>
  /** How many checks are being tried, each within another. */
  readonly depth: number
}

/** A check compiled from a definition: of one value, at a FHIRPath that begins with the resource's place in its message. */
export type Check = (value: unknown, path: string, scope: Scope) => void
