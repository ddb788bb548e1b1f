import { test } from 'tap'
import { constantsOf } from '../../../../src/mapping/fml/parse/constants.ts'
import { dropsOf } from '../../../../src/mapping/fml/parse/drops.ts'
import { parseMap } from '../../../../src/mapping/fml/parse/parse-map.ts'
import { head, mapOf, parsed } from './maps.ts'

const conceptMap = (body: string): string => `${head}conceptmap "#c" { ${body} }\ngroup g(source a) { }`

const groups: readonly (readonly [string, object])[] = [
  ['g(source a)', { name: 'g', typeMode: 'none', input: [{ name: 'a', mode: 'source' }] }],
  ['"my g"(source a)', { name: 'my g', typeMode: 'none', input: [{ name: 'a', mode: 'source' }] }],
  ['`my g`(source a)', { name: 'my g', typeMode: 'none', input: [{ name: 'a', mode: 'source' }] }],
  [
    'g(source a : A, target b : Patient.contact, target c : "http://x.example/C")',
    {
      name: 'g',
      typeMode: 'none',
      input: [
        { name: 'a', type: 'A', mode: 'source' },
        { name: 'b', type: 'Patient.contact', mode: 'target' },
        { name: 'c', type: 'http://x.example/C', mode: 'target' }
      ]
    }
  ],
  ['g(source a) extends h', { name: 'g', extends: 'h', typeMode: 'none', input: [{ name: 'a', mode: 'source' }] }],
  ['g(source a) <<types>>', { name: 'g', typeMode: 'types', input: [{ name: 'a', mode: 'source' }] }],
  [
    'g(source a) extends h <<type+>>',
    { name: 'g', extends: 'h', typeMode: 'type-and-types', input: [{ name: 'a', mode: 'source' }] }
  ],
  ['g(source a) <<type-and-types>>', { name: 'g', typeMode: 'type-and-types', input: [{ name: 'a', mode: 'source' }] }],
  ['for types g(source a)', { name: 'g', typeMode: 'types', input: [{ name: 'a', mode: 'source' }] }],
  ['for type+types g(source a)', { name: 'g', typeMode: 'type-and-types', input: [{ name: 'a', mode: 'source' }] }],
  ['for(source a)', { name: 'for', typeMode: 'none', input: [{ name: 'a', mode: 'source' }] }]
]

for (const [text, expected] of groups) {
  test(`the group "${text}" is read`, (t) => {
    t.strictSame(parsed(`${head}group ${text} { }`).group, [{ ...expected, rule: [] }])
    t.end()
  })
}

const last = 'group g(source a) { }'
const heads: readonly (readonly [string, string, object])[] = [
  ['map with quotes', `map 'http://x.example/m' = 'my map' ${last}`, { name: 'my map' }],
  ['map with a bare name', `map "http://x.example/m" = m ${last}`, { name: 'm' }],
  [
    'uses',
    `${head}uses "http://x.example/S" alias S as source // Why\nuses "http://x.example/T" as produced;\n${last}`,
    {
      structure: [
        { url: 'http://x.example/S', mode: 'source', alias: 'S', documentation: 'Why' },
        { url: 'http://x.example/T', mode: 'produced' }
      ]
    }
  ],
  [
    'imports',
    `${head}imports "http://x.example/*3to4"\nimports 'http://x.example/n';${last}`,
    {
      import: ['http://x.example/*3to4', 'http://x.example/n']
    }
  ],
  [
    'fields',
    `/// url = "http://x.example/m"\n/// name = 'm'\n/// title = "A \\"title\\""\n/// status = active\n/// version = 1.0.2\n` +
      `/// description = "d"\n/// experimental = true\n/// date = "2020-01-01"\n//// a line\n${last}`,
    {
      title: 'A "title"',
      status: 'active',
      version: '1.0.2',
      description: 'd',
      experimental: true,
      date: '2020-01-01'
    }
  ]
]

for (const [what, text, expected] of heads) {
  test(`the head gives ${what}`, (t) => {
    const group = [{ name: 'g', typeMode: 'none', input: [{ name: 'a', mode: 'source' }], rule: [] }]
    const base = { resourceType: 'StructureMap', url: 'http://x.example/m', name: 'm', status: 'draft', group }
    t.strictSame(parsed(text), { ...base, ...expected })
    t.end()
  })
}

test('constants are kept in the extension of R5', (t) => {
  const map = parsed(`${head}let a = 'x; y';\nlet b = iif(c, {}, "z") + (1);\n${last}`)
  t.strictSame(constantsOf(map), [
    { name: 'a', expression: "'x; y'" },
    { name: 'b', expression: "iif(c, {}, 'z') + (1)" }
  ])
  t.strictSame(map.extension?.[0], {
    url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-StructureMap.const',
    extension: [
      { url: 'name', valueString: 'a' },
      { url: 'value', valueString: "'x; y'" }
    ]
  })
  t.end()
})

