import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { compileInvariant } from '../../../src/profile/invariants/compile-invariant.ts'
import { ruleInCode, rulesInCode } from '../../../src/profile/invariants/in-code.ts'
import { compiledByLibrary } from '../../../src/profile/invariants/library.ts'
import type { Scope } from '../../../src/profile/scope.ts'
import type { RuleExample } from './rule-example.ts'
import { rulesOfBundles } from './rules-of-bundles.ts'
import { rulesOfResources } from './rules-of-resources.ts'
import { rulesOfTypes } from './rules-of-types.ts'

const rulesOfR4 = [...rulesOfTypes, ...rulesOfResources, ...rulesOfBundles]

const scopeOf = (value: unknown): Scope => {
  const isResource = typeof value === 'object' && value !== null && 'resourceType' in value
  const resource = (isResource ? value : { resourceType: 'Basic', id: '1' }) as Resource
  return { resource, root: resource, graph: new Map(), tell: () => undefined }
}

/** R4 uses one key for two rules, of Task and of Parameters. */
const expressionOf = ({ key, at }: RuleExample): string => {
  const rules = rulesInCode.filter((rule) => rule.key === key)
  const rule = rules.find(({ expression }) => key !== 'inv-1' || expression.startsWith('part') === (at !== 'Task'))
  return (at === 'Parameters.parameter' ? rules.at(-1) : rule)?.expression ?? ''
}

for (const example of rulesOfR4) {
  const { key, at, holds, broken, differs } = example
  const expression = expressionOf(example)

  test(`${key} of ${at} holds of what it allows and of nothing else`, (t) => {
    const invariant = compileInvariant({ constraint: { key, expression }, at })

    for (const value of holds) t.equal(invariant?.(value, scopeOf(value)), true, JSON.stringify(value))
    for (const value of broken) t.equal(invariant?.(value, scopeOf(value)), false, JSON.stringify(value))
    t.equal(invariant, ruleInCode(key, expression))
    t.end()
  })

  test(`${key} of ${at} is what FHIRPath makes of the expression of R4`, { skip: differs ?? false }, (t) => {
    const evaluate = compiledByLibrary({ expression, at })

    for (const value of holds) t.strictSame(evaluate(value, scopeOf(value)), [true], JSON.stringify(value))
    // Nothing is as broken as false.
    for (const value of broken) t.notOk(evaluate(value, scopeOf(value))!.includes(true), JSON.stringify(value))
    t.end()
  })
}

test('every rule in code is in the table above', (t) => {
  const keys = new Set(rulesOfR4.map(({ key }) => key))

  t.same(
    rulesInCode.filter(({ key }) => !keys.has(key)),
    []
  )
  t.end()
})
