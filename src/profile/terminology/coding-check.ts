import { issue, type BrokenRule, type OutcomeCode } from '../../fhir/outcome.ts'
import { CANONICAL } from '../../fhir/systems.ts'
import type { Definitions } from '../definitions/definitions.ts'
import { isAbsolute } from '../content/addresses.ts'
import type { Check, Scope } from '../scope.ts'
import type { CodeSystemIndex, CompiledCodeSystem } from './code-system-index.ts'
import { textIn } from './codings.ts'
import { isOneOf } from './display.ts'
import { grammarOf } from './grammar.ts'
import { nameOfAbsent, NO_SYSTEM, notOfItsForm, valueSetAsSystem, type SystemName } from './system-name.ts'
import { isAddressOfHl7, isChanging, LEFT_OUT_OF_R4 } from './systems-of-hl7.ts'
import { isFirst } from './told-once.ts'

/** What the check of a Coding looks into. */
export interface CodingDeps {
  /** The type that is checked, which the rule of an issue names. */
  readonly type: 'Coding' | 'Quantity'
  readonly definitions: Pick<Definitions, 'valueSet' | 'codeSystem'>
  readonly systems: CodeSystemIndex
}

/**
 * The check of a Coding or Quantity wherever it stands: that its system is one, that the code can exist and does exist in
 * it, and that the display is not that of another code.
 *
 * Of a display only a contradiction is told: that it is one of another concept of the same system, and none of this one.
 * Any other may be a translation that the system at hand has no designation of; Dutch systems send Dutch words.
 * Errors: `code-unknown`, of the gateway's own lists `unknown-code`; warnings: `code-not-found` (a code that a newer edition may have), `system-unknown`,
 * `display-differs`; information: `code-unchecked`. What is said of a system is told once for each system in a message.
 * Source: https://hl7.org/fhir/R4/datatypes.html#Coding, https://hl7.org/fhir/R4/terminologies.html#system
 */
export function codingCheck(deps: CodingDeps): Check {
  return (value, path, scope) => {
    const [system, code] = [textIn(value, 'system'), textIn(value, 'code')]
    if (system === undefined) {
      if (code !== undefined) unchecked(NO_SYSTEM, { key: '', path, scope, deps })
      return
    }
    const local = deps.systems(system)
    // What was found by `url|version` is not what stands there.
    if (local === undefined || local.url !== system) {
      absentSystem(system, code, { path, scope, deps })
      return
    }
    if (code === undefined) return
    const concept = local.concept(code)
    if (concept === undefined) {
      missingCode(local, { code, version: textIn(value, 'version') }, { path, scope, deps })
      return
    }
    const display = textIn(value, 'display')
    if (display === undefined || isOneOf(display, concept.displays) || !local.hasDisplay(display)) return
    tell('display-differs', { system }, { path: `${path}.display`, scope, rule: ruleOf(local, 'display', deps) })
  }
}

/** Where a check stands. */
interface Standing {
  readonly path: string
  readonly scope: Scope
  readonly deps: CodingDeps
}

interface MissingCode {
  readonly code: string
  readonly version: string | undefined
}

function missingCode(local: CompiledCodeSystem, { code, version }: MissingCode, standing: Standing): void {
  const { path, scope, deps } = standing
  const name = { system: local.url }
  const place = { path: `${path}.code`, scope, rule: ruleOf(local, 'code', deps) }
  const isOtherVersion = version !== undefined && local.version !== undefined && version !== local.version
  if (grammarOf(local.url)?.(code) === 'out') {
    tell('code-unknown', notOfItsForm(name), place)
    return
  }
  // A code that is not in this part, or not in this version of the system, may be in another.
  if (!local.isComplete || isOtherVersion) {
    unchecked(name, { key: local.url, ...standing })
    return
  }
  if (local.url.startsWith(`${CANONICAL}/`)) {
    // The gateway's own lists are short, so an answer can name what may be sent.
    const map = [...local.concepts.values()].reverse().map((one) => one.code)
    tell('unknown-code', { ...name, map: map.join(', ') }, place)
    return
  }
  const mayBeNewer = version === undefined && isChanging(local.url)
  tell(mayBeNewer ? 'code-not-found' : 'code-unknown', name, place)
}

function absentSystem(system: string, code: string | undefined, { path, scope, deps }: Standing): void {
  const grammar = grammarOf(system)
  // That an address is not absolute is told where its form is looked at.
  if (grammar === undefined && !isAbsolute(system)) return
  // What has a grammar here is a system, and is known.
  const wrong = grammar === undefined ? wrongSystem(system, deps.definitions) : undefined
  if (wrong !== undefined) {
    tell('code-unknown', wrong, { path: `${path}.system`, scope, rule: ruleOfType('system', deps) })
    return
  }
  if (grammar === undefined && isUnknownToR4(system, deps.definitions)) {
    if (isFirst(scope, system))
      tell('system-unknown', {}, { path: `${path}.system`, scope, rule: ruleOfType('system', deps) })
    return
  }
  if (code === undefined) return
  const name = nameOfAbsent(system)
  const byGrammar = grammar?.(code)
  if (byGrammar === 'in') return
  if (byGrammar === 'out') {
    tell('code-unknown', notOfItsForm(name), { path: `${path}.code`, scope, rule: ruleOfType('code', deps) })
    return
  }
  unchecked(name, { key: system, path, scope, deps })
}

/** One without content is known nevertheless. */
function isUnknownToR4(system: string, { codeSystem }: CodingDeps['definitions']): boolean {
  return isAddressOfHl7(system) && !LEFT_OUT_OF_R4.has(system) && codeSystem(system) === undefined
}

/** A system that cannot be one, as a text names it. */
function wrongSystem(system: string, definitions: CodingDeps['definitions']): SystemName | undefined {
  const url = definitions.valueSet(system)?.url
  if (url !== undefined) return valueSetAsSystem(url)
  return VALUE_SET.test(system) ? valueSetAsSystem() : undefined
}

/** Value sets of HL7 that are not at hand show by their address. */
const VALUE_SET = /^https?:\/\/(?:terminology\.)?hl7\.org\/(?:fhir\/)?ValueSet\//

/** The rule of the type that an element of it breaks. */
function ruleOfType(element: string, { type }: CodingDeps): BrokenRule {
  return { canonical: `http://hl7.org/fhir/StructureDefinition/${type}`, id: `${type}.${element}` }
}

function ruleOf({ canonical }: CompiledCodeSystem, element: string, { type }: CodingDeps): BrokenRule {
  return { canonical, id: `${type}.${element}` }
}

function unchecked(name: SystemName, { key, path, scope, deps }: Standing & { readonly key: string }): void {
  if (!isFirst(scope, key)) return
  tell('code-unchecked', name, { path, scope, rule: ruleOfType('system', deps) })
}

interface Place {
  readonly path: string
  readonly scope: Scope
  readonly rule: BrokenRule
}

function tell(
  code: OutcomeCode,
  name: Partial<SystemName> & { readonly map?: string },
  { path, scope, rule }: Place
): void {
  scope.tell({ ...issue(code, { ...name }, path), rule })
}
