import { join } from 'node:path'
import { test } from 'tap'
import { readConceptMap } from '../../../src/mapping/concept-map.ts'
import { readDefinitions } from '../../../src/mapping/definitions.ts'
import { compileMap } from '../../../src/mapping/fml/compile.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const status = readConceptMap(join(root, 'mappings', 'his', 'his-request-status-to-canonical.json'))
const context = {
  definitions: readDefinitions(join(root, 'profiles', 'base')),
  conceptMaps: new Map([[status.url, status]])
}

/** A map of ServiceRequest with these rules, and other groups after the first. */
function mapWith(rules: string, groups = ''): string {
  return `map "http://x.example/m" = "m"
    group main(source src : ServiceRequest, target tgt : ServiceRequest) { ${rules} }
    ${groups}`
}

test('a map within the fence compiles, and says what it translates and takes whole', (t) => {
  const translate = `src.status as v -> tgt.status = translate(v, '${status.url}', 'code') "s";`
  const map = compileMap(
    mapWith(
      `${translate} src.authoredOn as v -> tgt.authoredOn = v; src.note as n -> tgt.note as m then note(n, m);
       src.occurrencePeriod as p -> tgt.occurrencePeriod as q then { p.end as v -> q.end = v; };`,
      'group note(source n : Annotation, target m) { n.text as v -> m.text = v; }'
    ),
    'a.map',
    context
  )
  t.same(
    map.translations.map(({ source, target }) => [source, target]),
    [['status', 'status']]
  )
  t.same(
    [...map.primitives],
    [
      ['status', 'status'],
      ['authoredOn', 'authoredOn']
    ]
  )
  t.equal(map.rules.length, 4)
  t.end()
})

const refusals: readonly (readonly [string, string, RegExp])[] = [
  ['where', mapWith("src.note as n where text = 'a' -> tgt.note = n;"), /where/],
  ['check', mapWith("src.note as n check text = 'a' -> tgt.note = n;"), /check/],
  ['default', mapWith("src.priority default 'routine' as v -> tgt.priority = v;"), /default/],
  ['log', mapWith("src.note as n log 'x' -> tgt.note = n;"), /log/],
  ['a type on a source', mapWith('src.note : Annotation as n -> tgt.note = n;'), /type on a source/],
  ['not_last', mapWith('src.note not_last as n -> tgt.note = n;'), /not_last/],
  ['share', mapWith('src.note as n -> tgt.note as m share x then { n.text as v -> m.text = v; };'), /list modes/],
  [
    'extends',
    mapWith(
      'src.note as n -> tgt.note = n;',
      'group b(source n, target m) extends main { n.text as v -> m.text = v; }'
    ),
    /extends/
  ],
  [
    'type groups',
    mapWith(
      'src.note as n -> tgt.note = n;',
      'group b(source n : Annotation, target m) <<types>> { n.text as v -> m.text = v; }'
    ),
    /type groups/
  ],
  [
    'imports',
    `map "u" = "m" imports "http://x.example/*" group main(source src : Task, target tgt : Task) { src.id as v -> tgt.id = v; }`,
    /import/
  ],
  [
    'an embedded conceptmap',
    `map "u" = "m" conceptmap "c" { prefix s = "a" prefix t = "b" s:x == t:y } group main(source src : Task, target tgt : Task) { src.id as v -> tgt.id = v; }`,
    /conceptmap/
  ],
  ['two sources', mapWith('src.note as n, src.code as c -> tgt.note = n;'), /one source/],
  ['a path of three parts', mapWith('src.code.coding.code as v -> tgt.priority = v;'), /two parts/],
  ['a target without an element', mapWith('src.note as n -> tgt as m;'), /undefined/],
  ['evaluate', mapWith('src.note as n -> tgt.patientInstruction = (n.text);'), /evaluate|outside the fence|parse/],
  ['create', mapWith("src.note as n -> tgt.note = create('Annotation');"), /outside the fence/],
  ['uuid', mapWith('src.id as v -> tgt.id = uuid();'), /outside the fence|parse/],
  ['truncate', mapWith('src.patientInstruction as v -> tgt.patientInstruction = truncate(v, 3);'), /outside the fence/],
  [
    'append of three',
    mapWith("src.patientInstruction as v -> tgt.patientInstruction = append(v, 'a', 'b');"),
    /append/
  ],
  ['cc of three', mapWith("src.priority as v -> tgt.code = cc('s', v, 'd');"), /cc of/],
  [
    'translate to a Coding',
    mapWith(`src.status as v -> tgt.status = translate(v, '${status.url}', 'Coding');`),
    /only a code/
  ],
  [
    'translate of a coding',
    mapWith(`src.code as c -> tgt.code as d then { c.text as v -> d.text = translate(v, '${status.url}', 'code'); };`),
    /beside/
  ],
  [
    'an unknown ConceptMap',
    mapWith("src.status as v -> tgt.status = translate(v, 'http://x.example/none', 'code');"),
    /no ConceptMap/
  ],
  ['an element that does not exist', mapWith('src.urgency as v -> tgt.priority = v;'), /no property urgency/],
  ['a choice by its stem', mapWith('src.occurrence as v -> tgt.occurrencePeriod = v;'), /no property occurrence/],
  [
    'a target choice by its stem',
    mapWith('src.occurrencePeriod as v -> tgt.occurrence = v;'),
    /no property occurrence/
  ],
  ['a value of another type', mapWith('src.subject as v -> tgt.code = v;'), /would get a Reference/],
  ['many values for one place', mapWith('src.performer as v -> tgt.subject = v;'), /last of many/],
  [
    'one place written twice',
    mapWith('src.subject as v -> tgt.subject = v "a"; src.requester as v -> tgt.subject = v "b";'),
    /twice/
  ],
  [
    'a variable with the name of a group',
    mapWith(
      'src.note as b -> tgt.note = b;',
      'group b(source n : Annotation, target m) { n.text as v -> m.text = v; }'
    ),
    /name of a group/
  ],
  [
    'a variable used twice',
    mapWith('src.note as n -> tgt.note as m then { n.text as n -> m.text = n; };'),
    /used twice/
  ],
  ['an unknown variable', mapWith('src.note as n -> tgt.note = x;'), /x is not known/],
  ['a group that is not there', mapWith('src.note as n -> tgt.note as m then other(n, m);'), /no group other/],
  [
    'a group that calls itself',
    mapWith(
      'src.note as n -> tgt.note as m then b(n, m);',
      'group b(source n, target m) { n.extension as e -> m.extension as f then b(e, f); }'
    ),
    /calls itself|given/
  ],
  ['a target without a value', mapWith('src.note as n -> tgt.note;'), /no value/],
  ['a rule that does nothing', mapWith('src.note as n;'), /nothing/],
  [
    'an unknown type',
    'map "u" = "m" group main(source src : Medicine, target tgt : Medicine) { src.id as v -> tgt.id = v; }',
    /no known type/
  ],
  [
    'two groups of one name',
    mapWith('src.id as v -> tgt.id = v;', 'group main(source a, target b) { a.id as v -> b.id = v; }'),
    /twice/
  ],
  ['no header', 'group main(source src : Task, target tgt : Task) { src.id as v -> tgt.id = v; }', /url/],
  ['what does not parse', 'map "u" = "m" group (', /parse/]
]

for (const [what, source, message] of refusals) {
  test(`a map is refused at load, with file and reason, for: ${what}`, (t) => {
    t.throws(() => compileMap(source, 'folder/a.map', context), { message })
    t.throws(() => compileMap(source, 'folder/a.map', context), { message: /folder\/a\.map/ })
    t.end()
  })
}
