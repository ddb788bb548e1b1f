import { patient, type Probe, probes } from './probe.ts'

/** Rows that the engine before this one had right. */
const works: readonly Probe[] = [
  { name: 'copy', rules: 'src.gender as v -> tgt.gender = v;', expected: { gender: 'female' } },
  {
    name: 'literals',
    rules: "src -> tgt.gender = 'female', tgt.active = true, tgt.multipleBirth = 2;",
    expected: { gender: 'female', active: true, multipleBirthInteger: 2 }
  },
  {
    name: 'several targets',
    rules: "src.gender as v -> tgt.gender = v, tgt.name as n, n.text = v, n.family = 'F';",
    expected: { gender: 'female', name: [{ text: 'female', family: 'F' }] }
  },
  {
    name: 'nested then { }',
    rules: 'src.name as s -> tgt.name as t then { s.given as g -> t.given = g; s.family as f -> t.family = f; };',
    expected: { name: [{ given: ['Anna', 'Bea'], family: 'Jansen' }, { given: ['An'] }] }
  },
  {
    name: 'one dependent group',
    rules: 'src.name as s -> tgt.name as t then Name(s, t);',
    groups: 'group Name(source s, target t) { s.family as f -> t.family = f; }',
    expected: { name: [{ family: 'Jansen' }] }
  },
  {
    name: 'check that holds',
    rules: "src.gender as v check $this = 'female' -> tgt.gender = v;",
    expected: { gender: 'female' }
  },
  {
    name: 'check that does not hold',
    rules: "src.gender as v check $this = 'male' -> tgt.gender = v;",
    fault: { code: 'check-failed', line: 3 }
  },
  {
    name: 'first',
    rules: 'src.name first as s -> tgt.name = s;',
    expected: { name: [(patient['name'] as unknown[])[0]] }
  },
  {
    name: 'last',
    rules: 'src.telecom last as s -> tgt.telecom = s;',
    expected: { telecom: [(patient['telecom'] as unknown[])[1]] }
  },
  {
    name: 'not_first',
    rules: 'src.name not_first as s -> tgt.name = s;',
    expected: { name: [{ use: 'nickname', given: ['An'] }] }
  },
  { name: 'only_one with several', rules: 'src.name only_one as s -> tgt.name = s;', expected: {} },
  {
    name: 'only_one with one',
    rules: 'src.maritalStatus only_one as s -> tgt.maritalStatus = s;',
    expected: { maritalStatus: patient['maritalStatus'] }
  },
  { name: 'choice source element', rules: 'src.deceased as v -> tgt.active = v;', expected: { active: false } },
  {
    name: 'choice source and : type',
    rules: "src.deceased : boolean as v -> tgt.active = v; src.deceased : dateTime as v -> tgt.gender = 'other';",
    expected: { active: false }
  },
  {
    name: 'multi source',
    rules: 'src.identifier as i, src.gender as g -> tgt.name as n, n.text = g, n.family = (%i.value);',
    expected: {
      name: [
        { text: 'female', family: '1' },
        { text: 'female', family: '2' }
      ]
    }
  },
  {
    name: 'shorthand a -> b',
    rules: 'src.telecom -> tgt.telecom;',
    expected: { telecom: patient['telecom'] }
  },
  {
    name: '<<types>> groups',
    rules: 'src.name -> tgt.name;',
    groups: 'group Name(source s : HumanName, target t : HumanName) <<types>> { s.family as f -> t.text = f; }',
    expected: { name: [{ text: 'Jansen' }] }
  },
  {
    name: '(FHIRPath) with %vars',
    rules: "src.gender as v -> tgt.name as n, n.text = (%v & '!');",
    expected: { name: [{ text: 'female!' }] }
  },
  {
    name: 'cast to string',
    rules: "src.active as v -> tgt.name as n, n.text = cast(v, 'string');",
    expected: { name: [{ text: 'true' }] }
  },
  {
    name: 'append of 2',
    rules: "src.gender as v -> tgt.name as n, n.text = append(v, '!');",
    expected: { name: [{ text: 'female!' }] }
  },
  { name: 'cc(text)', rules: "src -> tgt.maritalStatus = cc('x');", expected: { maritalStatus: { text: 'x' } } },
  {
    name: 'cc(system, code)',
    rules: "src -> tgt.maritalStatus = cc('urn:s', 'c');",
    expected: { maritalStatus: { coding: [{ system: 'urn:s', code: 'c' }] } }
  },
  {
    name: 'translate of code to code with an embedded conceptmap (==)',
    head: `\nconceptmap "#g" {\n prefix a = "urn:a"\n prefix b = "urn:b"\n a:female == b:other\n}\n`,
    rules: "src.gender as v -> tgt.gender = translate(v, '#g', 'code');",
    expected: { gender: 'other' }
  },
  {
    name: 'translate of code to code with an embedded conceptmap (-)',
    head: `\nconceptmap "#g" {\n prefix a = "urn:a"\n prefix b = "urn:b"\n a:female - b:male\n}\n`,
    rules: "src.gender as v -> tgt.gender = translate(v, '#g', 'code');",
    expected: { gender: 'male' }
  },
  {
    name: 'direct imports',
    head: '\nimports "http://x.example/names"',
    rules: 'src.name as s -> tgt.name as t then Name(s, t);',
    others: ['map "http://x.example/names" = "n"\ngroup Name(source s, target t) { s.family as f -> t.family = f; }'],
    expected: { name: [{ family: 'Jansen' }] }
  },
  {
    name: 'imports with *',
    head: '\nimports "http://x.example/n*s"',
    rules: 'src.name as s -> tgt.name as t then Name(s, t);',
    others: ['map "http://x.example/names" = "n"\ngroup Name(source s, target t) { s.family as f -> t.family = f; }'],
    expected: { name: [{ family: 'Jansen' }] }
  },
  { name: '// comments', rules: '// one\nsrc.gender -> tgt.gender; // two', expected: { gender: 'female' } },
  {
    name: '/* */ comments',
    rules: '/* one\n src.active -> tgt.active; */ src.gender -> tgt.gender;',
    expected: { gender: 'female' }
  },
  { name: 'backticks', rules: 'src.`gender` as `v` -> tgt.`gender` = `v`;', expected: { gender: 'female' } },
  {
    name: 'create of a resource',
    rules: "src.gender as v -> tgt.entry as e, e.resource = create('Patient') as p, p.gender = v;",
    to: 'Bundle',
    expected: { entry: [{ resource: { resourceType: 'Patient', gender: 'female' } }] }
  }
]

probes(works)
