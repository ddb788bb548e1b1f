import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { readLists } from '../../src/profile/required-list.ts'
import { readReportSections } from '../../src/profile/report-sections.ts'

const profiles = join(import.meta.dirname, '..', '..', 'profiles')

const sections = {
  resourceType: 'CodeSystem',
  url: 'urn:test',
  concept: [
    {
      code: 'here',
      display: 'Here',
      designation: [{ language: 'nl', value: 'Hier' }],
      property: [{ code: 'same-as', valueCoding: { system: 'urn:other', code: 'same' } }]
    }
  ]
}

test('included rules come first, and are the same in each list that includes them', (t) => {
  const lists = readLists(
    folderWith({ base: { rules: [rule('a')] }, one: including(['base']), two: including(['base']) })
  )
  t.strictSame(
    lists.get('one')?.map(({ code }) => code),
    ['a', 'own']
  )
  t.equal(lists.get('one')?.[0], lists.get('two')?.[0])
  t.end()
})

test('a rule about a section is a warning at the payload, true without a letter', (t) => {
  const [asked] = readLists(folderWith({ one: { rules: [section('here', { or: 'sent.exists()' })] } })).get('one') ?? []
  t.match(asked, { type: 'Communication', path: 'payload', severity: 'warning' })
  t.match(asked?.expression, /\.empty\(\) or \(sent\.exists\(\)\) or .*code = 'here'.*code = 'same'/)
  t.end()
})

const broken: readonly (readonly [string, Readonly<Record<string, object>>, RegExp])[] = [
  ['an included list that does not exist', { one: including(['other']) }, /one: no list other/],
  ['an included list that includes others', { a: {}, b: including(['a']), c: including(['b']) }, /b includes others/],
  ['a code that an included list has, too', { a: { rules: [rule('own')] }, b: including(['a']) }, /Task own.*twice/],
  ['a section that nobody knows', { one: { rules: [section('elsewhere')] } }, /one: no section elsewhere/],
  ['a rule that asks for no section', { one: { rules: [{ ...section('here'), section: [] }] } }, /items/],
  ['a section with a severity of its own', { one: { rules: [section('here', { severity: 'error' })] } }, /additional/]
]
for (const [what, lists, message] of broken) {
  test(`${what} stops the start`, (t) => {
    t.throws(() => readLists(folderWith(lists)), { message })
    t.end()
  })
}

test('a list of sections that would break out of FHIRPath stops the start', (t) => {
  const dir = folderWith({})
  writeFileSync(join(dir, 'sections.json'), JSON.stringify({ ...sections, url: "x' or true or '" }))
  t.throws(() => readReportSections(join(dir, 'sections.json')), { message: /pattern/ })
  t.end()
})

test('a section that stands twice among the sections stops the start', (t) => {
  const dir = folderWith({})
  const concept = [...sections.concept, ...sections.concept]
  writeFileSync(join(dir, 'sections.json'), JSON.stringify({ ...sections, concept }))
  t.throws(() => readReportSections(join(dir, 'sections.json')), { message: /twice/ })
  t.end()
})

test('a section is marked by its own code, and by what means the same', (t) => {
  const read = readReportSections(join(profiles, 'report-sections.json'))
  const system = 'https://ggz-gateway.example/fhir/CodeSystem/report-section'
  t.strictSame(read.get('diagnosis'), [{ system, code: 'diagnosis' }])
  t.strictSame(read.get('medication'), [
    { system, code: 'medication' },
    { system: 'http://loinc.org', code: '10160-0' }
  ])
  t.end()
})

function rule(code: string): object {
  const what = { en: 'one thing', nl: 'een ding' }
  const asked = { type: 'Task', expression: 'status.exists()', path: 'status', severity: 'error' }
  return { code, ...asked, what, source: 'a test' }
}

function section(code: string, more: object = {}): object {
  return { code: 'part', section: [code], what: { en: 'a part', nl: 'een deel' }, source: 'a test', ...more }
}

function including(includes: readonly string[]): object {
  return { includes, rules: [rule('own')] }
}

/** A folder `required` with these lists, and the sections beside it. */
function folderWith(lists: Readonly<Record<string, object>>): string {
  const parent = mkdtempSync(join(tmpdir(), 'profiles-'))
  writeFileSync(join(parent, 'report-sections.json'), JSON.stringify(sections))
  mkdirSync(join(parent, 'required'))
  for (const [name, list] of Object.entries(lists)) {
    const whole = { name, source: 'a test', rules: [], ...list }
    writeFileSync(join(parent, 'required', `${name}.json`), JSON.stringify(whole))
  }
  return join(parent, 'required')
}
