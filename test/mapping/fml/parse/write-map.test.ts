import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StructureMap } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { test } from 'tap'
import { FaultError, type Fault } from '../../../../src/mapping/fml/fault.ts'
import { parseMap } from '../../../../src/mapping/fml/parse/parse-map.ts'
import { readMap, readMapText } from '../../../../src/mapping/fml/parse/read-map.ts'
import { writeMap } from '../../../../src/mapping/fml/parse/write-map.ts'
import { anyMap } from './map-arbitrary.ts'
import { head, mapOf, parsed, published, root, withoutPublished } from './maps.ts'

function mapIn(text: string, file: string): StructureMap {
  const outcome = readMapText(text, file)
  if (outcome.ok) return outcome.value.structureMap
  throw new Error(JSON.stringify(outcome.fault))
}

test('a map that is written and read again is the same map', (t) => {
  fc.assert(
    fc.property(anyMap, (json) => {
      const outcome = readMap(json, 'a.json')
      if (!outcome.ok) throw new Error(outcome.fault.message)
      const text = writeMap(outcome.value.structureMap)
      assert.deepEqual(parsed(text), outcome.value.structureMap)
      assert.equal(writeMap(parsed(text)), text)
    }),
    { numRuns: 300 }
  )
  t.pass('no map came back otherwise')
  t.end()
})

test('text of any kind gives a map or a fault with a place, never another error', (t) => {
  const pieces = fc.constantFrom(
    ...[
      'map "u" = "m"\n',
      'group g(source a) {',
      '}',
      '{',
      '(',
      ')',
      ' -> ',
      ';',
      ',',
      '.',
      ' as ',
      ' where ',
      ' then '
    ],
    ...[
      'a',
      "'x'",
      '"y"',
      '`z`',
      '1',
      '0..1',
      '@2020',
      '// c\n',
      '/* d */',
      '/// title = "t"\n',
      '<<',
      'types',
      '>>',
      ' = '
    ],
    ...[
      'conceptmap "#c" {',
      'prefix s = "u"',
      's:a - s:b',
      'uses "u" as source',
      'let b = ',
      '-',
      'share',
      "'",
      '"',
      '`',
      '\\'
    ]
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), fc.boolean(), (all, inside) => {
      const text = inside ? mapOf(all.join('')) : all.join('')
      const outcome = parseMap(text, 'a.map')
      if (outcome.ok) {
        assert.deepEqual(parsed(writeMap(outcome.value.structureMap)), outcome.value.structureMap)
        return
      }
      const { line = 0, column = 0, text: shown = '' } = outcome.fault
      assert.equal(outcome.fault.code, 'syntax')
      assert.ok(line >= 1 && column >= 1 && column <= shown.length + 1)
      assert.equal(shown, text.split('\n')[line - 1])
    }),
    { numRuns: 2000 }
  )
  t.pass('every fault had its place')
  t.end()
})

test('the published maps are read, and written maps say the same', { skip: withoutPublished }, (t) => {
  const files = globSync('*.map', { cwd: published })
  t.equal(files.length, 15)
  for (const file of [...files, 'qr2cda-eval.json']) {
    const map = mapIn(readFileSync(join(published, file), 'utf8'), file)
    t.strictSame(mapIn(writeMap(map), file), map)
  }
  t.end()
})

test('the maps of the gateway are read, and written maps say the same', (t) => {
  const files = globSync('**/*.map', { cwd: join(root, 'mappings') })
  t.ok(files.length > 0)
  for (const file of files) {
    const map = mapIn(readFileSync(join(root, 'mappings', file), 'utf8'), file)
    t.strictSame(mapIn(writeMap(map), file), map)
  }
  t.end()
})

test('a map is written as people write it', (t) => {
  const text = [
    '/// title = "The \\"title\\""',
    '/// status = "active"',
    'map "http://x.example/m" = "m"',
    '',
    'conceptmap "#c" {',
    '  prefix s = "urn:s"',
    '  prefix t = "urn:t"',
    '  unmapped for s = provided',
    '  s:a == t:"b c" // why',
    '  s:"1.5" --',
    '}',
    '',
    'uses "http://x.example/S" alias S as source // Source',
    '',
    'imports "http://x.example/*"',
    '',
    "let a = 'x';",
    '',
    '// The group',
    'group main(source src : A, target tgt : "http://x.example/B") extends other <<type+>> {',
    '  // drops: src.note because it is free text',
    '  src.a -> tgt.a;',
    '  // The rule',
    "  src.b.c : string 0..1 default 'x' first as v where (d = 1) check (e) log (f) -> tgt.`x y` = append(v, 1.0) as w share s then G(v, 'z') {",
    '    v -> w.a = (b + c), w.d = evaluate(v, e), w.f = v, create(\'X\') as y "inner";',
    '  } "outer";',
    '}',
    ''
  ].join('\n')
  t.equal(writeMap(parsed(text)), text)
  t.end()
})

test('what is only about a map is left out', (t) => {
  const map = parsed(`${head}group g(source a) { }`)
  const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' } as const
  t.equal(writeMap({ ...map, meta: { versionId: '1' }, text }), writeMap(map))
  t.end()
})

const base = parsed(mapOf('src.a as v -> tgt.b = v;'))
const refusals: readonly (readonly [string, object, string])[] = [
  ['an id of a part', { group: [{ ...base.group[0], id: 'x' }] }, 'FML cannot say StructureMap.group[0].id'],
  [
    'documentation of an input',
    { group: [{ ...base.group[0], input: [{ name: 'a', mode: 'source', documentation: 'x' }] }] },
    'FML cannot say StructureMap.group[0].input[0].documentation'
  ],
  [
    'a remark of two lines',
    { structure: [{ url: 'u', mode: 'source', documentation: 'a\nuses "v" as source' }] },
    'FML cannot say StructureMap.structure'
  ],
  [
    'a reason of two lines',
    { group: [{ ...base.group[0], documentation: 'drops: src.a because b' }] },
    'FML cannot say StructureMap: "drops:" says something only inside a group'
  ],
  [
    'a title of a concept map',
    {
      contained: [
        {
          resourceType: 'ConceptMap',
          id: 'c',
          status: 'draft',
          title: 'x',
          group: [{ source: 's', target: 't', element: [{ code: 'a', target: [{ code: 'b', equivalence: 'equal' }] }] }]
        }
      ]
    },
    'FML cannot say StructureMap.contained[0].title'
  ]
]

for (const [what, part, message] of refusals) {
  test(`a map with ${what} is not written, for the text would say something else`, (t) => {
    let fault: Fault | undefined
    try {
      writeMap({ ...base, ...part })
    } catch (error) {
      fault = error instanceof FaultError ? error.fault : undefined
    }
    t.strictSame(fault, { code: 'wrong-use', file: 'http://x.example/m', message })
    t.end()
  })
}
