import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { compileLibrary } from '../../../src/mapping/fml/compile/library.ts'
import type { Fault, FaultCode, Outcome } from '../../../src/mapping/fml/fault.ts'
import { parseMap } from '../../../src/mapping/fml/parse/parse-map.ts'
import { compiled, patient } from './probes/probe.ts'
import { schema } from './test-schema.ts'

const folder = join(import.meta.dirname, 'broken')

/** By file: the code of the fault, its line, and a part of what it says. */
const table: readonly (readonly [file: string, code: FaultCode, line: number, says: string])[] = [
  ['no-head', 'syntax', 1, 'url of the map'],
  ['no-group', 'syntax', 1, 'found the end of the text'],
  ['no-arrow', 'syntax', 3, 'expected'],
  ['no-brace', 'syntax', 3, 'found the end of the text'],
  ['no-quote', 'syntax', 3, 'at the end of what it opens'],
  ['unknown-transform', 'syntax', 3, 'expected a transform'],
  ['bad-list-mode', 'syntax', 3, 'R5'],
  ['bad-relation', 'syntax', 5, 'found ">"'],
  ['unknown-prefix', 'syntax', 5, 'prefix c'],
  ['group-twice', 'syntax', 8, 'Name stands twice'],
  ['drops-outside', 'syntax', 2, 'drops'],
  ['unknown-group', 'unknown-name', 3, 'no group Nothing'],
  ['unknown-parent', 'unknown-name', 2, 'no group Nothing'],
  ['unknown-source-variable', 'unknown-name', 3, 'variable sorce'],
  ['unknown-target-variable', 'unknown-name', 3, 'variable target'],
  ['unknown-parameter-variable', 'unknown-name', 3, 'variable h'],
  ['unknown-argument', 'unknown-name', 3, 'variable x'],
  ['variable-out-of-scope', 'unknown-name', 3, 'variable m'],
  ['unknown-fhirpath-variable', 'unknown-name', 3, 'h'],
  ['unknown-fhirpath-function', 'unknown-name', 3, 'magic'],
  ['unknown-uses-type', 'unknown-type', 2, 'Nothing'],
  ['unknown-input-type', 'unknown-type', 2, 'Patiant'],
  ['unknown-created-type', 'unknown-type', 3, 'Persoon'],
  ['unknown-filter-type', 'unknown-type', 3, 'Persoon'],
  ['unknown-source-element', 'unknown-element', 3, 'Patient has no element geslacht'],
  ['unknown-target-element', 'unknown-element', 3, 'Patient has no element geslacht'],
  ['unknown-inner-element', 'unknown-element', 4, 'HumanName has no element surname'],
  ['unknown-import', 'unknown-name', 2, 'http://x.example/nothing'],
  ['unknown-import-pattern', 'unknown-name', 2, 'nothing-*'],
  ['unknown-concept-map', 'unknown-concept-map', 3, 'urn:nothing'],
  ['unknown-embedded-map', 'unknown-concept-map', 8, '#h'],
  ['contradicting-map', 'wrong-value', 2, 'contradict'],
  ['unmapped-code', 'unmapped-code', 8, 'no translation'],
  ['bad-fhirpath', 'syntax', 3, 'FHIRPath'],
  ['bad-fhirpath-type', 'unknown-type', 3, 'Nothing'],
  ['too-few-parameters', 'wrong-use', 3, 'takes 2'],
  ['too-many-parameters', 'wrong-use', 3, 'takes 1'],
  ['wrong-parameter', 'wrong-use', 3, 'length'],
  ['too-few-arguments', 'wrong-use', 3, 'takes 2 and is given 1'],
  ['too-many-arguments', 'wrong-use', 3, 'takes 2 and is given 3'],
  ['wrong-argument', 'wrong-use', 3, 'wants a HumanName'],
  ['source-as-target', 'wrong-use', 3, 'writes to'],
  ['write-to-source', 'wrong-use', 3, 'read from'],
  ['read-from-target', 'wrong-use', 3, 'written to'],
  ['two-inputs-of-one-name', 'wrong-use', 2, 'called a'],
  ['two-groups-for-one-type', 'wrong-use', 8, 'Name and Other'],
  ['choice-without-type', 'wrong-use', 3, 'create'],
  ['abstract-type', 'wrong-use', 3, 'cannot be created'],
  ['list-mode-of-a-value', 'wrong-use', 3, 'share'],
  ['wrong-type', 'wrong-value', 3, 'gender takes a code and is given a CodeableConcept'],
  ['wrong-constant', 'wrong-value', 3, 'birthDate takes a date'],
  ['second-value', 'too-many', 3, 'second'],
  ['cardinality', 'too-many', 3, '3..*'],
  ['check', 'check-failed', 3, 'must hold'],
  ['endless-self', 'recursion', 2, 'main calls itself'],
  ['endless-pair', 'recursion', 2, 'calls itself'],
  ['endless-extends', 'recursion', 2, 'calls itself'],
  ['endless-condition', 'recursion', 3, 'deep']
]

/** How long a fault may take, whatever the map or the source; of the processor's time, as other tests run beside. */
const FAULT_MS = 1000

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function outcomeOf(file: string): Outcome<unknown> {
  const parsed = parseMap(readFileSync(join(folder, file), 'utf8'), file)
  const library = parsed.ok ? compileLibrary([parsed.value], { schema }) : parsed
  return library.ok ? [...library.value.maps.values()][0]!.transform({ sources: [patient] }) : library
}

function faultOf(work: () => Outcome<unknown>): { readonly fault: Fault | undefined; readonly ms: number } {
  const start = processorMs()
  const outcome = work()
  return { fault: outcome.ok ? undefined : outcome.fault, ms: processorMs() - start }
}

