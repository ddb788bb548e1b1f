import { test } from 'tap'
import { parseMap } from '../../../../src/mapping/fml/parse/parse-map.ts'
import { readMapText } from '../../../../src/mapping/fml/parse/read-map.ts'
import { head, mapOf } from './maps.ts'

type Case = readonly [text: string, line: number, column: number, message: string]

/** In a rule on line 3; the column counts in it. */
const inRules: readonly Case[] = [
  ['src.a as v ->', 4, 1, 'expected the variable of a target or a transform and found "}"'],
  ['src.a as v tgt.x = v;', 3, 12, 'expected "->", "then" or ";" and found "tgt"'],
  [
    'src.a as v -> tgt.x = v src.b;',
    3,
    25,
    'expected ",", "then", the name of the rule in quotes or ";" and found "src"'
  ],
  ['src.a as v -> tgt.x = v + 1;', 3, 25, 'expected ",", "then", the name of the rule in quotes or ";" and found "+"'],
  ['src.a as v "n" src.b;', 3, 16, 'expected ";" and found "src"'],
  ['src.a as v then { v.b; } src.c;', 3, 26, 'expected ";" and found "src"'],
  ['src.a as v then { };', 3, 19, 'expected a rule and found "}"'],
  ['src.a as v then ;', 3, 17, 'expected "{" or the name of a group and found ";"'],
  ['src.a as v then G();', 3, 19, 'expected a variable or a value and found ")"'],
  ["src.a as v then G(`'x'`);", 3, 19, 'as an argument this name is a value'],
  ['src.a as v then G(v;', 3, 20, 'expected "," or ")" and found ";"'],
  ['src. -> tgt.x;', 3, 6, 'expected the name of an element and found "->"'],
  ['src.`a.b` -> tgt.x;', 3, 5, 'the name of an element has no dot'],
  ['src.`` -> tgt.x;', 3, 5, 'expected a name and found nothing between quotes'],
  ['src.a as -> tgt.x;', 3, 10, 'expected the name of a variable and found "->"'],
  ['src.a as v as w;', 3, 12, 'expected one variable only and found "as"'],
  ['src.a first last as v;', 3, 13, 'expected one list mode only and found "last"'],
  ['src.a collate as v;', 3, 7, 'expected "->", "then" or ";" and found "collate"'],
  ['src.a default "x" default "y";', 3, 19, 'expected one default only and found "default"'],
  ['src.a default as v;', 3, 15, 'expected a text, a number, true, false or a FHIRPath in brackets and found "as"'],
  ['src.a default 3000000000;', 3, 15, 'an integer has at most 32 bits'],
  ['src.a default 1.2345678901234567;', 3, 15, 'a decimal keeps at most 15 digits'],
  ['src.a 1 as v;', 3, 9, 'expected ".." and found "as"'],
  ['src.a 2..1 as v;', 3, 7, 'the maximum is below the minimum'],
  ['src.a 0..n as v;', 3, 10, 'expected a whole number or "*" and found "n"'],
  ['src.a where b where c;', 3, 15, 'expected one "where" only and found "where"'],
  ['src.a where -> tgt.x;', 3, 13, 'expected a FHIRPath expression and found "->"'],
  ['src.a where () -> tgt.x;', 3, 14, 'expected a FHIRPath expression and found ")"'],
  ['src.a where (b -> tgt.x;', 3, 16, 'expected ")" and found "->"'],
  ['src.a where b[0) -> tgt.x;', 3, 16, 'expected "]" and found ")"'],
  ['src.a where b) -> tgt.x;', 3, 14, 'expected "->", "then" or ";" and found ")"'],
  [
    'src.a as v -> tgt.x = ;',
    3,
    23,
    'expected a variable, a value, a transform or a FHIRPath in brackets and found ";"'
  ],
  ['src.a as v -> tgt.x = ();', 3, 24, 'expected a FHIRPath expression and found ")"'],
  ['src.a as v -> tgt.x = (a, b);', 3, 25, 'expected ")" and found ","'],
  ['src.a as v -> tgt.x = (a;', 3, 25, 'expected ")" and found ";"'],
  [
    'src.a as v -> tgt.x = %v;',
    3,
    23,
    'expected a variable, a value, a transform or a FHIRPath in brackets and found "%"'
  ],
  ['src.a as v -> tgt.x = copy(v;', 3, 29, 'expected "," or ")" and found ";"'],
  ['src.a as v -> tgt.x = copy(v.b);', 3, 29, 'expected "," or ")" and found "."'],
  ['src.a as v -> tgt.x = copy(v,);', 3, 30, 'expected a variable or a value and found ")"'],
  ['src.a as v -> tgt.x = evaluate();', 3, 32, 'expected a FHIRPath expression and found ")"'],
  ['src.a as v -> tgt.x = evaluate(v.b, c);', 3, 32, 'expected a variable before the FHIRPath that is evaluated'],
  ['src.a as v -> tgt.x = evaluate(v, b, c);', 3, 36, 'expected ")" and found ","'],
  ['src.a as v -> tgt.x as w single;', 3, 26, 'list mode "single" is of R5; R4 does not have it'],
  ['src.a as v -> tgt.x as w first first;', 3, 32, 'expected each list mode once only and found "first"'],
  ['src.a as v -> tgt.x as w share;', 3, 31, 'expected the name under which it is shared and found ";"'],
  ["src.a as v -> tgt.x = 'it;", 3, 23, "expected ' at the end of what it opens and found the end of the line"],
  ['src.a as v -> tgt.x = "it;', 3, 23, 'expected " at the end of what it opens and found the end of the line'],
  ['src.`a as v;', 3, 5, 'expected ` at the end of what it opens and found the end of the line'],
  ["src.a as v -> tgt.x = '\\d';", 3, 23, 'it has an escape that FHIRPath does not know'],
  ['src.a /* as v;', 3, 7, 'expected "*/" and found the end of the text'],
  ['src.a as v -> tgt.x = @x;', 3, 23, 'expected a date or a time after "@"'],
  ['src.a as v -> tgt.x = 1a;', 3, 23, 'a name that starts with a digit needs backticks, a code needs quotes'],
  ['src.a # v;', 3, 7, 'found "#", which means nothing outside quotes'],
  ['src.é;', 3, 5, 'found "é", which means nothing outside quotes'],
  ['  // drops: src.note', 3, 3, 'expected "// drops: variable.path because reason"'],
  ['  // drops: src because it is all', 3, 3, 'expected "// drops: variable.path because reason"'],
  ['  // Drops: src.a because x', 3, 3, 'expected "// drops: variable.path because reason"'],
  ['  /* drops: src.a because x */', 3, 3, 'expected "// drops: variable.path because reason"'],
  ['/// title = "late"', 3, 1, 'a line /// stands before the first group']
]

