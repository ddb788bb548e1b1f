import { test } from 'tap'
import type { ConceptMap } from '@medplum/fhirtypes'
import { Effort } from '../../../src/mapping/fml/effort.ts'
import { answerOf, compiled, type Probe } from './probes/probe.ts'

/** Codings of one concept, each of which a condition compares with all. */
const codings = (count: number) => Array.from({ length: count }, (_, index) => ({ system: 'urn:s', code: `c${index}` }))

const comparing: Probe = {
  name: '',
  rules: `src.maritalStatus as m -> tgt.maritalStatus as c then {
    m.coding as own where %m.coding.where(system = 'urn:other' and code = %own.code).empty() -> c.coding = own;
  };`
}

test('a condition that compares each of thousands with all ends with a fault', (t) => {
  const source = { resourceType: 'Patient', maritalStatus: { coding: codings(5000) } }

  const { fault } = answerOf({ ...comparing, source })

  t.match(fault, { code: 'limit', line: 4 })
  t.end()
})

for (const [function_, expected] of [
  ["name.given.select($this & 'x').intersect(name.given.select($this & 'x')).exists()", 'limit'],
  ["name.given.select($this & 'x').subsetOf(name.given.select($this & 'x'))", 'limit'],
  ['name.given.select(length()).sum() > 0', undefined]
] as const) {
  test(`${function_} of thousands of values is ${expected === undefined ? 'evaluated' : 'refused'}`, (t) => {
    const source = {
      resourceType: 'Patient',
      name: [{ given: Array.from({ length: 8000 }, (_, index) => `g${index}`) }]
    }

    const { fault } = answerOf({ name: '', rules: `src where ${function_} -> tgt.active = true;`, source })

    t.equal(fault?.code, expected)
    t.end()
  })
}

test('what a referral needs is far from the bound, and transforms may share one account', (t) => {
  const map = compiled(comparing)
  if (!('transform' in map)) throw new Error(map.message)
  const effort = new Effort(2000)
  const request = { sources: [{ resourceType: 'Patient', maritalStatus: { coding: codings(20) } }], effort }

  t.ok(map.transform(request).ok)
  t.notOk(map.transform(request).ok, 'the second has what the first left')
  t.ok(map.transform({ sources: request.sources }).ok, 'one without has its own')
  t.end()
})

function nested(depth: number): unknown {
  const text = `${'{"url":"u","extension":['.repeat(depth)}{"url":"u"}${']}'.repeat(depth)}`
  return JSON.parse(`{"resourceType":"Patient","id":"p","extension":[${text}]}`)
}

for (const rules of [
  'src.id -> tgt.id;',
  'src.extension -> tgt.extension;',
  'src -> tgt.id = uuid();',
  "src.extension as e -> tgt.extension = e as x, x.id = 'q';",
  'src -> tgt.active = (descendants().exists());',
  'src.extension as e -> tgt.extension as x then { e.extension -> x.extension; };'
]) {
  test(`JSON that nests ten thousand deep throws nothing: ${rules}`, (t) => {
    const groups = 'group C(source s : Coding, target t : Coding) <<types>> { s.code -> t.code; }'
    for (const probe of [{ rules }, { rules, groups }]) {
      const map = compiled({ name: '', ...probe })
      if (!('transform' in map)) throw new Error(map.message)

      const outcome = map.transform({ sources: [nested(10_000)], coverage: true, lineage: true })

      if (outcome.ok) t.ok(outcome.value.unread().length <= 50 && outcome.value.lineage().length > 0)
      else t.match(outcome.fault.code, /limit|recursion/)
    }
    t.end()
  })
}

const conceptMap: ConceptMap = {
  resourceType: 'ConceptMap',
  status: 'active',
  url: 'urn:cm',
  group: [{ source: 'urn:s', target: 'urn:t', element: [{ code: 'a', target: [{ code: 'b', equivalence: 'equal' }] }] }]
}

for (const value of [['a'], [['a']], { a: 1 }]) {
  test(`${JSON.stringify(value)} is no code and is not translated as one`, (t) => {
    const source = { resourceType: 'Patient', language: [value] }
    const rules = "src.language as c -> tgt.language = translate(c, 'urn:cm', 'code');"

    const { fault } = answerOf({ name: '', rules, source, conceptMaps: [conceptMap] })

    t.equal(fault?.code, 'wrong-value')
    t.end()
  })
}

test('a translation that was made of a code is not given for a uri of the same letters', (t) => {
  const group = (main: string) =>
    `map "urn:m" = "m"\ngroup main(source src : Patient, target tgt : Patient) {\n${main}\n}
    group one(source v, target tgt) { v -> tgt.extension as e, e.value = translate(v, 'urn:cm'); }`
  const map = group('src.language as c then one(c, tgt); src.implicitRules as u then one(u, tgt);')
  const source = { resourceType: 'Patient', language: 'a', implicitRules: 'a' }

  const answer = answerOf({ name: '', map, source, conceptMaps: [conceptMap] })

  t.strictSame(answer.fault === undefined && answer.value.targets[0]?.['extension'], [
    { valueCode: 'b' },
    { valueUri: 'b' }
  ])
  t.end()
})
