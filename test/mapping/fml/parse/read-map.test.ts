import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { readMap, readMapText } from '../../../../src/mapping/fml/parse/read-map.ts'
import { head, published, withoutPublished } from './maps.ts'

const map = { resourceType: 'StructureMap', url: 'http://x.example/m', name: 'm', status: 'active' }
const input = [{ name: 'src', mode: 'source' }]

/** A map of one rule with this source and this target. */
function withParts(source: object, target: object = { context: 'tgt' }): object {
  const rule = { name: 'r', source: [{ context: 'src', ...source }], target: [target] }
  return { ...map, group: [{ name: 'g', typeMode: 'none', input, rule: [rule] }] }
}

test('what JSON may leave out gets the value that a text would give', (t) => {
  const source = [{ context: 'src', element: 'a', min: 1, condition: ' a // b\n = "c" ' }]
  const target = [{ context: 'tgt', element: 'x', transform: 'evaluate', parameter: [{ valueString: ' a ' }] }]
  const json = {
    ...map,
    status: undefined,
    group: [{ name: 'g', input, documentation: ' a\n b ', rule: [{ source, target }] }]
  }
  const outcome = readMap(json, 'a.json')
  t.match(outcome, { ok: true, value: { file: 'a.json', lines: [] } })
  t.strictSame(outcome.ok && outcome.value.structureMap, {
    ...map,
    status: 'draft',
    group: [
      {
        name: 'g',
        typeMode: 'none',
        documentation: 'a\nb',
        input,
        rule: [
          {
            name: 'a',
            source: [{ context: 'src', element: 'a', min: 1, max: '*', condition: "a = 'c'" }],
            target: [
              {
                context: 'tgt',
                contextType: 'variable',
                element: 'x',
                transform: 'evaluate',
                parameter: [{ valueString: 'a' }]
              }
            ]
          }
        ]
      }
    ]
  })
  t.end()
})

const nested = (depth: number): object => {
  let rule: object = { name: 'r', source: [{ context: 'src' }] }
  for (let level = 0; level < depth; level += 1) rule = { name: 'r', source: [{ context: 'src' }], rule: [rule] }
  return { ...map, group: [{ name: 'g', input, rule: [rule] }] }
}

