import type { Scope } from '../scope.ts'
import { has, hasChoice, isElement, type Element } from './element.ts'

/** An invariant of R4 as a function: true where it holds, undefined where it cannot be told. */
export interface RuleInCode {
  readonly key: string
  /** As R4 writes it: under the same key with another expression stands another rule. */
  readonly expression: string
  readonly holds: (value: unknown, scope: Scope) => boolean | undefined
}

/** A rule about an element that has children. */
export function rule(
  key: string,
  expression: string,
  holds: (element: Element, scope: Scope) => boolean | undefined
): RuleInCode {
  return { key, expression, holds: (value, scope) => (isElement(value) ? holds(value, scope) : undefined) }
}

/** Where the one element is, the other must be. */
export function needs(key: string, one: string, other: string): RuleInCode {
  return rule(key, `${one}.empty() or ${other}.exists()`, (value) => !has(value, one) || has(value, other))
}

/** The two elements exclude each other. */
export function excludes(key: string, one: string, other: string): RuleInCode {
  return rule(key, `${one}.empty() or ${other}.empty()`, (value) => !has(value, one) || !has(value, other))
}

/** One of the elements must be there. */
export function asksOneOf(key: string, ...names: readonly string[]): RuleInCode {
  const expression = names.map((name) => `${name}.exists()`).join(' or ')
  return rule(key, expression, (value) => names.some((name) => has(value, name)))
}

/** A choice that must be absent where an element is there. */
export function excludesChoice(key: string, name: string, choice: string): RuleInCode {
  return rule(key, `${name}.empty() or ${choice}.empty()`, (value) => !has(value, name) || !hasChoice(value, choice))
}
