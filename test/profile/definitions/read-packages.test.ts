import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { test } from 'tap'
import { packageBounds, type PackageBounds } from '../../../src/profile/definitions/package-files.ts'
import { readPackages } from '../../../src/profile/definitions/read-packages.ts'
import type { Source } from '../../../src/profile/definitions/source.ts'

const manifest = { name: 'a.b', version: '1.2.0', fhirVersions: ['4.0.1'] }
const profile = {
  ...{ resourceType: 'StructureDefinition', url: 'https://a.example/p', version: '1.2.0', name: 'P', status: 'active' },
  ...{
    kind: 'resource',
    abstract: false,
    type: 'Patient',
    derivation: 'constraint',
    text: { status: 'empty', div: '<x/>' }
  }
}
const valueSet = { resourceType: 'ValueSet', url: 'https://a.example/v', status: 'active' }
const whole = { 'package.json': manifest, 'StructureDefinition-p.json': profile, 'ValueSet-v.json': valueSet }

type Files = Readonly<Record<string, unknown>>

/** A .tgz; names as they stand in it. */
async function tgz(files: Files): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, textOf(content))
  archive.finalize()
  return gzipSync(await buffer(archive))
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

function below(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}${name}`, content]))
}

async function sources(dir: string): Promise<readonly Source[]> {
  const read = await readPackages(dir)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return read.value
}

async function problems(dir: string): Promise<readonly string[]> {
  const read = await readPackages(dir)
  return read.ok ? [] : read.problems
}

test('a package is the same as an archive, as its unpacked folder, and as the folder in that', async (t) => {
  const files = Object.fromEntries(Object.entries(whole).map(([name, content]) => [name, textOf(content)]))
  const dir = t.testdir({ archived: {}, unpacked: { a: { package: files } }, flat: { a: { ...files } } })
  const extra = { 'package/example/x.json': '{', 'package/.index.json': '{', 'package/a.txt': 'x', 'other/y.json': '{' }
  await writeFile(join(dir, 'archived', 'a.tgz'), await tgz({ ...below('package/', whole), ...extra }))
  for (const form of ['archived', 'unpacked', 'flat']) {
    const [source, ...more] = await sources(join(dir, form))
    t.same(source?.name, { name: 'a.b', version: '1.2.0' }, form)
    t.same(source?.structures.get('https://a.example/p|1.2.0')?.name, 'P')
    t.notOk(source?.structures.get('https://a.example/p')?.text, 'a narrative is not kept')
    t.ok(source?.valueSets.get('https://a.example/v'))
    t.equal(more.length, 0)
  }
})

test('packages come by name, the later version of one before the earlier', async (t) => {
  const at = (name: string, version: string): Record<string, string> => ({
    'package.json': textOf({ ...manifest, name, version })
  })
  const dir = t.testdir({ z: at('a.b', '1.9.0'), y: at('a.b', '1.10.0'), x: at('c', '1.0.0'), '.hidden': 'x' })
  t.same(
    (await sources(dir)).map(({ name: { name, version } }) => `${name} ${version}`),
    ['a.b 1.10.0', 'a.b 1.9.0', 'c 1.0.0']
  )
})

test('names in an archive lead nowhere outside of it', async (t) => {
  const dir = t.testdir()
  const names = [
    '../package/b.json',
    '/package/c.json',
    'package/../../d.json',
    'package/..\\e.json',
    'x/package/f.json'
  ]
  const strange = Object.fromEntries(names.map((name) => [name, '{']))
  await writeFile(join(dir, 'a.tgz'), await tgz({ ...below('./package/', whole), ...strange }))
  t.equal((await sources(dir))[0]?.structures.all.length, 1)
})

const refused: readonly (readonly [string, Files, RegExp])[] = [
  ['no manifest', { 'ValueSet-v.json': valueSet }, /^package a\.tgz: it has no package\.json/],
  ['a manifest without name', { 'package.json': { ...manifest, name: undefined } }, /has no name/],
  ['a manifest without version', { 'package.json': { ...manifest, version: 1 } }, /has no version/],
  ['a manifest without versions of FHIR', { 'package.json': { ...manifest, fhirVersions: [] } }, /has no fhirVersions/],
  [
    'another version of FHIR',
    { 'package.json': { ...manifest, fhirVersions: ['4.3.0'] } },
    /a\.b 1\.2\.0 is not for FHIR R4/
  ],
  ['R4 among other versions', { 'package.json': { ...manifest, fhirVersions: ['4.0.1', '5.0.0'] } }, /not for FHIR R4/],
  ['a manifest that is a list', { 'package.json': [] }, /has no name/],
  ['a file that is not JSON', { ...whole, 'x.json': '{' }, /x\.json is not JSON/],
  ['a definition without type', { ...whole, 'x.json': { ...profile, type: '' } }, /x\.json .*no type/],
  ['two of one canonical', { ...whole, 'x.json': { ...profile, name: 'Q' } }, /two different .*https:\/\/a\.example\/p/]
]

for (const [what, files, reason] of refused) {
  test(`a package with ${what} is refused in one line that names it`, async (t) => {
    const dir = t.testdir()
    await writeFile(join(dir, 'a.tgz'), await tgz(below('package/', files)))
    t.match(await problems(dir), [reason])
    t.equal((await problems(dir)).length, 1)
  })
}

test('older manifests and byte order marks are read', async (t) => {
  const { fhirVersions, ...rest } = manifest
  const older = `\ufeff${JSON.stringify({ ...rest, 'fhir-version-list': fhirVersions })}`
  t.equal((await sources(t.testdir({ a: { 'package.json': older } }))).length, 1)
})

test('what is no package, is broken off or is there twice is refused, all of it at once', async (t) => {
  const archive = await tgz(below('package/', whole))
  const dir = t.testdir({ 'notes.txt': 'x', 'noise.tgz': 'x', a: { 'package.json': textOf(manifest) } })
  await writeFile(join(dir, 'b.tgz'), archive)
  await writeFile(join(dir, 'half.tgz'), archive.subarray(0, archive.length / 2))
  t.match(await problems(dir), [
    /^package half\.tgz: /,
    /^package noise\.tgz: /,
    /^package notes\.txt: it is neither a \.tgz nor a folder/,
    /^package a\.b 1\.2\.0 is there twice/
  ])
  t.match(await problems(join(dir, 'absent')), [/cannot be read: ENOENT/])
})

test('a package beyond a bound is refused, as an archive and as a folder', async (t) => {
  const dir = t.testdir({ folder: { 'package.json': textOf(manifest), 'a.json': ' '.repeat(10_000), 'b.json': '{}' } })
  await writeFile(
    join(dir, 'archive.tgz'),
    await tgz({ ...below('package/', whole), 'package/a.json': ' '.repeat(10_000) })
  )
  const bounded = async (bounds: Partial<PackageBounds>): Promise<readonly string[]> => {
    const read = await readPackages(dir, { ...packageBounds, ...bounds })
    return read.ok ? [] : read.problems
  }
  t.match(await bounded({ archiveBytesMax: 100 }), [/archive\.tgz: the archive is larger than 100 bytes/])
  t.match(await bounded({ unpackedBytesMax: 9_000 }), [
    /archive\.tgz: what the archive holds is larger than 9000 bytes/,
    /folder: what the folder holds is larger than 9000 bytes/
  ])
  t.match(await bounded({ filesMax: 2 }), [
    /archive\.tgz: it has more than 2 files/,
    /folder: it has more than 2 files/
  ])
})
