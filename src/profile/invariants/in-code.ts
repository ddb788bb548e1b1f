import { bundleRules } from './bundle-rules.ts'
import { dataTypeRules } from './data-type-rules.ts'
import { elementRules } from './element-rules.ts'
import { recordRules } from './record-rules.ts'
import { resourceRules } from './resource-rules.ts'
import type { RuleInCode } from './rule-in-code.ts'

/** Every invariant of R4 that is a function here. */
export const rulesInCode: readonly RuleInCode[] = [
  ...elementRules,
  ...resourceRules,
  ...dataTypeRules,
  ...recordRules,
  ...bundleRules
]

/**
 * The function of an invariant of R4, by its key and its expression.
 *
 * A profile may use a key of R4 for a rule of its own, so both must be the same; white space tells nothing apart.
 */
export function ruleInCode(key: string, expression: string): RuleInCode['holds'] | undefined {
  return index.get(key)?.get(normalised(expression))
}

/** An expression without white space around its signs and with one space elsewhere; texts in it stay as they are. */
export function normalised(expression: string): string {
  const parts = expression.split(/('(?:[^'\\]|\\.)*')/)
  return parts.map((part, at) => (at % 2 === 1 ? part : withoutSpace(part))).join('')
}

function withoutSpace(part: string): string {
  return part.replaceAll(/\s+/g, ' ').replaceAll(/ ?([()=<>|.,&+!]) ?/g, '$1')
}

const index: ReadonlyMap<string, ReadonlyMap<string, RuleInCode['holds']>> = new Map(
  [...Map.groupBy(rulesInCode, ({ key }) => key)].map(([key, rules]) => [
    key,
    new Map(rules.map(({ expression, holds }) => [normalised(expression), holds]))
  ])
)
