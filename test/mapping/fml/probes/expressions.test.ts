import { patient, type Probe, probes } from './probe.ts'

const expressions: readonly Probe[] = [
  {
    name: 'evaluate of several values for a list',
    rules: "src.name first as n -> tgt.name as m, m.given = (%n.given.select($this & '!'));",
    expected: { name: [{ given: ['Anna!', 'Bea!'] }] }
  },
  {
    name: 'evaluate of a structure',
    rules: "src -> tgt.name = (%src.name.where(use = 'nickname'));",
    expected: { name: [(patient['name'] as object[])[1]] }
  },
  {
    name: 'evaluate of structures',
    rules: 'src -> tgt.telecom = (%src.telecom);',
    expected: { telecom: patient['telecom'] }
  },
  { name: 'evaluate of nothing', rules: 'src -> tgt.name as n, n.text = (%src.photo.title);', expected: {} },
  {
    name: 'evaluate of several for a single element',
    rules: 'src -> tgt.gender = (%src.name.given);',
    fault: { code: 'too-many', line: 3 }
  },
  {
    name: 'evaluate of several under a name',
    rules: 'src -> tgt.telecom = (%src.telecom) as t, t.rank = 1;',
    fault: { code: 'too-many', line: 3 }
  },
  {
    name: 'evaluate of a number for a text',
    rules: 'src -> tgt.name as n, n.text = (1 + 1);',
    fault: { code: 'wrong-value', line: 3 }
  },
  {
    name: 'evaluate of an integer beyond its type',
    rules: 'src -> tgt.multipleBirth = (2147483647 + 1);',
    fault: { code: 'wrong-value', line: 3 }
  },
  {
    name: 'evaluate of a boolean',
    rules: 'src -> tgt.active = (%src.name.exists() and %src.photo.empty());',
    expected: { active: true }
  },
  { name: 'evaluate of a date', rules: 'src -> tgt.birthDate = (@2020-01-31);', expected: { birthDate: '2020-01-31' } },
  {
    name: 'evaluate of a path by itself',
    rules: 'src.name first as n -> tgt.name as m, m.text = n.family;',
    expected: { name: [{ text: 'Jansen' }] }
  },
  { name: 'evaluate of a wrong expression', rules: 'src -> tgt.gender = (1 +);', fault: { code: 'syntax', line: 3 } },
  {
    name: 'evaluate of a function that is not there',
    rules: 'src -> tgt.gender = (%src.nonsense());',
    fault: { code: 'unknown-name', line: 3 }
  },
  {
    name: 'evaluate of a variable that is not there',
    rules: 'src -> tgt.gender = (%nobody.gender);',
    fault: { code: 'unknown-name', line: 3 }
  },
  {
    name: 'evaluate of two parameters where the first is no variable',
    rules: "src -> tgt.gender = evaluate('x', gender);",
    fault: { code: 'syntax', line: 3 }
  },
  {
    name: 'let of a let',
    head: "\nlet one = 'a';\nlet two = %one & 'b';",
    rules: 'src -> tgt.name as n, n.text = (%two);',
    expected: { name: [{ text: 'ab' }] }
  },
  {
    name: 'let in a condition',
    head: "\nlet kind = 'email';",
    rules: 'src.telecom as c where system = %kind -> tgt.telecom = c;',
    expected: { telecom: [(patient['telecom'] as object[])[1]] }
  },
  {
    name: 'a function of the host',
    rules: "src.gender as g -> tgt.name as n, n.text = (%g.shout('!'));",
    options: {
      functions: {
        shout: { type: 'string', call: (input, sign) => `${String(input[0]).toUpperCase()}${String(sign)}` }
      }
    },
    expected: { name: [{ text: 'FEMALE!' }] }
  }
]

probes(expressions)
