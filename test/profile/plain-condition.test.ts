import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { test } from 'tap'
import { referenceTo } from '../../src/fhir/references.ts'
import { compiled, evaluatedCondition } from '../../src/profile/condition.ts'
import { plainCondition } from '../../src/profile/plain-condition.ts'
import { readLists } from '../../src/profile/required-list.ts'
import { arbitraryContent } from './arbitrary-content.ts'

const lists = readLists(join(import.meta.dirname, '..', '..', 'profiles', 'required'))
const rules = [...new Set([...lists.values()].flat())].map(({ expression, type }) => ({ expression, type }))
const words = [...new Set(rules.flatMap(({ expression }) => expression.match(/(?<=')[^'^]+(?=')/g) ?? []))].filter(
  (one) => /^[a-z0-9:/.-]+$/i.test(one)
)

/** More than the rules ask, as a rule of tomorrow may. */
const others = [
  ...["status = 'active'", "status != 'active'", 'doNotPerform = false', 'doNotPerform', 'priority.exists()'],
  ...["(status = 'active') = true", "category.coding.code = 'x'", 'category.coding.first().code.empty()'],
  ...['category.exists(text.exists())', 'category.all(coding.exists())', "extension.value = 'other'"],
  ...["extension('urn:a').value.exists()", 'payload.content.ofType(Reference).exists()', 'payload.content is string'],
  ...["extension.value.first().toString().matches('^2026')", 'extension.value.ofType(Element).exists()'],
  ...["authoredOn = '2026-03-16'", "authoredOn != 'other'", "subject.reference = 'Patient/9'", 'sent.exists()'],
  ...["payload.content.inGraph().section.code.coding.code = 'x'", 'payload.content.inGraph().code.exists()'],
  ...["payload.content.inGraph().where(resourceType = 'CarePlan').repeat(category).exists()", 'true', "'x' = 'x'"],
  ...["payload.content.inGraph().where(resourceType != 'CarePlan').created.exists()", "status in ('active' | 'other')"],
  ...["status.where($this = 'active').exists() and (doNotPerform or intent.exists())", 'payload.count() > 1']
]

/** How often a plain answer was given, and how often it was left to the library. */
function compare(expression: string, type: string, graph: readonly Resource[]): 'plain' | 'left' {
  const [resource] = graph
  if (resource === undefined) throw new Error('no resource')
  const index = new Map(graph.map((one) => [referenceTo(one), one]))
  const expected = evaluatedCondition(expression, type)(structuredClone(resource), index)
  const plain = plainCondition(expression, type)?.(resource, index)
  if ((plain ?? expected) !== expected || compiled(expression, type)(resource, index) !== expected) {
    throw new Error(`${expression} is ${String(expected)} and is taken for ${String(plain)}: ${JSON.stringify(graph)}`)
  }
  return plain === undefined ? 'left' : 'plain'
}

for (const [name, asked] of Map.groupBy(
  [...rules, ...others.flatMap((expression) => ['Task', 'Communication'].map((type) => ({ expression, type })))],
  ({ type }) => type
)) {
  test(`a plain condition about a ${name} is true of what FHIRPath says it is true of, and of nothing else`, (t) => {
    const counts = { plain: 0, left: 0 }
    const examples = fc.tuple(fc.constantFrom(...asked), arbitraryContent(name, words))
    fc.assert(
      fc.property(examples, ([{ expression, type }, graph]) => {
        counts[compare(expression, type, graph)] += 1
      }),
      { numRuns: 800 }
    )
    t.ok(counts.plain > 200, `plain answers: ${JSON.stringify(counts)}`)
    t.end()
  })
}

test('every rule but the one that compares times is plain', (t) => {
  const others = rules.filter(({ expression, type }) => plainCondition(expression, type) === undefined)
  t.same(others.length, 1)
  t.match(others[0], { expression: /toDateTime/ })
  t.end()
})

test('an expression that nobody understands is refused where it is read', (t) => {
  t.throws(() => plainCondition('status = ', 'Task'))
  t.end()
})
