import { test } from 'tap'
import { decimal } from '../../../../src/fhir/decimal.ts'
import { patient, type Probe, probes, targetOf } from './probe.ts'

/** What a value becomes as a text. */
const text = (name: string, value: string, expected: string | undefined, more: Partial<Probe> = {}): Probe => ({
  name,
  rules: `src.gender as g, src.birthDate as b, src.active as a, src -> tgt.name as n, n.text = ${value};`,
  ...(expected === undefined ? { expected: {} } : { expected: { name: [{ text: expected }] } }),
  ...more
})

/** What a value becomes as the value of an extension. */
const value = (name: string, made: string, expected: object, more: Partial<Probe> = {}): Probe => ({
  name,
  rules: `src.gender as g, src.birthDate as b, src.active as a -> tgt.extension as e, e.url = 'u', e.value = ${made};`,
  expected: { extension: [{ url: 'u', ...expected }] },
  ...more
})

const refused = (
  name: string,
  target: string,
  code: 'wrong-use' | 'wrong-value' | 'no-value' | 'too-many' | 'unknown-name' | 'unknown-type' | 'syntax' | 'limit',
  says?: RegExp
): Probe => ({
  name,
  rules: `src.gender as g, src.birthDate as b, src.active as a, src.maritalStatus as m, src.name as names -> ${target};`,
  source: { ...patient, name: [{ family: 'Jansen' }] },
  fault: { code, line: 3, ...(says === undefined ? {} : { says }) }
})

const texts: readonly Probe[] = [
  text('append of one', 'append(g)', 'female'),
  text('append of numbers and booleans', "append(a, ' ', 5, ' ', 1.5)", 'true 5 1.5'),
  text('append with something absent makes no value', 'append(g, x)', undefined, {
    rules: "src -> tgt.name as n, tgt.language = (%src.language) as x, n.text = append('a', x);"
  }),
  refused('append of nothing', 'tgt.language = append()', 'wrong-use'),
  refused(
    'append of what has elements',
    'tgt.language = append(g, m)',
    'wrong-value',
    /append takes text and is given a CodeableConcept/
  ),
  text('append of a decimal keeps its zeros', '', '1.10 mg', {
    source: { resourceType: 'Patient', extension: [{ url: 'u', valueDecimal: decimal('1.10') }] },
    rules: "src.extension as e then { e.value as v -> tgt.name as n, n.text = append(v, ' mg') 'text'; } 'each';"
  }),
  text('an expression finds a decimal with its zeros', '', '0.50', {
    source: { resourceType: 'Patient', extension: [{ url: 'u', valueDecimal: decimal('0.50') }] },
    rules: 'src -> tgt.name as n, n.text = (%src.extension.value.where($this > 0.4 and $this < 0.6).toString());'
  }),
  text('truncate of what is short enough', 'truncate(g, 10)', 'female'),
  text('truncate counts what people see', "truncate('👩‍👩‍👧x', 1)", '👩‍👩‍👧'),
  text('truncate of a date keeps its text', 'truncate(b, 4)', '1980'),
  refused('truncate without a length', 'tgt.language = truncate(g)', 'wrong-use'),
  refused('truncate to a text', "tgt.language = truncate(g, 'x')", 'wrong-use'),
  refused('truncate to nothing', 'tgt.language = truncate(g, 0)', 'wrong-use'),
  refused('truncate to half a character', 'tgt.language = truncate(g, 1.5)', 'wrong-use'),
  refused('truncate of what has elements', 'tgt.language = truncate(m, 3)', 'wrong-value'),
  text('escape to xml', `escape('<a "b" & \\'c\\'>', 'plain', 'xml')`, '&lt;a &quot;b&quot; &amp; &#39;c&#39;&gt;'),
  text('escape from xml', "escape('&lt;a&gt; &amp;amp; &apos;', 'xml', 'plain')", "<a> &amp; '"),
  text('escape to json', `escape('a"b\\n', 'plain', 'json')`, 'a\\"b\\n'),
  text('escape from json', `escape('a\\\\"b\\\\u0041', 'json', 'plain')`, 'a"bA'),
  text('escape from xml to json', `escape('&quot;', 'xml', 'json')`, '\\"'),
  text('escape from xml by number', "escape('&#233;&#xE9;', 'xml', 'plain')", 'éé'),
  refused(
    'escape from xml with an entity that is not known',
    "tgt.language = escape('caf&eacute;', 'xml', 'plain')",
    'wrong-value'
  ),
  refused('escape from xml with a bare ampersand', "tgt.language = escape('a & b', 'xml', 'plain')", 'wrong-value'),
  refused('escape from json with a tab', "tgt.language = escape('a\\tb', 'json', 'plain')", 'wrong-value'),
  refused('escape from json that is none', `tgt.language = escape('"', 'json', 'plain')`, 'wrong-value'),
  refused('escape of a kind that is not known', "tgt.language = escape(g, 'plain', 'pdf')", 'wrong-use'),
  refused('escape without kinds', 'tgt.language = escape(g)', 'wrong-use')
]

