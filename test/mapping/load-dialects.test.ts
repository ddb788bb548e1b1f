import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'tap'
import { keptSystems } from '../../src/fhir/identifiers.ts'
import { lintLibrary } from '../../src/mapping/fml/lint/lint.ts'
import { libraryOptions, loadMappings } from '../../src/mapping/load-dialects.ts'
import type { Dialect } from '../../src/mapping/port.ts'
import { readMappings } from '../../src/mapping/read-mappings.ts'
import { dialects, folders, root } from '../dialects/dialect-case.ts'

const base = join(root, 'profiles', 'base')
const BASE = 'https://ggz-gateway.example/fhir'

/** What a folder of mappings with one more dialect loads to: a copy of `his` called `third`, with its files changed. */
function loadedWith(change: (dir: string) => void): ReadonlyMap<string, Dialect> {
  const dir = mkdtempSync(join(tmpdir(), 'mappings-'))
  try {
    cpSync(join(root, 'mappings', 'shared'), join(dir, 'shared'), { recursive: true })
    cpSync(join(root, 'mappings', 'his'), join(dir, 'third'), { recursive: true })
    edit(dir, 'third/dialect.json', (text) => text.replace('"name": "his"', '"name": "third"'))
    change(dir)
    return loadMappings([dir], base).dialects
  } finally {
    rmSync(dir, { recursive: true })
  }
}

function edit(dir: string, file: string, change: (text: string) => string): void {
  const before = readFileSync(join(dir, file), 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`nothing changes in ${file}`)
  writeFileSync(join(dir, file), after)
}

test('a dialect is a folder: another one is there when its files are', (t) => {
  const third = loadedWith(() => undefined).get('third')
  t.equal(third?.version, dialects.get('his')?.version)
  t.same(third?.types, dialects.get('his')?.types)
  t.end()
})

test('dialects of several folders are loaded together and share maps', (t) => {
  const names = loadMappings(folders, base).dialects
  t.ok(names.has('his') && names.has('regio-portaal'))
  t.end()
})

test('each dialect carries every type of the gateway', (t) => {
  for (const [name, { types }] of dialects) {
    t.equal(types.size, 19, name)
    for (const type of ['ServiceRequest', 'Task', 'Communication', 'Composition', 'Patient']) t.ok(types.has(type))
  }
  t.end()
})

test('the maps of each dialect have nothing that a look at them without running finds fault with', (t) => {
  const mappings = readMappings(folders)
  t.same(lintLibrary(mappings.maps, libraryOptions(mappings, { current: undefined }, base)), [])
  t.end()
})

test('a system has the same name for maps and for identifiers', (t) => {
  const file = join(root, 'mappings', 'shared', 'kept-systems.json')
  const { group } = JSON.parse(readFileSync(file, 'utf8')) as {
    group: readonly [{ element: readonly { code: string; target: readonly [{ code: string }] }[] }]
  }
  const table = group[0].element.map(({ code, target }) => [code, target[0].code])
  t.same(Object.fromEntries(table), keptSystems)
  t.equal(table.length, Object.keys(keptSystems).length, 'and none stands there twice')
  for (const kept of Object.values(keptSystems)) t.notOk(kept in keptSystems, `${kept} is not replaced again`)
  t.end()
})

type Change = (dir: string) => void

const faults: readonly (readonly [string, Change, RegExp])[] = [
  [
    'a map that does not exist',
    (dir) => edit(dir, 'third/dialect.json', (text) => text.replace('his-to-canonical', 'his-to-nowhere')),
    /third\/dialect\.json: there is no map .*his-to-nowhere/
  ],
  [
    'a name that is not its folder',
    (dir) => edit(dir, 'third/dialect.json', (text) => text.replace('"third"', '"fourth"')),
    /third\/dialect\.json: name is fourth/
  ],
  [
    'an unknown property',
    (dir) => edit(dir, 'third/dialect.json', (text) => text.replace('"version"', '"revision"')),
    /third\/dialect\.json: .*version/
  ],
  [
    'a dialect file that is no JSON',
    (dir) => writeFileSync(join(dir, 'third', 'dialect.json'), '{'),
    /third\/dialect\.json is no JSON/
  ],
  [
    'other types in than out',
    (dir) => edit(dir, 'third/from-canonical.map', (text) => text.replace(/(group Task\(.*) <<types>>/, '$1')),
    /third\/dialect\.json: other types are mapped in than out/
  ],
  [
    'a map that cannot be read, with its line',
    (dir) => edit(dir, 'third/to-canonical.map', (text) => `${text}\ngroup Broken(source src {\n`),
    /third\/to-canonical\.map:\d+:\d+: /
  ],
  [
    'an import of nothing',
    (dir) => edit(dir, 'third/to-canonical.map', (text) => text.replace('shared-*', 'common-*')),
    /third\/to-canonical\.map.*common-\*/
  ],
  [
    'a translation by a ConceptMap that does not exist',
    (dir) => rmSync(join(dir, 'third', 'nhg-69-to-referral-category.json')),
    /third\/to-canonical\.map.*nhg-69-to-referral-category/
  ],
  [
    'a function that asks for a ConceptMap that does not exist',
    (dir) =>
      edit(dir, 'third/to-canonical.map', (text) =>
        text.replace(`translatedCode('${BASE}/ConceptMap/his-`, `translatedCode('${BASE}/ConceptMap/hsi-`)
      ),
    /third\/to-canonical\.map:\d+: there is no ConceptMap .*hsi-correspondence/
  ],
  [
    'a file that is no JSON',
    (dir) => writeFileSync(join(dir, 'third', 'more.json'), 'Geachte collega,'),
    /third\/more\.json is no JSON/
  ],
  [
    'a file that is neither a StructureMap nor a ConceptMap',
    (dir) => writeFileSync(join(dir, 'third', 'more.json'), '{"resourceType":"Patient"}'),
    /third\/more\.json: neither a StructureMap nor a ConceptMap/
  ],
  [
    'a ConceptMap without a url',
    (dir) => edit(dir, 'third/referral-category-to-nhg-69.json', (text) => text.replace(/"url": .*\n/, '')),
    /third\/referral-category-to-nhg-69\.json/
  ],
  [
    'two ConceptMaps of one name',
    (dir) => cpSync(join(dir, 'third', 'nhg-69-to-referral-category.json'), join(dir, 'third', 'nhg-twice.json')),
    /third\/nhg-twice\.json: there are two ConceptMaps .*nhg-69-to-referral-category/
  ],
  [
    'two maps of one name',
    (dir) => cpSync(join(dir, 'third', 'to-canonical.map'), join(dir, 'third', 'twice.map')),
    /two maps are called .*his-to-canonical/
  ]
]
for (const [what, change, message] of faults) {
  test(`the start stops on ${what}`, (t) => {
    t.throws(() => loadedWith(change), { message })
    t.end()
  })
}

test('the start stops on two dialects of one name', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'mappings-'))
  const [own] = folders
  cpSync(join(own!, 'his', 'dialect.json'), join(dir, 'his', 'dialect.json'))
  t.throws(() => loadMappings([own!, dir], base), { message: /two dialects his/ })
  rmSync(dir, { recursive: true })
  t.equal(basename(own!), 'mappings')
  t.end()
})
