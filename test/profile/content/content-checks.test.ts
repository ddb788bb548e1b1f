import { createHash } from 'node:crypto'
import { test } from 'tap'
import { contentCheck } from '../../../src/profile/content/content-checks.ts'
import type { Issue } from '../../../src/fhir/outcome.ts'
import { cpuMs } from '../cpu-ms.ts'

/** Code and place of each issue of a value of a type. */
function found(type: string, value: unknown, path = 'X'): readonly string[] {
  const issues: Issue[] = []
  contentCheck(type)?.(value, path, { tell: (issue) => issues.push(issue) })
  return issues.map(({ code, expression }) => `${code} ${expression ?? ''}`)
}

const data = Buffer.from('Geachte collega').toString('base64')
const hash = createHash('sha1').update('Geachte collega').digest('base64')
const definition = 'http://hl7.org/fhir/StructureDefinition'

const sound: readonly (readonly [string, unknown, string?])[] = [
  ['Attachment', { contentType: 'text/plain', data, size: 15, hash }],
  ['Attachment', { contentType: 'text/plain', data: `${data.slice(0, 8)}\n ${data.slice(8)}`, size: 15 }],
  ['Attachment', { contentType: 'text/plain', url: 'https://ggz.example/1', size: 99, hash }],
  ['Attachment', { contentType: 'text/plain' }],
  ['Identifier', { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900006' }],
  ['Identifier', { system: 'urn:ietf:rfc:3986', value: 'urn:oid:2.16.840.1.113883' }],
  ['Identifier', { value: 'eigen' }],
  ['Coding', { system: 'urn:oid:2.16.840.1', code: 'a' }],
  ['Coding', { code: 'a' }],
  ['canonical', 'http://ggz.example/Questionnaire/1|1.0'],
  ['canonical', '#vragenlijst'],
  ['canonical', 'urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7'],
  ['uri', 'urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7'],
  ['uri', 'urn:oid:1.2.0.3'],
  ['uri', 'relatief/mag'],
  ['Extension', { url: `${definition}/patient-religion`, valueString: 'a' }, 'Patient.extension[0]'],
  ['Extension', { url: 'ombCategory', valueString: 'a' }, 'Patient.extension[0].extension[1]'],
  ['Extension', { url: 'deel', valueString: 'a' }, 'Patient.modifierExtension[0].extension[1]'],
  ['Reference', { reference: 'Patient/1', type: 'Patient' }],
  ['Reference', { reference: 'Patient/1/_history/2', type: `${definition}/Patient` }],
  ['Reference', { reference: 'https://his.example/fhir/Patient/1', type: 'Patient' }],
  ['Reference', { reference: 'urn:uuid:maakt-niet-uit', type: 'Patient' }],
  ['Reference', { reference: '#arts', type: 'Practitioner' }],
  ['Reference', { reference: 'Patient?identifier=http://ggz.example|1' }, 'Bundle.entry[0].resource.subject'],
  ['Reference', { display: 'dr. A' }],
  ['string', 'a'.repeat(1024 * 1024)],
  ['boolean', true]
]

for (const [type, value, path] of sound) {
  test(`${type} ${JSON.stringify(value).slice(0, 80)} says nothing against itself`, (t) => {
    t.same(found(type, value, path), [])
    t.end()
  })
}

const wrong: readonly (readonly [string, unknown, string, string?])[] = [
  ['Attachment', { data, size: 16 }, 'content-mismatch X.size'],
  ['Attachment', { data, hash: 'AAAA' }, 'content-mismatch X.hash'],
  ['Identifier', { system: 'bsn', value: '1' }, 'invalid-structure X.system'],
  ['Identifier', { system: 'urn:ietf:rfc:3986', value: '2.16.840' }, 'invalid-structure X.value'],
  ['Coding', { system: '2.16.840.1', code: 'a' }, 'invalid-structure X.system'],
  ['Quantity', { value: 1, system: 'ucum', code: 'a' }, 'invalid-structure X.system'],
  ['Age', { value: 1, system: 'ucum', code: 'a' }, 'invalid-structure X.system'],
  ['Reference', { reference: 'https://his.example/fhir/Patient/1 2' }, 'invalid-structure X.reference'],
  ['Reference', { reference: 'Patient?identifier=http://ggz.example|1' }, 'invalid-structure X.reference'],
  ['string', 'a'.repeat(1024 * 1024 + 1), 'value-too-long X'],
  ['canonical', 'Questionnaire/1', 'invalid-structure X'],
  ['canonical', 'http://ggz.example/Questionnaire/1|1|2', 'invalid-structure X'],
  ['uri', 'urn:uuid:53FEFA32-fcbb-4ff8-8a92-55ee120877b7', 'invalid-structure X'],
  ['uri', 'urn:uuid:1', 'invalid-structure X'],
  ['uri', 'urn:oid:3.1', 'invalid-structure X'],
  ['uri', 'urn:oid:1.02', 'invalid-structure X'],
  [
    'Extension',
    { url: `${definition}/patient-religion|4.0.1` },
    'invalid-structure Patient.extension[0].url',
    'Patient.extension[0]'
  ],
  ['Extension', { url: 'eigen' }, 'invalid-structure Patient.name[0].extension[0].url', 'Patient.name[0].extension[0]'],
  [
    'Extension',
    { url: 'eigen' },
    'invalid-structure P.extension[0].valueCoding.extension[0].url',
    'P.extension[0].valueCoding.extension[0]'
  ],
  ['Reference', { reference: 'Patient 1' }, 'invalid-structure X.reference'],
  ['Reference', { reference: 'Patientje/1' }, 'invalid-structure X.reference'],
  ['Reference', { reference: 'Patient/a_b' }, 'invalid-structure X.reference'],
  ['Reference', { reference: 'Patient/1', type: 'Practitioner' }, 'content-mismatch X.type'],
  ['Reference', { reference: 'https://his.example/Patient/1', type: `${definition}/Group` }, 'content-mismatch X.type']
]

for (const [type, value, expected, path] of wrong) {
  test(`${type} ${JSON.stringify(value).slice(0, 80)} is told`, (t) => {
    t.same(found(type, value, path), [expected])
    t.end()
  })
}

test('a value that is not of its type is passed over', (t) => {
  for (const type of ['Attachment', 'Identifier', 'canonical', 'uri', 'Extension', 'Reference', 'string', 'Coding']) {
    for (const value of [null, 1, [], {}, { url: 1, system: [], reference: {}, data: 2, size: 'x' }])
      t.same(found(type, value), [])
  }
  t.end()
})

const acting: readonly string[] = [
  'Jan <script>x</script>',
  '<SCRIPT src=x>',
  '<script',
  '<iframe src="https://x">',
  '<embed src=x>',
  '<object data="x">',
  '<form action="https://x">',
  '<style media="a">',
  '<svg/onload=x>',
  '<img src=x onerror=x>',
  '<b title=">" onclick="x">',
  '<b " onclick="x">',
  '<a href="javascript:x">',
  "<a href='java\nscript:x'>",
  '<a href=" &#106;avascript:x">',
  '<a href="javascript&colon;x">',
  '<a href="data:text/html,x">',
  '<b "><script>'
]

for (const text of acting) {
  test(`the text ${JSON.stringify(text)} is refused, for a browser would act on it`, (t) => {
    t.same(found('string', text), ['narrative-active X'])
    t.same(found('markdown', text), ['narrative-active X'])
    t.end()
  })
}

const plain: readonly string[] = [
  'RR <120 en >80',
  'RR < 120, onrust = toegenomen > 3',
  'temp <b 38',
  'regel een<br>regel twee<br/>',
  '<b>Conclusie</b> onset = 2019',
  '<zie brief> onrust=ja',
  '<form> en <object> zijn woorden, <style>',
  '< script >',
  'javascript: hij is ontwikkelaar',
  '<a href="https://ggz.example/?a=1&b=2">folder</a>',
  '<a href="folder.html">script</a>',
  '<jansen@ggz.example>',
  '<p title="onclick=x">a</p>'
]

for (const text of plain) {
  test(`the text ${JSON.stringify(text)} travels`, (t) => {
    t.same(found('string', text), [])
    t.end()
  })
}

test('a megabyte of text is looked through in one go', (t) => {
  const start = cpuMs()
  for (const text of [
    '<a'.repeat(500_000),
    '<a on'.repeat(200_000),
    `<a ${' on'.repeat(300_000)}`,
    `<a href=${' '.repeat(1_000_000)}`,
    '<a ="'.repeat(200_000),
    `<a href=j${' '.repeat(1_000_000)}`,
    `<svg ${'a'.repeat(1_000_000)}`
  ])
    found('string', text)
  // Quadratic work would take minutes; the bound leaves room for a busy machine.
  t.ok(cpuMs() - start < 5_000)
  t.end()
})
