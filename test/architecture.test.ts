import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'tap'

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'src')

interface Import {
  readonly from: string
  readonly to: string
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return filesUnder(path)
    return name.endsWith('.ts') ? [path] : []
  })
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/\bfrom '(\.[^']+\.ts)'|^import '(\.[^']+\.ts)'/gm)].map(([, named, bare]) => ({
    from: relative(source, file),
    to: relative(source, join(dirname(file), named ?? bare ?? ''))
  }))
}

const folderOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '.')
const imports = filesUnder(source).flatMap(importsOf)

/** Folders that a folder may import from, beside itself and the files of the root (design section 3, import direction). */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  http: ['interactions', 'operations', 'flows', 'tokens', 'directory', 'fhir', 'store'],
  operations: ['interactions', 'flows', 'referral', 'tokens', 'directory', 'fhir', 'store'],
  interactions: ['flows', 'referral', 'tokens', 'directory', 'fhir', 'store'],
  cli: ['tokens', 'directory', 'store', 'audit', 'mapping', 'flows', 'profile', 'fhir'],
  flows: ['referral', 'obligations', 'report', 'mapping', 'profile', 'delivery', 'store', 'directory', 'fhir'],
  referral: ['obligations', 'mapping', 'profile', 'directory', 'fhir', 'store'],
  report: ['obligations', 'directory', 'fhir', 'store'],
  obligations: ['directory', 'fhir', 'store'],
  mapping: ['fhir'],
  profile: ['fhir'],
  delivery: ['directory', 'fhir', 'store'],
  store: ['audit'],
  audit: ['store'],
  tokens: ['directory', 'store'],
  directory: ['fhir'],
  fhir: []
}

/** Files of other layers that hold data types only, so that naming them binds nothing. */
const typesOnly = new Set([
  'store/change.ts',
  'store/port.ts',
  'store/reminder-row.ts',
  'profile/port.ts',
  'obligations/agreement.ts'
])

test('a folder imports only from the layers below it', (t) => {
  const wrong = imports.filter(({ from, to }) => {
    const [own, other] = [folderOf(from), folderOf(to)]
    if (own === '.' || other === '.' || own === other || typesOnly.has(to)) return false
    return mayImport[own]?.includes(other) !== true
  })
  t.strictSame(wrong, [])
  t.end()
})

test('only flows and the start make the store, delivery and audit do anything', (t) => {
  const doers = new Set(['store', 'delivery', 'audit'])
  const allowed = new Set(['flows', 'store', 'delivery', 'audit', 'cli', '.'])
  const wrong = imports.filter(({ from, to }) => {
    return doers.has(folderOf(to)) && !typesOnly.has(to) && !allowed.has(folderOf(from))
  })
  t.strictSame(wrong, [])
  t.end()
})

test('no file imports itself through others', (t) => {
  const next = new Map<string, string[]>()
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to])
  const state = new Map<string, 'open' | 'done'>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
      return
    }
    state.set(file, 'open')
    for (const to of next.get(file) ?? []) visit(to, [...path, file])
    state.set(file, 'done')
  }
  for (const file of next.keys()) visit(file, [])
  t.strictSame(cycles, [])
  t.end()
})

test('no source file has more than 300 lines', (t) => {
  const long = filesUnder(source).filter((file) => readFileSync(file, 'utf8').split('\n').length > 301)
  t.strictSame(
    long.map((file) => relative(root, file)),
    []
  )
  t.end()
})

test('the mapping engine could be a package: it imports itself, the FHIRPath library and types', (t) => {
  const engine = join(source, 'mapping', 'fml')
  const outside = imports.filter(({ from, to }) => from.startsWith('mapping/fml/') && !to.startsWith('mapping/fml/'))
  t.strictSame(outside, [])
  const packages = filesUnder(engine).flatMap((file) => {
    return [...readFileSync(file, 'utf8').matchAll(/\bfrom '([^.'][^']*)'/g)].map(([, name]) => name ?? '')
  })
  const known = new Set(['@medplum/fhirtypes', 'fhirpath', 'fhirpath/fhir-context/r4', 'node:crypto'])
  t.strictSame(
    [...new Set(packages)].filter((name) => !known.has(name)),
    []
  )
  t.end()
})
