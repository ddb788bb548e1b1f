import type { StructureDefinition } from '@medplum/fhirtypes'
import { issue } from '../../fhir/outcome.ts'
import type { Scope } from '../scope.ts'
import { canonicalOf, ruleAt, type Compiler, type ItemCheck, type Spot } from './compiler.ts'
import { lazily } from './lazily.ts'
import { holderOf, mayStandAt, type Place } from './extension-place.ts'
import { urlOf } from './said-at.ts'

/**
 * The check of an Extension by the definition that its URL names.
 *
 * A modifier extension that is not known is an error, because it may turn the meaning around; any other is carried as it
 * came, which is told; its address is not, for nobody knows what a sender puts there. Within a complex extension the parts have names of their own and stand in its definition.
 * Errors: `modifier-unknown`, `extension-misplaced`, `slice-closed`, and those of the definition; `extension-unknown` tells.
 * Source: https://hl7.org/fhir/R4/extensibility.html, https://hl7.org/fhir/R4/defining-extensions.html#context
 */
export function extensionCheck(spot: Spot, compiler: Compiler): ItemCheck {
  for (const canonical of spot.node.element.type?.flatMap(({ profile = [] }) => profile) ?? []) {
    if (compiler.definitions.structure(canonical)?.snapshot === undefined) {
      compiler.unsupported(spot, `extension ${canonical} is not at hand with a snapshot`)
    }
  }
  return checkAt({ spot, holder: holderOf(spot), isModifier: spot.node.name === 'modifierExtension' }, compiler)
}

/** The check of the extensions beside a primitive. */
export function extensionsOfPrimitive(spot: Spot, compiler: Compiler, code: string): ItemCheck {
  const { element } = spot.node
  const holder = [element.path, element.base?.path ?? element.path, code]
  const check = checkAt({ spot, holder, isModifier: false }, compiler)
  return (_value, path, scope, companion) => {
    if (typeof companion !== 'object' || companion === null || !('extension' in companion)) return
    if (!Array.isArray(companion.extension)) return
    companion.extension.forEach((extension: unknown, index) => check(extension, `${path}.extension[${index}]`, scope))
  }
}

function checkAt({ spot, holder, isModifier }: Place, compiler: Compiler): ItemCheck {
  const isWithin = holder.includes('Extension')
  // By the base definition only what an unknown extension holds is looked at, and that one was told.
  const isInUnknown = isWithin && spot.definition.derivation !== 'constraint'
  const placed = new Map<StructureDefinition, boolean>()
  const rule = ruleAt(spot)
  const base = lazily(() => compiler.ofType('Extension'))
  const part = partCheck(spot)
  return (value, path, scope, companion) => {
    const url = urlIn(value)
    const isPart = url !== undefined && isWithin && !url.includes(':')
    const definition = url === undefined || isPart ? undefined : compiler.definitions.structure(url)
    const isKnown = definition?.type === 'Extension' && definition.derivation === 'constraint'
    const check = isKnown ? compiler.ofProfile(definition.url) : undefined
    if (definition === undefined || check === undefined) {
      base(value, path, scope, companion)
      if (isPart) part(url, path, scope)
      else if (isModifier) scope.tell({ ...issue('modifier-unknown', {}, path), rule })
      else if (!isInUnknown) scope.tell({ ...issue('extension-unknown', {}, path), rule })
      return
    }
    const isPlaced = placed.get(definition) ?? mayStandAt(definition, { spot, holder, isModifier }, compiler)
    placed.set(definition, isPlaced)
    if (!isPlaced) {
      const words = { extension: definition.url }
      scope.tell({
        ...issue('extension-misplaced', words, path),
        rule: { canonical: canonicalOf(definition), id: 'Extension' }
      })
    }
    check(value, path, scope, companion)
  }
}

/** A part of a complex extension has a name that only the definition around it knows; the slices there look at what it is. */
function partCheck(spot: Spot): (name: string, path: string, scope: Scope) => void {
  const names = spot.node.slices.flatMap((slice) => urlOf(slice) ?? [])
  const rule = ruleAt(spot)
  const words = { element: spot.node.element.path, slices: names.join(', ') }
  return (name, path, scope) => {
    if (names.length === 0 || names.includes(name)) return
    scope.tell({ ...issue('slice-closed', words, path), rule })
  }
}

function urlIn(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string'
    ? value.url
    : undefined
}
