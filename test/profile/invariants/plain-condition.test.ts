import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { test } from 'tap'
import { referenceTo } from '../../../src/fhir/references.ts'
import { emptyMemory } from '../../../src/profile/compile/memory.ts'
import { requiredContent } from '../../../src/profile/compile/required-content.ts'
import { compileInvariant } from '../../../src/profile/invariants/compile-invariant.ts'
import { compiledByLibrary, type Evaluated } from '../../../src/profile/invariants/library.ts'
import { plainCondition } from '../../../src/profile/invariants/plain-condition.ts'
import { loadDefinitions } from '../../../src/profile/definitions/load-definitions.ts'
import type { Scope } from '../../../src/profile/scope.ts'
import { arbitraryContent } from './arbitrary-content.ts'

const definitions = loadDefinitions(join(import.meta.dirname, '..', '..', '..', 'profiles'))
const required = definitions.profiles.flatMap(({ type, differential }) =>
  (differential?.element[0]?.constraint ?? []).flatMap((one) =>
    requiredContent(one) === undefined ? [] : { expression: one.expression ?? '', type }
  )
)
/** What the gateway's own profiles ask to be there; kinds of feedback share some of it. */
const rules = [...new Map(required.map((rule) => [`${rule.type} ${rule.expression}`, rule])).values()]
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
  ...["payload.content.resolve().section.code.coding.code = 'x'", 'payload.content.resolve().code.exists()'],
  ...["payload.content.resolve().where(resourceType = 'CarePlan').repeat(category).exists()", 'true', "'x' = 'x'"],
  ...["payload.content.resolve().where(resourceType != 'CarePlan').created.exists()", "status in ('active' | 'other')"],
  ...["status.where($this = 'active').exists() and (doNotPerform or intent.exists())", 'payload.count() > 1'],
  ...["status = 'active' implies intent.exists()", 'doNotPerform implies priority.exists()', 'doNotPerform.not()'],
  ...["intent.exists() xor status = 'active'", "category.exists(coding.code = 'active' or text = 'other')"],
  ...['category.coding.count() = category.count()', 'category.count() + payload.count() >= 3', 'category.count() <= 1'],
  ...[
    "category.coding.code contains 'active'",
    '(status | intent).count() = 1',
    '(status | intent | priority).exists()'
  ],
  ...[
    "category.coding.select(system = 'other').allFalse()",
    'category.coding.code.isDistinct()',
    'category.tail().empty()'
  ],
  ...["status.startsWith('a')", "intent.contains('t').not()", "status.endsWith('e')", 'status.length() > 5'],
  ...["status.substring(2) = 'tive'", 'status.hasValue()', 'subject.hasValue()'],
  ...[
    'payload.where(content is Reference).exists()',
    'payload.content.first() is Attachment',
    'category[0].coding.exists()'
  ],
  ...[
    'payload.all(content.ofType(string).exists() or content.exists())',
    'payload.content.ofType(Reference).reference.exists()'
  ],
  ...['(extension.first().value as CodeableConcept).coding.exists()', "extension.value.ofType(string) = 'other'"],
  ...[
    'payload.content.resolve().where($this is Composition).section.exists()',
    'payload.content.resolve().ofType(CarePlan).period.exists()'
  ],
  ...[
    '%resource.status = status',
    '%context.intent.exists()',
    '%rootResource.category.exists()',
    'category.coding.system = %sct'
  ],
  ...[
    'status < intent',
    "status <= 'm'",
    'authoredOn <= sent',
    "category.trace('all').exists()",
    'category.single().coding.exists()'
  ],
  ...[
    'category.coding.code.intersect(category.text).exists()',
    'category.coding.code.distinct().count() < 2',
    'status and intent'
  ],
  ...[
    'category.where(doNotPerform).empty()',
    'where(doNotPerform).exists()',
    'iif(doNotPerform, status.exists(), true)'
  ],
  ...[
    'category.coding.code.combine(category.text).count() > 2',
    'basedOn.resolve().empty()',
    "status.matches('^[a-z]+$')"
  ],
  ...[
    'category.coding.where(code = %resource.status).empty()',
    'category.last().text.exists()',
    "(status & intent) = 'x'"
  ],
  ...['extension.where(url.exists()).exists(value.exists())', 'category.coding.all(system.exists() and code.exists())'],
  ...[
    'statusReason.coding = code.coding',
    'category = orderDetail',
    'priority.extension.exists()',
    '{}',
    "status | 'other'"
  ],
  ...['status.exists() or payload.descendants().empty()', "status = 'active' and intent.upper() = 'ORDER'"],
  ...['doNotPerform implies category.children().exists()', 'payload.all(content.exists() or children().count() > 3)'],
  ...["doNotPerform or status.first() = 'active'", "status and intent.startsWith('o')", '{} and doNotPerform'],
  ...["sent.toString() >= '2026-03-16'", 'authoredOn.toString().substring(0, 4) < sent.toString().substring(0, 7)'],
  ...['sent.toString().substring(0, 4).toInteger() + 1 > 2026', 'status.substring(1, 2).toInteger() > 1'],
  ...[
    "extension.value.first().toString().where(matches('2026')) > authoredOn.toString()",
    'sent.substring(0, 4) > status'
  ],
  ...["payload.content.resolve().where(resourceType = 'CarePlan' and status = 'active').category.coding.exists()"],
  ...["payload.content.resolve().where(status.exists() and resourceType = 'CarePlan').created <= '2026'"]
]

