import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { readConceptMap } from '../../../src/mapping/concept-map.ts'
import { readDefinitions, type ElementShape } from '../../../src/mapping/definitions.ts'
import { compileMap } from '../../../src/mapping/fml/compile.ts'
import type { CompiledMap } from '../../../src/mapping/fml/compiled-map.ts'
import { transform } from '../../../src/mapping/fml/transform.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const definitions = readDefinitions(join(root, 'profiles', 'base'))

/** Every map of every dialect, by its file. */
function maps(): readonly (readonly [string, CompiledMap])[] {
  const dir = join(root, 'mappings')
  const folders = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name }) => {
    const files = readdirSync(join(dir, name))
    const listed = files
      .filter((file) => file.endsWith('.json') && file !== 'dialect.json')
      .map((file) => readConceptMap(join(dir, name, file)))
    const conceptMaps = new Map(listed.map((one) => [one.url, one]))
    return files
      .filter((file) => file.endsWith('.map'))
      .map((file) => {
        const text = readFileSync(join(dir, name, file), 'utf8')
        return [`${name}/${file}`, compileMap(text, file, { definitions, conceptMaps })] as const
      })
  })
}

/** The resources of a type in the golden messages. */
function golden(type: string): readonly Resource[] {
  const dir = join(root, 'test', 'dialects')
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
  return files.flatMap((file) => {
    const { entry = [] } = JSON.parse(readFileSync(join(dir, file), 'utf8')) as Bundle
    return entry.flatMap(({ resource }) => (resource?.resourceType === type ? [resource] : []))
  })
}

/** A resource for each element that is copied, with a value there (two where it is a list) and nothing else. */
function each({ type, rules }: CompiledMap): readonly Resource[] {
  return rules.flatMap(({ copies }) => {
    const shape = copies === undefined ? undefined : definitions.get(type)?.get(copies)
    if (copies === undefined || shape === undefined) return []
    return [{ resourceType: type, [copies]: valueOf(shape) } as unknown as Resource]
  })
}

function valueOf({ type, isList }: ElementShape): unknown {
  const falsy: Readonly<Record<string, unknown>> = { boolean: false, integer: 0, decimal: 0 }
  const one = Object.hasOwn(falsy, type) ? falsy[type] : 'a'
  const value = /^[a-z]/.test(type) ? one : { id: 'a', extension: [{ url: 'http://x.example/e', valueString: 'a' }] }
  return isList ? [value, value] : value
}

/** The map with every rule left to the engine. */
function byEngine(map: CompiledMap): CompiledMap {
  return { ...map, rules: map.rules.map((rule) => ({ ...rule, copies: undefined })) }
}

for (const [file, map] of maps()) {
  test(`what ${file} only takes over is what the engine takes over`, (t) => {
    const where = { dialect: 'any', path: 'x' }
    for (const source of [...golden(map.type), ...each(map)]) {
      const text = JSON.stringify(source)
      t.same(transform(map, source, where), transform(byEngine(map), source, where))
      t.equal(JSON.stringify(source), text, 'the source is not changed')
    }
    t.end()
  })
}

const context = { definitions, conceptMaps: new Map() }

function copiesIn(rules: string): readonly string[] {
  const text = `map "u" = "m" group main(source src : ServiceRequest, target tgt : ServiceRequest) { ${rules} }`
  return compileMap(text, 'a.map', context).rules.flatMap(({ copies }) => copies ?? [])
}

test('a rule that does more than take an element over is left to the engine', (t) => {
  t.same(copiesIn('src.status as v -> tgt.status = v;'), ['status'])
  const others = [
    'src.note first as v -> tgt.note = v;',
    'src.note as v -> tgt.note as w then { v.text as x -> w.text = x; };',
    "src.status as v -> tgt.status = 'active';",
    'src.locationReference as v -> tgt.supportingInfo = v;',
    'src.status as v -> tgt.status = v, tgt.intent = v;'
  ]
  for (const rules of others) t.same(copiesIn(rules), [], rules)
  t.end()
})

test('an element that another rule adds to is left to the engine, so that nothing is added to the source', (t) => {
  const rules =
    'src.supportingInfo as v -> tgt.supportingInfo = v "a"; src.locationReference as v -> tgt.supportingInfo = v "b";'
  t.same(copiesIn(rules), [])
  t.end()
})
