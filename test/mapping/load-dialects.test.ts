import { cpSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { loadDialects } from '../../src/mapping/load-dialects.ts'
import { mapped, root } from '../dialects/dialect-case.ts'

const base = join(root, 'profiles', 'base')

/** A folder with one more dialect, a copy of `his` called `third`, with one of its files changed. */
function mappingsWith(file: string, change: (text: string) => string): string {
  const dir = mkdtempSync(join(tmpdir(), 'mappings-'))
  cpSync(join(root, 'mappings', 'his'), join(dir, 'third'), { recursive: true })
  const dialect = join(dir, 'third', 'dialect.json')
  writeFileSync(dialect, readFileSync(dialect, 'utf8').replace('"name": "his"', '"name": "third"'))
  const path = join(dir, 'third', file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  return dir
}

test('a dialect is a folder: a third one is there when its files are', (t) => {
  const third = loadDialects(
    mappingsWith('dialect.json', (text) => text),
    base
  ).get('third')
  t.equal(third?.version, '1.0.0')
  t.ok(third?.types.has('ServiceRequest') === true && third.types.has('Patient'))
  t.end()
})

test('a map that forgets an element refuses the messages that have it, and passes the others', (t) => {
  const dir = mappingsWith('communication.map', (text) => text.replace(/ *src\.note as v.*\n/, ''))
  const third = loadDialects(dir, base).get('third')
  const system = 'https://ggz-gateway.example/fhir/CodeSystem/his-correspondence'
  const resource = {
    resourceType: 'Communication' as const,
    id: 'c',
    status: 'completed' as const,
    category: [{ coding: [{ system, code: 'INTAKE' }] }]
  }
  t.equal(mapped(third!.toCanonical([{ resource, path: 'Communication' }])).length, 1)
  const noted = { ...resource, note: [{ text: 'Belt morgen terug.' }] }
  t.same(third?.toCanonical([{ resource: noted, path: 'Communication' }]), {
    ok: false,
    outcome: {
      issues: [
        { code: 'content-not-carried', words: { map: 'his-communication' }, expression: 'Communication.note[0].text' }
      ]
    }
  })
  t.end()
})

const faults: readonly (readonly [string, string, (text: string) => string, RegExp])[] = [
  [
    'a map with a feature outside the fence',
    'task.map',
    (text) => text.replace('as v -> tgt.note', "as v where text = 'a' -> tgt.note"),
    /where/
  ],
  [
    'a map of another type',
    'dialect.json',
    (text) => text.replace('"Task": "task.map"', '"Task": "communication.map"'),
    /maps Communication/
  ],
  ['an unknown step', 'dialect.json', (text) => text.replace('letter-as-document', 'letter-as-fax'), /letter-as-fax/],
  [
    'a step that lacks its ConceptMap',
    'dialect.json',
    (text) => text.replace('ConceptMap/nhg-69', 'ConceptMap/nhg-70'),
    /nhg-70/
  ],
  [
    'a step that does not say what to do with unknown codes',
    'dialect.json',
    (text) => text.replace('"carry"', '"guess"'),
    /refuse or carry/
  ],
  ['a type both mapped and unchanged', 'dialect.json', (text) => text.replace('"CarePlan"', '"Task"'), /both/],
  ['a type that FHIR does not know', 'dialect.json', (text) => text.replace('"CarePlan"', '"Briefje"'), /Briefje/],
  ['a name that is not its folder', 'dialect.json', (text) => text.replace('"third"', '"fourth"'), /fourth/],
  ['an unknown property', 'dialect.json', (text) => text.replace('"version"', '"revision"'), /version/],
  [
    'a ConceptMap that guesses',
    'nhg-69-to-referral-category.json',
    (text) => text.replace('equivalent', 'wider'),
    /means the same/
  ],
  [
    'a ConceptMap with a rule for unmapped codes',
    'nhg-69-to-referral-category.json',
    (text) => text.replace('"element"', '"unmapped": {"mode": "provided"}, "element"'),
    /unmapped/
  ]
]
for (const [what, file, change, message] of faults) {
  test(`the start stops on ${what}`, (t) => {
    t.throws(() => loadDialects(mappingsWith(file, change), base), { message })
    t.end()
  })
}

test('a folder without a dialect.json stops the start', (t) => {
  const dir = mappingsWith('dialect.json', (text) => text)
  renameSync(join(dir, 'third', 'dialect.json'), join(dir, 'third', 'dialect.txt'))
  t.throws(() => loadDialects(dir, base), { code: 'ENOENT' })
  t.end()
})