const scopeOf = (resource: Resource, graph: readonly Resource[]): Scope => ({
  resource,
  root: resource,
  graph: new Map(graph.map((one) => [referenceTo(one), one])),
  tell: () => undefined,
  memory: emptyMemory()
})

/** What the library alone says: an invariant that gives nothing is broken, a single value is true, several are a fault. */
function byLibrary(evaluate: Evaluated, scope: Scope): boolean | undefined {
  const result = evaluate(structuredClone(scope.resource), scope)
  if (result === undefined || result.length > 1) return undefined
  const [value] = result
  return typeof value === 'boolean' ? value : value !== undefined
}

/** Compiled once: a condition is asked about hundreds of messages. */
const compiledOnce = new Map<string, ReturnType<typeof compiledInEachWay>>()

function compiledInEachWay(expression: string, at: string) {
  return {
    evaluate: compiledByLibrary({ expression, at }),
    plain: plainCondition({ expression, at }),
    invariant: compileInvariant({ constraint: { key: 'test-1', expression }, at })
  }
}

/** How an answer was given. What conditions share is remembered in the scope. */
function compare(expression: string, at: string, scope: Scope): 'plain' | 'left' {
  const { resource } = scope
  const ways = compiledOnce.get(`${at}: ${expression}`) ?? compiledInEachWay(expression, at)
  compiledOnce.set(`${at}: ${expression}`, ways)
  const expected = byLibrary(ways.evaluate, scope)
  const plain = ways.plain?.(resource, scope)
  const invariant = ways.invariant?.(resource, scope)
  if ((plain ?? expected) !== expected || invariant !== expected) {
    throw new Error(
      `${expression} is ${String(expected)}, and is taken for ${String(plain)}: ${JSON.stringify([resource, ...scope.graph.values()])}`
    )
  }
  return plain === undefined ? 'left' : 'plain'
}

for (const [name, asked] of Map.groupBy(
  [
    ...rules,
    ...others.flatMap((expression) => ['Task', 'Communication', 'ServiceRequest'].map((type) => ({ expression, type })))
  ],
  ({ type }) => type
)) {
  test(`a plain condition about a ${name} is true of what FHIRPath says it is true of, and of nothing else`, (t) => {
    const counts = { plain: 0, left: 0 }
    const conditions = fc.array(fc.constantFrom(...asked), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(fc.tuple(conditions, arbitraryContent(name, words)), ([some, graph]) => {
        const [resource] = graph
        if (resource === undefined) throw new Error('no resource')
        const scope = scopeOf(resource, graph)
        for (const { expression, type } of some) counts[compare(expression, type, scope)] += 1
      }),
      { numRuns: 1000 }
    )
    t.ok(counts.plain > 200, `plain answers: ${JSON.stringify(counts)}`)
    t.end()
  })
}

test('no rule is left to the library from the start', (t) => {
  const left = rules.filter(({ expression, type }) => plainCondition({ expression, at: type }) === undefined)
  t.same(left, [])
  t.end()
})

