import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { loadDefinitions } from '../../../src/profile/definitions/load-definitions.ts'
import { sourceOf } from '../../../src/profile/definitions/source.ts'

const profiles = join(import.meta.dirname, '..', '..', '..', 'profiles')
const R4 = 'http://hl7.org/fhir/StructureDefinition/'
const extension = (url: string, name: string): Record<string, unknown> => ({
  ...{ resourceType: 'StructureDefinition', url, version: '1.0.0', name, status: 'active', kind: 'complex-type' },
  ...{ abstract: false, type: 'Extension', derivation: 'constraint' }
})

test('the types, extensions and code systems of R4 are found, by version too', (t) => {
  const definitions = loadDefinitions(profiles)
  t.equal(definitions.type('Patient')?.kind, 'resource')
  t.equal(definitions.type('dateTime')?.kind, 'primitive-type')
  t.equal(definitions.type('Provenance')?.version, '4.0.1')
  t.equal(definitions.type('bp'), undefined, 'a profile is no type')
  t.equal(definitions.structure(`${R4}bp`)?.derivation, 'constraint')
  t.equal(definitions.structure(`${R4}Period|4.0.1`)?.type, 'Period')
  t.equal(definitions.structure(`${R4}Period|5.0.0`), undefined)
  t.same(definitions.structure(`${R4}data-absent-reason`)?.context, [{ type: 'element', expression: 'Element' }])
  t.ok(definitions.valueSet('http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1'))
  t.ok(definitions.codeSystem('http://hl7.org/fhir/administrative-gender'))
  t.match(definitions.packages, [{ name: 'ggz-gateway' }, { name: 'hl7.fhir.r4.core', version: '4.0.1' }])
  t.end()
})

test('every data type that an element of R4 may have is there', (t) => {
  const definitions = loadDefinitions(profiles)
  const codes = ['Patient', 'ServiceRequest', 'Bundle', 'Timing'].flatMap((type) =>
    (definitions.type(type)?.snapshot?.element ?? []).flatMap((element) => element.type?.map(({ code }) => code) ?? [])
  )
  t.ok(codes.length > 100)
  t.same(
    codes.filter((code) => definitions.type(code) === undefined),
    []
  )
  t.end()
})

test('the gateway’s own comes before R4, and both before a package', async (t) => {
  const folder = await copied(t.testdir(), {
    'a.json': extension(`${R4}data-absent-reason`, 'own'),
    'b.json': extension('https://a.example/both', 'own'),
    'c.json': { resourceType: 'SearchParameter', url: 'https://a.example/c' },
    'd.json': { generated: 'not a resource' }
  })
  // Checked by the loader where it comes from a file.
  const resource = (url: string): never => extension(url, 'packaged') as never
  const added = sourceOf({ name: 'p', version: '1' }, [
    resource('https://a.example/both'),
    resource(`${R4}iso21090-nullFlavor`),
    resource('https://a.example/only')
  ])
  const definitions = loadDefinitions(folder, [added])
  t.equal(definitions.structure(`${R4}data-absent-reason`)?.name, 'own')
  t.equal(definitions.structure(`${R4}data-absent-reason|4.0.1`)?.version, '4.0.1')
  t.equal(definitions.structure('https://a.example/both')?.name, 'own')
  t.not(definitions.structure(`${R4}iso21090-nullFlavor`)?.name, 'packaged')
  t.equal(definitions.structure('https://a.example/only')?.name, 'packaged')
  t.ok(definitions.profiles.some(({ url }) => url === 'https://a.example/only'))
  t.same(definitions.packages.at(-1), { name: 'p', version: '1' })
})

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['no JSON', '{', /a\.json/],
  ['a StructureDefinition without type', JSON.stringify({ resourceType: 'StructureDefinition', url: 'x' }), /no type/],
  ['a snapshot that is none', JSON.stringify({ ...extension('x', 'x'), snapshot: {} }), /snapshot/],
  ['a version that is no text', JSON.stringify({ resourceType: 'ValueSet', url: 'x', version: 1 }), /no version/]
]

for (const [what, text, reason] of broken) {
  test(`a file of the gateway’s own with ${what} stops the load, named`, async (t) => {
    const folder = await copied(t.testdir(), {})
    await writeFile(join(folder, 'fhir', 'a.json'), text)
    t.throws(() => loadDefinitions(folder), { message: reason })
    t.throws(() => loadDefinitions(folder), { message: /a\.json/ })
  })
}

test('two of the gateway’s own with one canonical stop the load', async (t) => {
  const files = { 'a.json': extension('https://a.example/a', 'one'), 'b.json': extension('https://a.example/a', 'two') }
  const folder = await copied(t.testdir(), files)
  t.throws(() => loadDefinitions(folder), { message: /two different definitions of https:\/\/a\.example\/a/ })
})

test('without a folder of its own the gateway has R4 only, and without R4 it does not start', async (t) => {
  const folder = t.testdir()
  t.throws(() => loadDefinitions(folder), { message: /base\/[a-z-]+\.json: ENOENT/ })
  await cp(join(profiles, 'base'), join(folder, 'base'), { recursive: true })
  t.ok(loadDefinitions(folder).type('Patient'))
})

async function copied(folder: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  await cp(join(profiles, 'base'), join(folder, 'base'), { recursive: true })
  await mkdir(join(folder, 'fhir'))
  const write = ([name, content]: readonly [string, unknown]): Promise<void> =>
    writeFile(join(folder, 'fhir', name), JSON.stringify(content))
  await Promise.all(Object.entries(files).map(write))
  return folder
}