const casts: readonly Probe[] = [
  value('cast of a text to an integer', "cast('5', 'integer')", { valueInteger: 5 }),
  value('cast of a text to a decimal', "cast('5.25', 'decimal')", { valueDecimal: 5.25 }),
  value('cast of a text to a boolean', "cast('true', 'boolean')", { valueBoolean: true }),
  value('cast of a text to a code', "cast('x y', 'code')", { valueCode: 'x y' }),
  value('cast of a text to a date', "cast('2020-02', 'date')", { valueDate: '2020-02' }),
  value('cast of a dateTime to a date', "cast('2020-02-03T10:00:00Z', 'date')", { valueDate: '2020-02-03' }),
  value('cast of a boolean to a string', "cast(a, 'string')", { valueString: 'true' }),
  value('cast of a number to a string', "cast(1.5, 'string')", { valueString: '1.5' }),
  value('cast of a text to a decimal keeps its zeros', "cast('5.250', 'decimal')", { valueDecimal: decimal('5.250') }),
  value('cast of an integer to a decimal', "cast(5, 'decimal')", { valueDecimal: 5 }),
  value('cast of a date to a dateTime keeps the partner', "cast(b, 'dateTime')", {
    valueDateTime: '1980-05-17',
    _valueDateTime: patient['_birthDate'] as object
  }),
  value('cast of a uri', "cast('urn:x', 'url')", { valueUrl: 'urn:x' }),
  { name: 'cast to the type of the element', rules: "src -> tgt.active = cast('false');", expected: { active: false } },
  {
    name: 'cast of what is absent',
    rules: "src -> tgt.language = (%src.language) as x, tgt.gender = cast(x, 'code');",
    expected: {}
  },
  refused('cast without a type where several are possible', "tgt.deceased = cast('x')", 'wrong-use', /several/),
  refused('cast to a type that is not known', "tgt.language = cast(g, 'nonsense')", 'unknown-type'),
  refused('cast to a type with elements', "tgt.maritalStatus = cast(g, 'CodeableConcept')", 'wrong-use'),
  refused('cast of a text that is no number', "tgt.multipleBirth = cast(g, 'integer')", 'wrong-value'),
  refused('cast of a number with a leading zero', "tgt.multipleBirth = cast('007', 'integer')", 'wrong-value'),
  refused('cast of a number with a comma', "tgt.multipleBirth = cast('5,5', 'decimal')", 'wrong-value'),
  refused('cast of half a number to an integer', "tgt.multipleBirth = cast(1.5, 'integer')", 'wrong-value'),
  refused(
    'cast of more digits than a number keeps',
    "tgt.multipleBirth = cast('123456789012345678', 'decimal')",
    'wrong-value'
  ),
  refused('cast of a number beyond its type', "tgt.multipleBirth = cast('3000000000', 'integer')", 'wrong-value'),
  refused('cast of a day that is none', "tgt.birthDate = cast('2020-13-01', 'date')", 'wrong-value'),
  refused('cast of yes to a boolean', "tgt.active = cast('yes', 'boolean')", 'wrong-value'),
  refused('cast of what has elements', "tgt.language = cast(m, 'string')", 'wrong-value')
]