for (const [name, code, line, says] of table) {
  test(`the broken map ${name} gives one fault with its place`, (t) => {
    const file = `${name}.map`
    const { fault, ms } = faultOf(() => outcomeOf(file))
    t.match(fault, { code, line, file })
    t.ok(fault?.message.includes(says), fault?.message ?? 'no fault')
    t.equal(
      fault?.text?.trim(),
      readFileSync(join(folder, file), 'utf8').split('\n')[line - 1]?.trim(),
      'the line of the map'
    )
    t.ok(ms < FAULT_MS)
    t.end()
  })
}

test('every broken map is in the table', (t) => {
  t.strictSame(readdirSync(folder).sort(), table.map(([name]) => `${name}.map`).sort())
  t.end()
})

interface Item {
  linkId: string
  item?: Item[]
}

/** Items inside items, so many deep. */
function nested(depth: number): Item {
  let item: Item = { linkId: 'x' }
  for (let level = 1; level < depth; level++) item = { linkId: 'x', item: [item] }
  return item
}

/** A map over items; `rules` are those of the group that each item goes through. */
function overItems(rules: string, item: readonly Item[]): ReturnType<typeof faultOf> {
  const map = compiled({
    name: '',
    map: `map "http://x.example/m" = "m"
group main(source src : QuestionnaireResponse, target tgt : Patient) { src.item as i then item(i, tgt); }
group item(source src, target tgt) {
${rules}
}`
  })
  if (!('transform' in map)) throw new Error(map.message)
  return faultOf(() => map.transform({ sources: [{ resourceType: 'QuestionnaireResponse', item }] }))
}

const many = (count: number): Item[] => Array.from({ length: count }, () => ({ linkId: 'x' }))

interface Bound {
  readonly name: string
  readonly rules: string
  readonly item: () => readonly Item[]
  readonly code: FaultCode | undefined
}

const bounds: readonly Bound[] = [
  {
    name: 'items a hundred deep are well',
    rules: 'src.item as i then item(i, tgt);',
    item: () => [nested(100)],
    code: undefined
  },
  {
    name: 'items deeper than the limit',
    rules: 'src.item as i then item(i, tgt);',
    item: () => [nested(130)],
    code: 'recursion'
  },
  {
    name: 'items much deeper than the limit',
    rules: 'src.item as i then item(i, tgt);',
    item: () => [nested(100_000)],
    code: 'recursion'
  },
  {
    name: 'two calls for each item',
    rules: 'src.item as i then item(i, tgt), item(i, tgt);',
    item: () => [nested(100)],
    code: 'limit'
  },
  {
    name: 'two writings for each item',
    rules: "src -> tgt.name as n, n.text = 'x';\nsrc.item as i then item(i, tgt), item(i, tgt);",
    item: () => [nested(100)],
    code: 'limit'
  },
  {
    name: 'a text that is doubled',
    rules:
      'src.linkId as l -> tgt.name as n, n.text = append(l, l) as a then double(a, tgt);\n}\ngroup double(source a, target t) {\n a where true -> t.name as n, n.text = append(a, a) as b then double(b, t);',
    item: () => many(1),
    code: 'limit'
  },
  {
    name: 'each item with each other, three times',
    rules: "src where true then { src.item as a, src.item as b, src.item as c -> tgt.name as n, n.text = 'x'; };",
    item: () => [{ linkId: 'x', item: many(1000) }],
    code: 'limit'
  },
  {
    name: 'logs without end',
    rules: "src.item as a, src.item as b log ('x') -> tgt.active = true;",
    item: () => [{ linkId: 'x', item: many(900) }],
    code: 'limit'
  },
  {
    name: 'a very long list is well',
    rules: 'src.linkId as l -> tgt.name as n, n.text = l;',
    item: () => many(50_000),
    code: undefined
  },
  {
    name: 'a list beyond the limit',
    rules: 'src.linkId as l -> tgt.name as n, n.text = l;',
    item: () => many(300_000),
    code: 'limit'
  }
]

for (const { name, rules, item, code } of bounds) {
  test(`a transform comes to an end: ${name}`, (t) => {
    const { fault, ms } = overItems(rules, item())
    t.equal(fault?.code, code, fault?.message ?? 'no fault')
    t.ok(ms < FAULT_MS, `${Math.round(ms)} ms`)
    t.end()
  })
}

test('rules deep in each other, in groups deep in each other, are refused before the stack ends', (t) => {
  const rulesOf = (levels: number): string =>
    Array.from({ length: levels }).reduceRight<string>(
      (inner) => `src as x then { ${inner} };`,
      'src.item as i then item(i, tgt);'
    )
  t.equal(overItems(rulesOf(10), [nested(100)]).fault, undefined)
  t.equal(overItems(rulesOf(45), [nested(100)]).fault?.code, 'recursion')
  t.end()
})

test('a long list is mapped in a time that grows with it, also with list modes and the lineage', (t) => {
  const telecom = Array.from({ length: 30_000 }, (_, index) => ({ value: `${index}` }))
  for (const mode of ['', 'first', 'last', 'share s', 'collate']) {
    const rules = `src.telecom as c -> tgt.contact as k ${mode} then { c.value as v -> k.telecom as m, m.value = v; };`
    const map = compiled({ name: '', rules })
    if (!('transform' in map)) throw new Error(map.message)
    const start = processorMs()
    const result = map.transform({ sources: [{ resourceType: 'Patient', telecom }], lineage: true, coverage: true })
    if (!result.ok) throw new Error(result.fault.message)
    t.equal(result.value.lineage().length > telecom.length, true)
    t.strictSame(result.value.unread(), [])
    t.ok(processorMs() - start < 2 * FAULT_MS, `${mode}: ${Math.round(processorMs() - start)} ms`)
  }
  t.end()
})
