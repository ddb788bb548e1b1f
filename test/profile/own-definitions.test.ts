import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExtractResource, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { searchParameters } from '../../src/fhir/search-parameters.ts'
import { CANONICAL, ExtensionUrl } from '../../src/fhir/systems.ts'
import { OBLIGATION_BASIS } from '../../src/obligations/as-task.ts'
import { operations } from '../../src/operations/registry.ts'
import { translated } from '../../src/profile/compile/translated.ts'

const folder = join(import.meta.dirname, '..', '..', 'profiles', 'fhir')
const source = join(import.meta.dirname, '..', '..', 'src')

function ofType<T extends Resource['resourceType']>(type: T): readonly ExtractResource<T>[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${type}-`))
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ExtractResource<T>)
}

test('each operation is defined as the code states it, with a title in both languages, and no other is', (t) => {
  const defined = new Map(ofType('OperationDefinition').map((one) => [one.id, one]))
  for (const { definition } of operations) {
    const { version, title, publisher, contact, jurisdiction, ...stated } = { ...defined.get(definition.id) }
    t.ok([version, title, publisher, contact, jurisdiction].every((one) => one !== undefined))
    t.ok(translated(defined.get(definition.id) ?? {}, 'title'))
    Reflect.deleteProperty(stated, '_title')
    t.strictSame(stated, JSON.parse(JSON.stringify(definition)), definition.id ?? '')
  }
  t.equal(defined.size, operations.length)
  t.end()
})

test('each search parameter of our own is defined, and no other is', (t) => {
  const own = [...searchParameters].flatMap(([type, list]) =>
    list.filter(({ definition }) => definition.startsWith(CANONICAL)).map((one) => ({ ...one, on: type }))
  )
  const defined = ofType('SearchParameter')
  t.strictSame(
    defined.map(({ url, code, type, base }) => [url, code, type, base]),
    own.map(({ definition, name, type, on }) => [definition, name, type, [on]])
  )
  t.end()
})

test('each extension that the code names is defined, with its place and a title in both languages', (t) => {
  const extensions = ofType('StructureDefinition').filter(({ type }) => type === 'Extension')
  const urls = new Set(extensions.map(({ url }) => url))
  const named = [...Object.values(ExtensionUrl), OBLIGATION_BASIS, ...writtenIn(source)]
  t.ok(named.length > 8)
  t.strictSame(
    named.filter((url) => url.startsWith(CANONICAL) && !urls.has(url)),
    []
  )
  for (const one of extensions) {
    t.ok((one.context ?? []).length > 0, one.url)
    t.ok(translated(one, 'title'), one.url)
  }
  t.end()
})

test('each profile has a title in both languages, a description and a snapshot', (t) => {
  for (const one of ofType('StructureDefinition')) {
    t.ok(translated(one, 'title') !== undefined && one.description !== undefined, one.url)
    t.ok((one.snapshot?.element.length ?? 0) > 0, one.url)
  }
  t.end()
})

test('each element of a snapshot has a definition and how often it stands, as FHIR asks (sdf-3)', (t) => {
  for (const { url, snapshot } of ofType('StructureDefinition')) {
    const bare = (snapshot?.element ?? []).filter(({ definition, min, max }) => {
      return [definition, min, max].includes(undefined)
    })
    t.strictSame(
      bare.map(({ id }) => id),
      [],
      url
    )
  }
  t.end()
})

/** Extensions that the sources write out, `${CANONICAL}/StructureDefinition/rule` as well as the whole URL. */
function writtenIn(dir: string): readonly string[] {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const found = files.flatMap((name) => {
    const text = readFileSync(join(dir, name), 'utf8')
    return [
      ...text.matchAll(/(?:\$\{CANONICAL\}|https:\/\/ggz-gateway\.example\/fhir)\/StructureDefinition\/([a-z-]+)['`]/g)
    ]
  })
  return [...new Set(found.map(([, id = '']) => `${CANONICAL}/StructureDefinition/${id}`))]
}