const last = 'group g(source a) { }'
const allTransforms =
  'create, copy, truncate, escape, cast, append, translate, reference, dateOp, uuid, pointer, evaluate, cc, c, qty, id, cp'

const inMaps: readonly Case[] = [
  ['', 1, 1, 'expected "map", "conceptmap", "uses", "imports", "let" or "group" and found the end of the text'],
  [head, 1, 31, 'expected "map", "conceptmap", "uses", "imports", "let" or "group" and found the end of the text'],
  [last, 1, 1, 'expected the url of the map (map "url" = "name", or /// url = "url") before it and found "group"'],
  [`/// url = "u"\n${last}`, 2, 1, 'expected the name of the map (/// name = "name") before it and found "group"'],
  [`/// url = "u"\n${head}${last}`, 2, 1, 'the map has its url and name twice'],
  [`/// name = "a"\n/// name = "b"\n${last}`, 2, 1, 'name is given twice'],
  [`/// colour = "red"\n${last}`, 1, 1, 'a StructureMap has no field colour that a map can give'],
  [`/// title\n${last}`, 1, 1, 'expected /// field = "value"'],
  [`/// title = "a" b\n${last}`, 1, 1, 'expected the value of title in quotes'],
  [`/// status = "done"\n${last}`, 1, 1, 'expected one of draft, active, retired, unknown'],
  [`map "u" "n"\n${last}`, 1, 9, 'expected "=" and found "n"'],
  [
    `${head}uses "u" as sauce\n${last}`,
    2,
    13,
    'expected "source", "queried", "target" or "produced" and found "sauce"'
  ],
  [`${head}uses "u"\n${last}`, 3, 1, 'expected "alias" or "as" and found "group"'],
  [`${head}imports u\n${last}`, 2, 9, 'expected the url of a map in quotes and found "u"'],
  [`${head}let a = ;\n${last}`, 2, 9, 'expected a FHIRPath expression and found ";"'],
  [`${head}let a = 1\n${last} ;`, 3, 1, 'expected ";" and found "group"'],
  [`${head}let a = 1;\nlet a = 2;\n${last}`, 3, 5, 'constant a stands twice'],
  [`${head}${last}\n${last}`, 3, 1, 'group g stands twice'],
  [`${head}${last}\nuses "u" as source`, 3, 1, 'expected "group" or the end of the text and found "uses"'],
  [`${head}group g() { }`, 2, 9, 'expected "source" or "target" and found ")"'],
  [`${head}group g { }`, 2, 9, 'expected "(" and found "{"'],
  [`${head}group g(produced a) { }`, 2, 9, 'expected "source" or "target" and found "produced"'],
  [`${head}group g(source a target b) { }`, 2, 18, 'expected "," or ")" and found "target"'],
  [`${head}group g(source a) <<some>> { }`, 2, 21, 'expected "types" or "type+" and found "some"'],
  [`${head}group g(source a) src.b;`, 2, 19, 'expected "extends", "<<" or "{" and found "src"'],
  [`${head}group g(source a) {\n  a.b as v;\n\n`, 3, 12, 'expected a rule or "}" and found the end of the text'],
  [`${head}// drops: a.b because c\n${last}`, 2, 1, '"drops:" says something only inside a group'],
  [`${head}conceptmap "c" { }\n${last}`, 2, 12, 'expected an id like "#id"'],
  [`${head}conceptmap "#c" { }\n${last}`, 2, 19, 'expected prefix:code - prefix:code and found "}"'],
  [`${head}conceptmap "#c" { s:a - t:b }\n${last}`, 2, 19, 'there is no prefix s'],
  [`${head}conceptmap "#c" { prefix s = "u" prefix s = "w" }\n${last}`, 2, 41, 'prefix s stands twice'],
  [
    `${head}conceptmap "#c" { prefix s = "u" s:a > s:b }\n${last}`,
    2,
    38,
    'expected a relation (- = == != -- <= <- >= >- ~); a code with other signs needs quotes and found ">"'
  ],
  [
    `${head}conceptmap "#c" { prefix s = "u" unmapped for s = fixed }\n${last}`,
    2,
    51,
    'expected "provided" and found "fixed"'
  ],
  [mapOf('src.a as v -> tgt.x = make(v);'), 3, 23, `expected a transform (${allTransforms}) and found "make"`]
]

