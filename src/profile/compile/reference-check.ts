import type { ElementDefinitionType, Resource } from '@medplum/fhirtypes'
import { issue } from '../../fhir/outcome.ts'
import { splitReference } from '../../fhir/references.ts'
import { resourceTypes } from '../content/resource-types.ts'
import type { Scope } from '../scope.ts'
import { ruleAt, type Compiler, type ItemCheck, type Spot } from './compiler.ts'
import { targetProfileCheck, targetTypesOf } from './target-profile.ts'

/**
 * The check of what a Reference refers to, as far as it can be told: by the resource itself where the message has it, by
 * `Reference.type`, or by the type in the URL; and by the profile of its target where the message has that.
 *
 * Errors: `reference-target`, `reference-unresolved` for a contained resource that is not there.
 * Source: https://hl7.org/fhir/R4/references.html#Reference
 */
export function referenceCheck(
  spot: Spot,
  compiler: Compiler,
  type: ElementDefinitionType | undefined
): ItemCheck | undefined {
  const targets = type?.targetProfile ?? []
  const allowed = targetTypesOf(targets, compiler)
  if (allowed === undefined) compiler.unsupported(spot, 'a target profile that is not at hand')
  if (type?.versioning === 'specific') compiler.unsupported(spot, 'that a reference names a version')
  const mayBeAny = targets.length === 0 || allowed === undefined || ANY.some((name) => allowed.has(name))
  const rule = ruleAt(spot)
  const element = spot.node.element.path
  const placeFault = placeCheck(type?.aggregation ?? [])
  const isOfProfile = targetProfileCheck(targets, compiler)
  return (value, path, scope) => {
    if (!isReference(value)) return
    const { reference } = value
    if (reference !== undefined && isLost(reference, scope)) {
      const words = { reason: 'no such contained resource', reasonNl: 'die opgenomen resource is er niet' }
      scope.tell({ ...issue('reference-unresolved', words, `${path}.reference`), rule })
      return
    }
    const misplaced = reference === undefined ? undefined : placeFault(reference, scope)
    if (misplaced !== undefined) scope.tell({ ...issue('reference-target', { element, ...misplaced }, path), rule })
    if (mayBeAny) return
    const named = namedType(value, scope)
    if (named === undefined) return
    if (!allowed.has(named)) {
      const words = { element, ...shownType(named), allowed: [...allowed].join(', ') }
      scope.tell({ ...issue('reference-target', words, path), rule })
      return
    }
    const target = reference === undefined ? undefined : resolved(reference, scope)
    if (target === undefined || isOfProfile?.(target, path, scope) !== false) return
    const words = {
      element,
      type: `${named} that does not keep to its profile`,
      typeNl: `${named} die zich niet aan het profiel houdt`,
      allowed: targets.join(', ')
    }
    scope.tell({ ...issue('reference-target', words, path), rule })
  }
}

/** Target profiles that say nothing of the type. */
const ANY = ['Resource', 'DomainResource']

/** What is wrong with where a target is, by the modes of aggregation; a target of the message counts as bundled. */
function placeCheck(
  modes: readonly string[]
): (
  reference: string,
  scope: Scope
) => Readonly<Record<'type' | 'typeNl' | 'allowed' | 'allowedNl', string>> | undefined {
  if (modes.length === 0) return () => undefined
  const isAllowed = (reference: string, scope: Scope): boolean => {
    if (reference.startsWith('#')) return modes.includes('contained')
    if (modes.includes('referenced')) return true
    return modes.includes('bundled') && scope.graph.has(reference)
  }
  const words = {
    type: 'resource that stands there',
    typeNl: 'resource die daar staat',
    allowed: `a resource that is ${modes.join(' or ')}`,
    allowedNl: `een resource die ${modes.map((mode) => DUTCH[mode] ?? mode).join(' of ')} is`
  }
  return (reference, scope) => (isAllowed(reference, scope) ? undefined : words)
}

const DUTCH: Readonly<Record<string, string>> = {
  contained: 'opgenomen',
  bundled: 'meegestuurd',
  referenced: 'elders te vinden'
}

/** What a reference leads to in this message; undefined where it leads out of it, or nowhere. */
export function resolved(reference: string, { root, graph }: Pick<Scope, 'root' | 'graph'>): Resource | undefined {
  if (reference === '#') return root
  if (!reference.startsWith('#')) return graph.get(reference)
  const contained = 'contained' in root ? root.contained : undefined
  return contained?.find(({ id }) => id === reference.slice(1))
}

function isLost(reference: string, scope: Scope): boolean {
  return reference.startsWith('#') && resolved(reference, scope) === undefined
}

interface ReferenceLike {
  readonly reference?: string
  readonly type?: string
}

/** The type of what a Reference refers to, by what the message has of it; undefined where nobody can tell. */
export function targetTypeOf(value: unknown, scope: Scope): string | undefined {
  return isReference(value) ? namedType(value, scope) : undefined
}

function namedType({ reference, type: written }: ReferenceLike, scope: Scope): string | undefined {
  const type = written === undefined ? undefined : TYPE.exec(written)?.[1]
  if (reference === undefined) return type
  const target = resolved(reference, scope)
  if (target !== undefined) return target.resourceType
  const relative = splitReference(reference)?.type
  if (relative !== undefined) return relative
  // Any address may end like that of a resource, so only a name that is one of a type tells something.
  const [, inUrl = ''] =
    /^https?:\/\/.*\/([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]+)?$/.exec(reference) ?? []
  return resourceTypes.has(inUrl) ? inUrl : type
}

/** A type by its name, or by its canonical. */
const TYPE = /^(?:http:\/\/hl7\.org\/fhir\/StructureDefinition\/)?([A-Za-z]+)$/

/** A name that the message made up is not told back. */
function shownType(name: string): { readonly type: string; readonly typeNl: string } {
  return resourceTypes.has(name)
    ? { type: name, typeNl: name }
    : { type: 'resource of a type that FHIR does not have', typeNl: 'resource van een type dat FHIR niet kent' }
}

function isReference(value: unknown): value is ReferenceLike {
  if (typeof value !== 'object' || value === null) return false
  const { reference, type }: { readonly reference?: unknown; readonly type?: unknown } = value
  return isTextOrNone(reference) && isTextOrNone(type)
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}
