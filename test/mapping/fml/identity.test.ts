import fc, { type Arbitrary } from 'fast-check'
import { test } from 'tap'
import { decimal, isDecimal } from '../../../src/fhir/decimal.ts'
import type { PropertyDefinition, TypeDefinition } from '../../../src/mapping/fml/schema/types.ts'
import { unexplained } from './probes/explained.ts'
import { compiled, frozen, type Json } from './probes/probe.ts'
import { schema } from './test-schema.ts'

const digits = (length: number): Arbitrary<string> =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'))
const date = fc.tuple(
  fc.integer({ min: 1900, max: 2099 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 28 })
)
const day = date.map(([year, ...rest]) => [year, ...rest.map((part) => String(part).padStart(2, '0'))].join('-'))
const moment = fc
  .tuple(day, fc.integer({ min: 10, max: 23 }), digits(3))
  .map(([on, hour, part]) => `${on}T${hour}:05:59.${part}+01:00`)
const text = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' })
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/)

/** A value of each primitive in a form that is allowed. */
const primitives: Readonly<Record<string, Arbitrary<unknown>>> = {
  string: text,
  markdown: text,
  code: word,
  id: word,
  uri: word.map((name) => `urn:x:${name}`),
  url: word.map((name) => `https://x.example/${name}`),
  canonical: word.map((name) => `https://x.example/${name}|1`),
  oid: fc.constant('urn:oid:2.16.840'),
  uuid: fc.uuid().map((id) => `urn:uuid:${id}`),
  base64Binary: fc.constantFrom('YQ==', 'YWJj'),
  date: fc.oneof(day, fc.constant('2020'), fc.constant('2020-02')),
  dateTime: fc.oneof(day, moment),
  instant: moment,
  time: fc.constant('10:00:00'),
  xhtml: fc.constant('<div xmlns="http://www.w3.org/1999/xhtml">x</div>'),
  boolean: fc.boolean(),
  integer: fc.integer({ min: -5, max: 5 }),
  unsignedInt: fc.nat(5),
  positiveInt: fc.integer({ min: 1, max: 5 }),
  decimal: fc.constantFrom(0, 1.5, -2.25, decimal('1.10'), decimal('-0.0'), decimal('12345678901234567890'))
}

/** Deeper than this, types end in primitives. */
const DEPTH_MAX = 4

/** A value of a type, with a few of its elements at each level. */
function valueOf(type: TypeDefinition, depth: number): Arbitrary<unknown> {
  if (type.kind === 'primitive') return primitives[type.name]!
  if (type.isAbstract)
    return fc.constantFrom('Basic', 'Organization').chain((name) => valueOf(schema.type(name)!, depth))
  const head = type.kind === 'resource' ? { resourceType: type.name } : {}
  const possible = [...type.elements.values()].filter(
    ({ properties }) => depth < DEPTH_MAX || properties[0]!.type.kind === 'primitive'
  )
  const most = Math.min(possible.length, depth === 0 ? 8 : 3)
  return fc
    .subarray(possible, { minLength: Math.min(1, most), maxLength: most })
    .chain((elements) =>
      fc.tuple(
        ...elements.map(({ properties }) => fc.constantFrom(...properties).chain((one) => membersOf(one, depth + 1)))
      )
    )
    .map((parts) => Object.assign({}, head, ...parts) as Json)
}