const place = 'StructureMap.group[0].rule[0]'
const constantUrl = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-StructureMap.const'
const faults: readonly (readonly [string, unknown, string])[] = [
  ['no object', [], 'StructureMap: expected an object'],
  [
    'another resource',
    { ...map, resourceType: 'ConceptMap', group: [] },
    'StructureMap.resourceType: expected one of StructureMap'
  ],
  ['no url', { ...map, url: undefined }, 'StructureMap: url is missing'],
  ['no groups', map, 'StructureMap: group is missing'],
  ['an empty list', { ...map, group: [] }, 'StructureMap.group: expected a list that is not empty'],
  ['an unknown element', { ...map, group: [], const: [] }, 'StructureMap.const: there is no such element here'],
  ['a modifier', { ...map, modifierExtension: [] }, 'StructureMap.modifierExtension: there is no such element here'],
  ['a hidden name', JSON.parse('{"__proto__": {}}'), 'StructureMap.__proto__: there is no such element here'],
  [
    'a group twice',
    { ...map, group: [0, 1].map(() => ({ name: 'g', input })) },
    'StructureMap.group[1]: group g stands twice'
  ],
  ['a group without inputs', { ...map, group: [{ name: 'g' }] }, 'StructureMap.group[0]: input is missing'],
  [
    'an unknown mode',
    { ...map, group: [{ name: 'g', input: [{ name: 'a', mode: 'x' }] }] },
    'StructureMap.group[0].input[0].mode: expected one of source, target'
  ],
  ['a number for a text', withParts({ element: 1 }), `${place}.source[0].element: expected a text`],
  ['a broken path', withParts({ element: 'a..b' }), `${place}.source[0]: a name between two dots is missing`],
  [
    'a default of another type',
    withParts({ defaultValueCoding: {} }),
    `${place}.source[0].defaultValueCoding: there is no such element here`
  ],
  ['two defaults', withParts({ defaultValueString: 'a', defaultValueInteger: 1 }), `${place}.source[0]: two defaults`],
  ['a maximum below the minimum', withParts({ min: 2, max: '1' }), `${place}.source[0]: min and max do not fit`],
  [
    'an open bracket',
    withParts({ condition: '(a' }),
    `${place}.source[0].condition: expected ")" and found the end of the text`
  ],
  [
    'two expressions in one',
    withParts({ check: 'a) or (b' }),
    `${place}.source[0].check: expected the end of the expression and found ")"`
  ],
  [
    'an empty expression',
    withParts({ logMessage: ' // a' }),
    `${place}.source[0].logMessage: expected a FHIRPath expression and found the end of the text`
  ],
  [
    'an unknown list mode',
    withParts({}, { context: 'a', listMode: ['single'] }),
    `${place}.target[0].listMode[0]: expected one of first, share, last, collate`
  ],
  [
    'share without a name',
    withParts({}, { context: 'a', listMode: ['share'] }),
    `${place}.target[0]: list mode share and listRuleId go together`
  ],
  [
    'a context that is a type',
    withParts({}, { context: 'a', contextType: 'type' }),
    `${place}.target[0].contextType: expected one of variable`
  ],
  ['an element of nothing', withParts({}, { element: 'a' }), `${place}.target[0]: it has no context`],
  [
    'a parameter of two values',
    withParts({}, { context: 'a', transform: 'copy', parameter: [{ valueId: 'a', valueString: 'b' }] }),
    `${place}.target[0]: a parameter has one value`
  ],
  [
    'a parameter of no value',
    withParts({}, { context: 'a', transform: 'copy', parameter: [{}] }),
    `${place}.target[0]: a parameter has one value`
  ],
  [
    'an evaluation of nothing',
    withParts({}, { context: 'a', transform: 'evaluate' }),
    `${place}.target[0]: evaluate takes a FHIRPath, with a variable before it or not`
  ],
  [
    'R5 arguments',
    {
      ...map,
      group: [
        {
          name: 'g',
          input,
          rule: [{ name: 'r', source: [{ context: 'a' }], dependent: [{ name: 'h', parameter: [] }] }]
        }
      ]
    },
    `${place}.dependent[0].parameter: there is no such element here`
  ],
  [
    'an argument that ends the call',
    {
      ...map,
      group: [
        {
          name: 'g',
          input,
          rule: [{ source: [{ context: 'a' }], dependent: [{ name: 'G', variable: ["'a'), H('b'"] }] }]
        }
      ]
    },
    `${place}: an argument in quotes does not end where its quotes do`
  ],
  [
    'half a constant',
    { ...map, extension: [{ url: constantUrl }], group: [{ name: 'g', input }] },
    'StructureMap.extension[0]: expected an extension name and an extension value with valueString'
  ],
  ['an extension without url', { ...map, extension: [{}], group: [] }, 'StructureMap.extension[0]: url is missing']
]

for (const [what, json, message] of faults) {
  test(`JSON with ${what} is refused, and the place is told`, (t) => {
    t.strictSame(readMap(json, 'a.json'), { ok: false, fault: { code: 'syntax', file: 'a.json', message } })
    t.end()
  })
}

test('rules in JSON stand up to 50 deep in one another', (t) => {
  t.match(readMap(nested(50), 'a.json'), { ok: true })
  t.match(readMap(nested(51), 'a.json'), { ok: false, fault: { message: /50 deep/ } })
  t.match(readMap(nested(5000), 'a.json'), { ok: false, fault: { message: /deeper than 120 levels/ } })
  t.end()
})

test('a file is JSON or FML by its first character, with a byte order mark or without', (t) => {
  const json = JSON.stringify({ ...map, status: 'draft', group: [{ name: 'g', typeMode: 'none', input, rule: [] }] })
  const fml = `${head}group g(source src) { }`
  for (const text of [json, ` \n${json}`, `\uFEFF${json}`, fml, `\uFEFF${fml}`, `\uFEFF\n${fml}`]) {
    const outcome = readMapText(text, 'a')
    t.strictSame(outcome.ok && outcome.value.structureMap, JSON.parse(json))
  }
  t.match(readMapText('{"a": ', 'a'), { ok: false, fault: { code: 'syntax', file: 'a', message: /^expected JSON/ } })
  t.end()
})

test('a published map says the same as text and as JSON', { skip: withoutPublished }, (t) => {
  const [one, other] = ['qr2cda-eval.map', 'qr2cda-eval.json'].map((name) => {
    const outcome = readMapText(readFileSync(join(published, name), 'utf8'), name)
    if (!outcome.ok) throw new Error(outcome.fault.message)
    // The JSON has another space in the FHIRPath.
    return JSON.stringify(outcome.value.structureMap, (key, value: unknown) => {
      if (key === 'valueString' && typeof value === 'string') return value.replaceAll(', ', ',')
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    })
  })
  t.equal(one, other)
  t.end()
})
