import { test } from 'tap'
import { linted, mapOf } from './linted.ts'

interface Case {
  /** What the faulty map does. */
  readonly title: string
  readonly finds: string
  readonly faulty: string
  readonly sound: string
}

/** Findings about what a map leaves out; every small map here does. */
const LEFT_OUT = new Set(['unread-element', 'required-element'])

const rules = (faulty: string, sound: string, options = {}) => ({
  faulty: mapOf(faulty, options),
  sound: mapOf(sound, options)
})

const cases: readonly Case[] = [
  {
    title: 'reads an element that the type does not have',
    finds: '3 error unknown-element',
    ...rules('src.nmae -> tgt.name;', 'src.name -> tgt.name;')
  },
  {
    title: 'reads an element that none of the types of a choice has',
    finds: '3 error unknown-element',
    ...rules(
      'src.value as v then { v.nothing as n -> tgt.language = n; };',
      'src.value as v then { v.code as n -> tgt.language = n; };',
      { from: 'Observation' }
    )
  },
  {
    title: 'names an element in a condition that nothing has',
    finds: '3 error unknown-element',
    ...rules("src.name as n where famly = 'a' -> tgt.name = n;", "src.name as n where family = 'a' -> tgt.name = n;")
  },
  {
    title: 'names an element in an evaluated expression that the variable lacks',
    finds: '3 error unknown-element',
    ...rules('src -> tgt.birthDate = (%src.birthDay) "d";', 'src -> tgt.birthDate = (%src.birthDate) "d";')
  },
  {
    title: 'writes to an element that the type does not have',
    finds: '3 error unknown-element',
    ...rules('src.name as n -> tgt.nmae = n;', 'src.name as n -> tgt.name = n;')
  },
  {
    title: 'opens an element that the type does not have',
    finds: '3 error unknown-element',
    ...rules(
      'src.name as n -> tgt.nmae as t then { n.family -> t.family; };',
      'src.name as n -> tgt.name as t then { n.family -> t.family; };'
    )
  },
  {
    title: 'names a type that does not exist',
    finds: '3 error unknown-type',
    ...rules('src.deceased : Booleon as d -> tgt.deceased = d;', 'src.deceased : boolean as d -> tgt.deceased = d;')
  },
  {
    title: 'writes a CodeableConcept where a code stands',
    finds: '3 error wrong-value',
    ...rules('src.maritalStatus as m -> tgt.gender = m;', 'src.gender as m -> tgt.gender = m;')
  },
  {
    title: 'writes a text where true or false stands',
    finds: '3 error wrong-value',
    ...rules('src -> tgt.active = \'true\' "a";', 'src -> tgt.active = true "a";')
  },
  {
    title: 'writes a constant that is no date where a date stands',
    finds: '3 error wrong-value',
    ...rules('src -> tgt.birthDate = \'not a date\' "a";', 'src -> tgt.birthDate = \'1950-01-01\' "a";')
  },
  {
    title: 'writes what an expression gives where it cannot stand',
    finds: '3 error wrong-value',
    ...rules('src -> tgt.birthDate = (%src.name.exists()) "a";', 'src -> tgt.active = (%src.name.exists()) "a";')
  },
  {
    title: 'gives a transform of text a structure',
    finds: '3 error wrong-value',
    ...rules(
      'src.name first as n -> tgt.language = truncate(n, 3);',
      'src.language as n -> tgt.language = truncate(n, 3);'
    )
  },
  {
    title: 'translates what has no code',
    finds: '3 error wrong-value',
    ...rules(
      "src.period as p -> tgt.gender = translate(p, 'http://x.example/codes', 'code');",
      "src.use as p -> tgt.gender = translate(p, 'http://x.example/codes', 'code');",
      { from: 'HumanName' }
    )
  },
  {
    title: 'makes an element of a type that it cannot have',
    finds: '3 error wrong-value',
    ...rules(
      "src.name as n -> tgt.name = create('Period') as t then { n.use as u -> t.start = u; };",
      "src.name as n -> tgt.name = create('HumanName') as t then { n.use -> t.use; };"
    )
  },
  {
    title: 'opens a choice without saying which',
    finds: '3 error wrong-use',
    ...rules(
      'src -> tgt.deceased as d "d";',
      'src -> tgt.deceased = create(\'boolean\') as d then { src -> d = true "t"; } "d";'
    )
  },
  {
    title: 'filters by a type that the element never has',
    finds: '3 error never-fires',
    ...rules('src.deceased : string as d -> tgt.language = d;', 'src.deceased : dateTime as d -> tgt.deceased = d;')
  },
  {
    title: 'has a condition that never holds',
    finds: '3 error never-fires',
    ...rules('src.name as n where 1 = 2 -> tgt.name = n;', 'src.name as n where 1 = 1 -> tgt.name = n;')
  },
  {
    title: 'has the condition false',
    finds: '3 error never-fires',
    ...rules('src.name as n where false -> tgt.name = n;', 'src.name as n where true -> tgt.name = n;')
  },
  {
    title: 'has a check that never holds',
    finds: '3 error check-failed',
    ...rules('src.name as n check false -> tgt.name = n;', 'src.name as n check family.exists() -> tgt.name = n;')
  },
  {
    title: 'takes all but the first of what is there once',
    finds: '3 error never-fires',
    ...rules('src.birthDate not_first as b -> tgt.birthDate = b;', 'src.name not_first as b -> tgt.name = b;')
  },
  {
    title: 'asks for the only one of what is there once',
    finds: '3 warning needless-list-mode',
    ...rules('src.birthDate only_one as b -> tgt.birthDate = b;', 'src.name only_one as b -> tgt.name = b;')
  },
  {
    title: 'wants two of what is there once',
    finds: '3 error too-many',
    ...rules('src.birthDate 2..3 as b -> tgt.birthDate = b;', 'src.name 2..3 as b -> tgt.name = b;')
  },
  {
    title: 'translates by a ConceptMap that is not there',
    finds: '3 error unknown-concept-map',
    ...rules(
      "src.gender as g -> tgt.gender = translate(g, 'http://x.example/none', 'code');",
      "src.gender as g -> tgt.gender = translate(g, 'http://x.example/codes', 'code');"
    )
  },
  {
    title: 'writes a list to one value',
    finds: '3 warning several-values',
    ...rules(
      'src.name as n then { n.text as t -> tgt.gender = t; };',
      'src.name first as n then { n.text as t -> tgt.gender = t; };'
    )
  },
  {
    title: 'copies a list to one value by name',
    finds: '3 warning several-values',
    ...rules(
      'src.communication as c then { c.language -> tgt.maritalStatus; };',
      'src.communication as c where preferred = true then { c.language -> tgt.maritalStatus; };'
    )
  },
  {
    title: 'evaluates a list into one value',
    finds: '3 warning several-values',
    ...rules('src -> tgt.language = (%src.name.family) "l";', 'src -> tgt.language = (%src.name.family.first()) "l";')
  },
  {
    title: 'calls a group for each of a list that writes one value',
    finds: '3 warning several-values',
    ...rules('src.name as n then One(n, tgt);', 'src.name first as n then One(n, tgt);', {
      more: 'group One(source n : HumanName, target t : Patient) {\n  n.text as x -> t.language = x;\n}'
    })
  },
  {
    title: 'always writes one value twice',
    finds: '4 error written-twice',
    ...rules(
      'src -> tgt.gender = \'male\' "a";\nsrc -> tgt.gender = \'other\' "b";',
      'src where active = true -> tgt.gender = \'male\' "a";\nsrc where active = false -> tgt.gender = \'other\' "b";'
    )
  },
  {
    title: 'writes a value that another rule always writes',
    finds: '4 warning written-twice',
    ...rules(
      'src -> tgt.gender = \'male\' "a";\nsrc.gender -> tgt.gender;',
      "src.gender as g default 'male' -> tgt.gender = g;\nsrc.language -> tgt.language;"
    )
  },
  {
    title: 'writes a value in a group that it extends as well',
    finds: '3 error written-twice',
    faulty: extending('src -> tgt.gender = \'male\' "a";'),
    sound: extending('src.name -> tgt.name;')
  },
  {
    title: 'gives a group what it does not take',
    finds: '3 error wrong-use',
    ...rules('src.birthDate as n then One(n, tgt);', 'src.name first as n then One(n, tgt);', {
      more: 'group One(source n : HumanName, target t : Patient) {\n  n.text as x -> t.language = x;\n}'
    })
  },
  {
    title: 'says of an element that is not there that it is left out',
    finds: '3 error unknown-element',
    ...rules(
      '// drops: src.nickname because nobody reads it\nsrc.name -> tgt.name;',
      '// drops: src.photo because nobody reads it\nsrc.name -> tgt.name;'
    )
  },
  {
    title: 'says of nothing at all that it is left out',
    finds: '3 error unknown-name',
    ...rules(
      '// drops: sorce.photo because nobody reads it\nsrc.name -> tgt.name;',
      '// drops: src.photo because nobody reads it\nsrc.name -> tgt.name;'
    )
  },
  {
    title: 'says of an element that is read that it is left out',
    finds: '3 warning needless-drop',
    ...rules(
      '// drops: src.name because nobody reads it\nsrc.name -> tgt.name;',
      "// drops: src.name because only the official one is kept\nsrc.name as n where use = 'official' -> tgt.name = n;"
    )
  },
  {
    title: 'has a group that nothing reaches',
    finds: '5 warning unused-group',
    faulty: mapOf('src.name -> tgt.name;', {
      more: 'group Other(source s : Patient, target t : Patient) {\n  s.name -> t.name;\n}'
    }),
    sound: mapOf('src.name -> tgt.name;', {
      more: 'group Other(source s : Patient, target t : Patient) <<types>> {\n  s.name -> t.name;\n}'
    })
  },
  {
    title: 'hides an element behind a variable that is used for nothing else',
    finds: '4 warning hidden-element',
    ...rules(
      'src.gender as given,\nsrc.name as n where given.exists() -> tgt.name = n;',
      'src.gender as given,\nsrc.name as n where %given.exists() -> tgt.name = n;'
    )
  },
  {
    title: 'does not compile',
    finds: '3 error unknown-name',
    ...rules('src.name as n -> tgt.name = m;', 'src.name as n -> tgt.name = n;')
  }
]

function extending(rule: string): string {
  const base = 'group Base(source s : Patient, target t : Patient) {\n  s -> t.gender = \'other\' "g";\n}'
  return `map "http://x.example/m" = "m"\ngroup main(source src : Patient, target tgt : Patient) extends Base {\n${rule}\n}\n${base}`
}

for (const { title, finds, faulty, sound } of cases) {
  test(`a map that ${title} is told of, and one that does not is left alone`, (t) => {
    const found = (text: string) =>
      linted(text)
        .filter(({ code }) => !LEFT_OUT.has(code))
        .map(({ line, severity, code }) => `${String(line)} ${severity} ${code}`)
    t.strictSame(found(faulty), [finds])
    t.strictSame(found(sound), [])
    t.end()
  })
}