const cases: readonly Case[] = [
  ...inRules.map(([rule, line, column, message]): Case => [mapOf(rule), line, column, message]),
  ...inMaps
]

for (const [text, line, column, message] of cases) {
  test(`a fault is told with its place: ${message} at ${line}:${column} of ${JSON.stringify(text)}`, (t) => {
    const outcome = parseMap(text, 'a.map')
    const fault = { code: 'syntax', file: 'a.map', line, column, text: text.split('\n')[line - 1], message }
    t.strictSame(outcome, { ok: false, fault })
    t.end()
  })
}

test('a map longer than 1 MB is refused before it is read', (t) => {
  const outcome = readMapText(`${head}${' '.repeat(1_048_576)}`, 'a.map')
  t.match(outcome, { ok: false, fault: { code: 'syntax', message: /longer than 1048576 characters/ } })
  t.end()
})

test('a map of 1 MB is read in seconds, whatever it repeats', (t) => {
  const repeated = [
    mapOf('src.a -> tgt.a;\n'.repeat(60_000)),
    mapOf('// a\n'.repeat(200_000)),
    mapOf(`src.a where ${'('.repeat(500_000)}`),
    mapOf(`src.a default '${'x'.repeat(1_000_000)}`),
    `${head}conceptmap "#c" {\nprefix s = "urn:s"\n${Array.from({ length: 50_000 }, (_, index) => `s:c${index} - s:d`).join('\n')}}\n${last}`,
    `${head}${Array.from({ length: 60_000 }, (_, index) => `let c${index} = 1;`).join('\n')}`
  ]
  for (const text of repeated) {
    const start = performance.now()
    const outcome = parseMap(text, 'a.map')
    t.ok(outcome.ok || outcome.fault.code === 'syntax')
    t.ok(performance.now() - start < 10_000)
  }
  t.end()
})