/** The JSON members of one element: a value or a list, and for a primitive sometimes a partner, which may be all there is. */
function membersOf({ name, type, element }: PropertyDefinition, depth: number): Arbitrary<Json> {
  const value = valueOf(type, depth)
  const hasPartner = type.kind === 'primitive' && !['id', 'url', 'div', 'reference'].includes(name) && depth < DEPTH_MAX
  if (!hasPartner) {
    return element.isList
      ? fc.array(value, { minLength: 1, maxLength: 3 }).map((items) => ({ [name]: items }))
      : value.map((held) => ({ [name]: held }))
  }
  const extension = valueOf(schema.type('Extension')!, depth + 1)
  const partner = fc.oneof(
    fc.constant({ id: 'x' }),
    extension.map((one) => ({ extension: [one] }))
  )
  const pair = fc.oneof(
    { weight: 6, arbitrary: value.map((held) => [held, null] as const) },
    { weight: 1, arbitrary: fc.tuple(value, partner) },
    { weight: 1, arbitrary: partner.map((own) => [null, own] as const) }
  )
  if (!element.isList) {
    return pair.map(([held, own]) => ({
      ...(held === null ? {} : { [name]: held }),
      ...(own === null ? {} : { [`_${name}`]: own })
    }))
  }
  return fc.array(pair, { minLength: 1, maxLength: 3 }).map((pairs) => ({
    ...(pairs.every(([held]) => held === null)
      ? { [name]: pairs.map(() => null) }
      : { [name]: pairs.map(([held]) => held) }),
    ...(pairs.every(([, own]) => own === null) ? {} : { [`_${name}`]: pairs.map(([, own]) => own) })
  }))
}

/** An identity group for a type: every element by shorthand, each with the same clause. */
const group = (name: string, type: string, { mode = '', clause = '' } = {}): string =>
  `group ${name}(source src : ${type}, target tgt : ${type}) ${mode} {\n${[...schema.type(type)!.elements.keys()]
    .map((element) => `  src.${element}${clause} -> tgt.${element};`)
    .join('\n')}\n}\n`

/** What makes the engine copy in its different ways. */
const ways: Readonly<Record<string, { readonly clause?: string; readonly groups: readonly string[] }>> = {
  'whole elements': { groups: [] },
  'whole elements, rule by rule': { groups: [], clause: ' where true' },
  'an identity group for Identifier, at any depth': { groups: ['Identifier'] },
  'identity groups for Extension, Reference, Coding and string': {
    groups: ['Extension', 'Reference', 'Coding', 'string']
  },
  'an identity group for a type that nothing holds': { groups: ['Timing'] }
}

const RUNS = 150

for (const type of ['Patient', 'ServiceRequest', 'Communication']) {
  for (const [way, { groups, clause = '' }] of Object.entries(ways)) {
    test(`an identity map gives an equal ${type}: ${way}`, (t) => {
      const typed = groups.map((name) => group(`Own${name}`, name, { mode: '<<types>>' }))
      const map = compiled({
        name: '',
        map: `map "http://x.example/m" = "m"\n${[group('main', type, { clause }), ...typed].join('')}`
      })
      if (!('transform' in map)) throw new Error(map.message)
      const property = fc.property(valueOf(schema.type(type)!, 0), (source) => {
        const before = JSON.stringify(source)
        const result = map.transform({ sources: [frozen(source)], coverage: true, lineage: true })
        if (!result.ok)
          throw new Error(`${result.fault.code}: ${result.fault.message} at ${result.fault.sourcePath ?? '?'}`)
        t.strictSame(sorted(result.value.targets[0]), sorted(source))
        t.equal(JSON.stringify(sorted(result.value.targets[0])), JSON.stringify(sorted(source)))
        t.strictSame(result.value.unread(), [])
        t.strictSame(unexplained(result.value), [])
        t.equal(JSON.stringify(source), before)
        return t.passing()
      })
      fc.assert(property, { numRuns: RUNS, seed: 20_260_101 })
      t.end()
    })
  }
}

/** The members of every object by name, and no nulls at the end of a list of partners: neither says anything. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null || isDecimal(value)) return value
  const entries = Object.entries(value as Json).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    entries.map(([name, held]) => {
      if (!name.startsWith('_') || !Array.isArray(held)) return [name, sorted(held)]
      const last = held.findLastIndex((item) => item !== null)
      return [name, sorted(held.slice(0, last + 1))]
    })
  )
}