const relations = { '-': 'relatedto', '=': 'equal', '==': 'equivalent', '!=': 'disjoint', '<=': 'wider' }
const others = { '<-': 'subsumes', '>=': 'narrower', '>-': 'specializes', '~': 'inexact' }
for (const [sign, equivalence] of Object.entries({ ...relations, ...others })) {
  test(`the relation ${sign} is ${equivalence}`, (t) => {
    for (const text of [`s:a ${sign} t:b`, `s:a${sign}t:b`]) {
      const map = parsed(conceptMap(`prefix s = "urn:s" prefix t = "urn:t" ${text}`))
      const element = [{ code: 'a', target: [{ equivalence, code: 'b' }] }]
      t.strictSame(map.contained, [
        { resourceType: 'ConceptMap', id: 'c', status: 'draft', group: [{ source: 'urn:s', target: 'urn:t', element }] }
      ])
    }
    t.end()
  })
}

test('a concept map has a group for each pair of systems, and codes of every form', (t) => {
  const map = parsed(
    conceptMap(`prefix s = "urn:s" prefix t = 'urn:t' prefix u = "urn:u" unmapped for s = provided
      s:a - t:1 // one
      s:"b c" == u:'d' // two
      s:a = t:2.5; s:12 --
      u:x -- `)
  )
  const [{ group }] = map.contained as unknown as [{ group: unknown }]
  t.strictSame(group, [
    {
      source: 'urn:s',
      target: 'urn:t',
      unmapped: { mode: 'provided' },
      element: [
        {
          code: 'a',
          target: [
            { equivalence: 'relatedto', code: '1', comment: 'one' },
            { equivalence: 'equal', code: '2.5' }
          ]
        }
      ]
    },
    {
      source: 'urn:s',
      target: 'urn:u',
      element: [
        { code: 'b c', target: [{ equivalence: 'equivalent', code: 'd', comment: 'two' }] },
        { code: '12', target: [{ equivalence: 'unmatched' }] }
      ]
    },
    { source: 'urn:u', element: [{ code: 'x', target: [{ equivalence: 'unmatched' }] }] }
  ])
  t.end()
})

test('comment lines directly above a group or rule are its documentation', (t) => {
  const map = parsed(`${head}
    // far off

    // The group
    // in two lines
    group g(source a) { // not this
      /* nor this */
      // The rule
      a.b as v; // behind
      a.c as v;
    }`)
  t.equal(map.group[0]!.documentation, 'The group\nin two lines')
  t.strictSame(
    map.group[0]!.rule.map(({ documentation }) => documentation),
    ['The rule', undefined]
  )
  t.end()
})

test('a comment that says what is left out is an extension of its group, with its place', (t) => {
  const text = mapOf(`  // drops: src.note.text because it is free text
    src.a as v then {
      // Why
      // drops: v.b because nobody reads it
      v.c as w;
    };`)
  const outcome = parseMap(text, 'a.map')
  t.ok(outcome.ok)
  if (!outcome.ok) return
  const [group] = outcome.value.structureMap.group
  t.strictSame(dropsOf(group!, outcome.value.positions), [
    { path: 'src.note.text', reason: 'it is free text', position: { line: 3, column: 3 } },
    { path: 'v.b', reason: 'nobody reads it', position: { line: 6, column: 7 } }
  ])
  t.strictSame(dropsOf(group!)[0], { path: 'src.note.text', reason: 'it is free text' })
  t.strictSame(group!.extension?.[0], {
    url: 'https://ggz-gateway.example/fhir/StructureDefinition/structure-map-drops',
    extension: [
      { url: 'path', valueString: 'src.note.text' },
      { url: 'reason', valueString: 'it is free text' }
    ]
  })
  t.equal(group!.rule[0]!.rule![0]!.documentation, undefined)
  t.end()
})

test('every part has its place in the text, and the lines are kept', (t) => {
  const outcome = parseMap(
    `map "http://x.example/m" = "m"\r\nuses "http://x.example/S" as source\r\ngroup g(source a, target b) {\r\n\ta.b as v -> b.c = v then G(v);\r\n}`,
    'a.map'
  )
  t.ok(outcome.ok)
  if (!outcome.ok) return
  const { structureMap, positions, lines, file } = outcome.value
  const [group] = structureMap.group
  const [rule] = group!.rule
  const parts = [
    structureMap.structure![0],
    group,
    group!.input[1],
    rule,
    rule!.source[0],
    rule!.target![0],
    rule!.dependent![0]
  ]
  t.strictSame(
    parts.map((part) => positions.get(part!)),
    [
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 3, column: 19 },
      { line: 4, column: 2 },
      { line: 4, column: 2 },
      { line: 4, column: 14 },
      { line: 4, column: 27 }
    ]
  )
  t.equal(lines[3], '\ta.b as v -> b.c = v then G(v);')
  t.equal(file, 'a.map')
  t.end()
})