test('the side on the right is asked only where the one on the left does not decide', (t) => {
  const resource = { resourceType: 'Task', status: 'ready', intent: 'order' } as Resource
  // Only the library can answer it, and it throws for two values.
  const fault = "('a' | 'b').single().upper() = 'A'"
  for (const [expression, expected] of [
    [`status.exists() or ${fault}`, true],
    [`status.empty() or ${fault}`, undefined],
    [`status.empty() and ${fault}`, false],
    [`status.exists() and ${fault}`, undefined],
    [`status.empty() implies ${fault}`, true],
    [`status.exists() implies ${fault}`, undefined],
    [`status.exists() xor ${fault}`, undefined],
    [`{} or ${fault}`, undefined],
    [`${fault} or status.exists()`, undefined],
    [`where(status.exists() or ${fault}).exists()`, true],
    ['({} and status.empty()).exists()', true],
    ['({} and status.exists()).empty()', true],
    ['({} or status.exists())', true],
    ['({} implies status.empty()).empty()', true],
    ['({} implies status.exists())', true]
  ] as const) {
    const invariant = compileInvariant({ constraint: { key: 'test-1', expression }, at: 'Task' })
    t.equal(invariant?.(resource, scopeOf(resource, [resource])), expected, expression)
  }
  t.end()
})

/** A rule that decides early for most messages, and what it says in the end. */
const early = ['feedback-sent-before-event', 'lga-adult'].map((key) => {
  const constraints = definitions.profiles.flatMap((one) => one.differential?.element[0]?.constraint ?? [])
  return constraints.find((one) => one.key === key)?.expression ?? ''
})

test('the day of sending is judged early as it is by the clock', (t) => {
  const [rule = ''] = early
  const whole = rule.slice(rule.indexOf('defineVariable('))
  t.not(whole, rule)
  const days = ['2026', '2026-03', '2026-03-15', '2026-03-16', '2026-03-17']
  const times = ['00:00:00', '00:30:00', '21:59:59', '22:00:00', '23:30:00'].flatMap((time) =>
    ['Z', '+01:00', '+02:00', '+14:00', '-05:00'].flatMap((zone) => [
      `2026-03-15T${time}${zone}`,
      `2026-03-16T${time}${zone}`
    ])
  )
  let answers = 0
  for (const sent of [undefined, ...days, ...times]) {
    for (const stated of [undefined, ...days, ...times.filter((_, index) => index % 3 === 0)]) {
      const url = 'https://ggz-gateway.example/fhir/StructureDefinition/event-date'
      const value = stated?.includes('T') === true ? { valueDateTime: stated } : { valueDate: stated }
      const extension = stated === undefined ? [] : [{ url, ...value }]
      const resource = { resourceType: 'Communication', sent, extension } as unknown as Resource
      answers += Number(isAnsweredAlike([rule, whole], resource, []))
    }
  }
  t.equal(answers, (days.length + times.length + 1) * (days.length + 17 + 1))
  t.end()
})

test('who is adult by the years is adult by the day', (t) => {
  const [, rule = ''] = early
  const clauses = rule.split(' or ')
  const whole = clauses.filter((one) => !one.includes('toInteger()')).join(' or ')
  t.equal(clauses.length, 5)
  t.not(whole, rule)
  const dates = ['2026', '2026-02', '2026-02-28', '2026-03-01', '2027-01-01', '2025-12-31', '2026-02-28T23:59:00+01:00']
  for (const birthDate of [undefined, '1990-05-01', '2007', '2007-12-31', '2008-02-28', '2008-02-29', '2008-03-01']) {
    for (const authoredOn of [undefined, ...dates]) {
      const patient = { resourceType: 'Patient', id: '1', birthDate } as Resource
      const subject = { reference: 'Patient/1' }
      const resource = { resourceType: 'ServiceRequest', authoredOn, subject } as unknown as Resource
      t.ok(isAnsweredAlike([rule, whole], resource, [patient]), `${birthDate ?? 'no'} and ${authoredOn ?? 'no date'}`)
    }
  }
  t.end()
})

function isAnsweredAlike(expressions: readonly string[], resource: Resource, graph: readonly Resource[]): boolean {
  const scope = scopeOf(JSON.parse(JSON.stringify(resource)) as Resource, graph)
  const at = resource.resourceType
  const answers = expressions.map((expression) => {
    const known = compiledOnce.get(`${at}: ${expression}`) ?? compiledInEachWay(expression, at)
    compiledOnce.set(`${at}: ${expression}`, known)
    return [known.invariant?.(scope.resource, scope), byLibrary(known.evaluate, scope)]
  })
  return answers.flat().every((answer) => answer !== undefined && answer === answers[0]?.[0])
}

test('an expression that nobody understands is refused where it is read', (t) => {
  t.throws(() => plainCondition({ expression: 'status = ', at: 'Task' }))
  t.end()
})
