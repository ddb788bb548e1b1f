import type { ElementDefinitionConstraint, ElementDefinitionType } from '@medplum/fhirtypes'
import { issue } from '../../fhir/outcome.ts'
import { isForSomeUses } from '../terminology/additional-bindings.ts'
import { invariantCheck } from './invariant-check.ts'
import { ruleAt, typeCodeOf, type Compiler, type ItemCheck, type Spot } from './compiler.ts'
import { extensionCheck } from './extension-check.ts'
import { lazily, together } from './lazily.ts'
import { scopeWithin } from './inner-scope.ts'
import { isLimitedFromToday, limitCheck } from './limits.ts'
import { once } from './memory.ts'
import { objectCheck } from './object-check.ts'
import { profilesCheck } from './profiles-check.ts'
import { referenceCheck } from './reference-check.ts'
import { resourceWithin } from './resource-within.ts'
import { matching, shownWanted, wantedIn } from './value-match.ts'

/**
 * The check of one item of an element, under one of its types: fixed value or pattern, limits, binding, the type itself,
 * what stands below it, and the invariants of the element.
 *
 * @param type - the type it has there; undefined for an element that is defined as another one (`contentReference`).
 * @returns undefined where there is nothing to check beyond the base structure.
 */
export function itemCheck(
  spot: Spot,
  compiler: Compiler,
  type: ElementDefinitionType | undefined
): ItemCheck | undefined {
  const code = type === undefined ? undefined : typeCodeOf(type)
  if (isLimitedFromToday(spot.node.element, code)) compiler.unsupported(spot, 'a limit that is reckoned from today')
  if (isForSomeUses(spot.node.element.binding ?? {})) compiler.unsupported(spot, 'a binding for some uses only')
  const check = together([
    wantedCheck(spot),
    limitCheck(spot.node.element, ruleAt(spot)),
    compiler.binding(spot.node.element, code),
    code === 'Reference' ? referenceCheck(spot, compiler, type) : undefined,
    contentCheck(spot, compiler, code),
    namedCheck(spot, compiler, type),
    ...ownInvariants(spot, compiler, code)
  ])
  const isWithin = spot.node !== spot.root && compiler.definitions.type(code ?? '')?.kind === 'resource'
  if (check === undefined || !isWithin) return check
  // Whatever is asked of a resource is asked of it as itself: its references lead into what it contains.
  return (value, path, scope, companion) => check(value, path, scopeWithin(value, path, scope), companion)
}

/** What is asked by name: an extension by its URL, any other by the profiles of its type. A root is what was named. */
function namedCheck(spot: Spot, compiler: Compiler, type: ElementDefinitionType | undefined): ItemCheck | undefined {
  if (spot.node === spot.root) return undefined
  const isExtension = type !== undefined && typeCodeOf(type) === 'Extension'
  return isExtension ? extensionCheck(spot, compiler) : profilesCheck(spot, compiler, type?.profile ?? [])
}

/** What stands below an item: as the profile lists it, as the element that it refers to has it, or as its type has it. */
function contentCheck(spot: Spot, compiler: Compiler, code: string | undefined): ItemCheck | undefined {
  const { node, root } = spot
  if (node.element.contentReference !== undefined) {
    const target = nodeAt(root, node.element.contentReference)
    if (target !== undefined) {
      return lazily(() => {
        const check = compiler.item({ ...spot, node: target }, target.element.type?.[0])
        return check === undefined ? undefined : once(check)
      })
    }
    compiler.unsupported(spot, 'contentReference that leads nowhere')
    return undefined
  }
  if (code === undefined) return node.children.length > 0 ? objectCheck(spot, compiler) : undefined
  if (compiler.definitions.type(code)?.kind === 'resource' && node !== root) return resourceWithin(spot, compiler, code)
  if (compiler.isPrimitive(code)) {
    // The extensions beside it are looked at with the element itself (object-check.ts).
    return together([compiler.extrasOf(code), node.children.length > 0 ? companionCheck(spot, compiler) : undefined])
  }
  if (node.children.length > 0) return together([compiler.extrasOf(code), objectCheck(spot, compiler)])
  // What an extension is, its own definition says.
  return code === 'Extension' ? undefined : lazily(() => compiler.ofType(code))
}

/** What is below a primitive, an extension or an id, stands in its companion. */
function companionCheck(spot: Spot, compiler: Compiler): ItemCheck {
  const check = objectCheck(spot, compiler)
  return (_value, path, scope, companion) => check(companion, path, scope)
}

/** `#Bundle.link` or `http://hl7.org/fhir/StructureDefinition/Bundle#Bundle.link`, by element id. */
function nodeAt(root: Spot['node'], reference: string): Spot['node'] | undefined {
  const names = reference
    .slice(reference.indexOf('#') + 1)
    .split('.')
    .slice(1)
  let at: Spot['node'] | undefined = root
  for (const part of names) {
    const [name, slice] = part.split(':')
    const child: Spot['node'] | undefined = at?.children.find((one) => one.name === name)
    at = slice === undefined ? child : child?.slices.find(({ element }) => element.sliceName === slice)
  }
  return at
}

function wantedCheck(spot: Spot): ItemCheck | undefined {
  const wanted = wantedIn(spot.node.element)
  if (wanted === undefined) return undefined
  const words = { element: spot.node.element.path, expected: shownWanted(wanted) }
  const rule = ruleAt(spot)
  const matches = matching(wanted)
  return (value, path, { tell }) => {
    if (!matches(value)) tell({ ...issue('value-fixed', words, path), rule })
  }
}

/** The invariants of the element itself; those that its type has for each of its values are among the extras of the type. */
function ownInvariants(spot: Spot, compiler: Compiler, code: string | undefined): readonly (ItemCheck | undefined)[] {
  const { element } = spot.node
  const isOfOwn = code === undefined || code === 'BackboneElement' || code === 'Element'
  const type = isOfOwn ? undefined : compiler.definitions.type(code)
  const ofType = type?.kind === 'complex-type' ? (type.snapshot?.element[0]?.constraint ?? []) : []
  const at = isOfOwn ? (element.base?.path ?? element.path) : code
  return (element.constraint ?? [])
    .filter((one) => !NOT_ASKED.has(one.key) && !ofType.some((known) => isSameRule(one, known, type?.url)))
    .map((constraint) => invariantCheck(spot, compiler, { constraint, at }))
}

/** A profile may use the key of its type for a rule of its own; the source tells it, or else the expression. */
function isSameRule(
  one: ElementDefinitionConstraint,
  known: ElementDefinitionConstraint,
  url: string | undefined
): boolean {
  return (
    one.key === known.key && (one.expression === known.expression || (one.source !== undefined && one.source === url))
  )
}

/**
 * ele-1 stands at every element of every snapshot, and is checked with what every element is. dom-6 is R4's best practice
 * that each resource has a narrative: what two systems send each other has no reader for most of them, and a warning on
 * nearly everything would hide the others.
 */
const NOT_ASKED: ReadonlySet<string> = new Set(['ele-1', 'dom-6'])