const structures: readonly Probe[] = [
  value('cc(text) of a variable', 'cc(g)', { valueCodeableConcept: { text: 'female' } }),
  value('cc of three', "cc('urn:s', g, 'D')", {
    valueCodeableConcept: { coding: [{ system: 'urn:s', code: 'female', display: 'D' }] }
  }),
  {
    name: 'cc without its code makes no value',
    rules: "src -> tgt.language = (%src.language) as x, tgt.maritalStatus = cc('urn:s', x);",
    expected: {}
  },
  refused('cc of nothing', 'tgt.maritalStatus = cc()', 'wrong-use'),
  refused(
    'cc of four',
    "tgt.maritalStatus = cc('a', 'b', 'c', 'd')",
    'wrong-use',
    /cc takes 1 or 2 or 3 parameters and has 4/
  ),
  refused('cc where a code is wanted', "tgt.gender = cc('x')", 'wrong-value'),
  value('c of two', "c('urn:s', g)", { valueCoding: { system: 'urn:s', code: 'female' } }),
  refused('c of one', "tgt.extension as e, e.value = c('x')", 'wrong-use'),
  value('id with a type', "id('urn:s', g, 'MR')", {
    valueIdentifier: {
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
      system: 'urn:s',
      value: 'female'
    }
  }),
  refused('id of one', "tgt.identifier = id('x')", 'wrong-use'),
  value('cp of an e-mail address', "cp('a@example.org')", {
    valueContactPoint: { system: 'email', value: 'a@example.org' }
  }),
  value('cp of a web address', "cp('https://example.org')", {
    valueContactPoint: { system: 'url', value: 'https://example.org' }
  }),
  value('cp of what is none of these', "cp('room 5')", { valueContactPoint: { value: 'room 5' } }),
  value('cp with a system', "cp('fax', '06')", { valueContactPoint: { system: 'fax', value: '06' } }),
  refused('cp of three', "tgt.telecom = cp('a', 'b', 'c')", 'wrong-use'),
  value('qty of a number', "qty('5')", { valueQuantity: { value: 5 } }),
  value('qty keeps the zeros of its text', "qty('0.50 mg')", { valueQuantity: { value: decimal('0.50'), unit: 'mg' } }),
  value('qty with a comparator', "qty('<= 5.5 mg/kg')", {
    valueQuantity: { value: 5.5, comparator: '<=', unit: 'mg/kg' }
  }),
  value('qty with a unit in brackets', "qty('3 [iU]')", { valueQuantity: { value: 3, unit: '[iU]' } }),
  value('qty with a rate', "qty('72 /min')", { valueQuantity: { value: 72, unit: '/min' } }),
  value('qty of four', "qty(5, 'milligram', 'http://unitsofmeasure.org', 'mg')", {
    valueQuantity: { value: 5, unit: 'milligram', system: 'http://unitsofmeasure.org', code: 'mg' }
  }),
  value('qty of a text and a unit', "qty('5.5', 'mg')", { valueQuantity: { value: 5.5, unit: 'mg' } }),
  ...['x', '5,5 mg', '120/80 mmHg', '5 - 10 mg', '5 000 mg', '1.2.3', '2020-01-01', '1234567890123456789 mg'].map(
    (text) => refused(`qty of ${text}`, `tgt.extension as e, e.value = qty('${text}')`, 'wrong-value', /quantity/)
  ),
  refused('qty of a comparator and a unit apart', "tgt.extension as e, e.value = qty('<5', 'mg')", 'wrong-value'),
  refused('qty of three', "tgt.extension as e, e.value = qty(5, 'a', 'b')", 'wrong-use'),
  refused('qty of what has elements', 'tgt.extension as e, e.value = qty(m)', 'wrong-value')
]

const dates: readonly Probe[] = [
  {
    name: 'dateOp back by months',
    rules: "src.birthDate as b -> tgt.birthDate = dateOp(b, '-P2M');",
    expected: { birthDate: '1980-03-17' }
  },
  {
    name: 'dateOp at the end of a month',
    rules: "src.birthDate as b -> tgt.birthDate = dateOp(b, 'P1M');",
    source: { resourceType: 'Patient', birthDate: '2023-01-31' },
    expected: { birthDate: '2023-02-28' }
  },
  {
    name: 'dateOp by several units',
    rules: "src.birthDate as b -> tgt.birthDate = dateOp(b, 'P1Y2M3D');",
    expected: { birthDate: '1981-07-20' }
  },
  {
    name: 'dateOp of a dateTime by hours',
    rules: "src.deceased as b -> tgt.deceased = dateOp(b, 'PT36H');",
    source: { resourceType: 'Patient', deceasedDateTime: '2020-02-28T12:00:00+01:00' },
    expected: { deceasedDateTime: '2020-03-01T00:00:00+01:00' }
  },
  {
    name: 'dateOp of a variable in backticks',
    rules: "src.birthDate as `a b` -> tgt.birthDate = dateOp(`a b`, 'P1D');",
    expected: { birthDate: '1980-05-18' }
  },
  refused('dateOp without a duration', 'tgt.birthDate = dateOp(b)', 'wrong-use'),
  refused('dateOp with no duration', "tgt.birthDate = dateOp(b, '5 days')", 'wrong-use'),
  refused('dateOp with an empty duration', "tgt.birthDate = dateOp(b, 'P')", 'wrong-use'),
  refused('dateOp of a literal', "tgt.birthDate = dateOp('2020-01-01', 'P1D')", 'wrong-use')
]

const withId = { resourceType: 'Patient', id: '6d0a5ee0-7d2b-4c5f-9e2b-0a1b2c3d4e5f' }
const identities: readonly Probe[] = [
  {
    name: 'reference to what was created',
    rules:
      "src -> tgt.entry as e, e.resource = create('Basic') as b, b.id = 'b1', b.subject as s, s.reference = reference(b);",
    to: 'Bundle',
    expected: { entry: [{ resource: { resourceType: 'Basic', id: 'b1', subject: { reference: 'Basic/b1' } } }] }
  },
  {
    name: 'pointer to what has a UUID',
    rules: 'src -> tgt.link as l, l.other as o, o.reference = pointer(src);',
    source: withId,
    expected: { link: [{ other: { reference: `urn:uuid:${withId.id}` } }] }
  },
  {
    name: 'reference of what has no id',
    rules: 'src -> tgt.link as l, l.other as o, o.reference = reference(src);',
    source: { resourceType: 'Patient' },
    fault: { code: 'no-value', line: 3 }
  },
  refused('reference of a data type', 'tgt.language = reference(m)', 'wrong-value'),
  refused('pointer of a text', 'tgt.language = pointer(g)', 'wrong-value'),
  refused('uuid of something', 'tgt.id = uuid(g)', 'wrong-use'),
  refused('a transform that is not there', 'tgt.id = nonsense(g)', 'syntax', /expected a transform/),
  refused('copy of two', 'tgt.id = copy(g, g)', 'wrong-use'),
  refused('copy of a variable that is not there', 'tgt.id = copy(nobody)', 'unknown-name'),
  { name: 'copy by its name', rules: 'src.gender as g -> tgt.gender = copy(g);', expected: { gender: 'female' } }
]

for (const table of [texts, casts, structures, dates, identities]) probes(table)

test('uuid depends on the seed where one is given, and else on the sources', (t) => {
  const made = (seed: string | undefined, id: string): unknown =>
    targetOf({
      name: '',
      rules: 'src -> tgt.id = uuid();',
      source: { resourceType: 'Patient', id },
      ...(seed === undefined ? {} : { request: { seed } })
    })['id']
  t.equal(made('s', 'a'), made('s', 'b'))
  t.not(made('s', 'a'), made('r', 'a'))
  t.not(made(undefined, 'a'), made(undefined, 'b'))
  t.end()
})
