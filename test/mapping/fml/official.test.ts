import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { compileLibrary } from '../../../src/mapping/fml/compile/library.ts'
import type { TransformRequest, TransformResult } from '../../../src/mapping/fml/compile/compiled-map.ts'
import { readMapText } from '../../../src/mapping/fml/parse/read-map.ts'
import { schema } from './test-schema.ts'

/** The official cases stand beside the project, where they are at hand. */
const folder = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'conformance', 'fml')
const skip = existsSync(join(folder, 'manifest.xml')) ? false : 'the official FML cases are not beside the project'

const text = (name: string): string => readFileSync(join(folder, name), 'utf8').replace(/^\uFEFF/, '')
const json = (name: string): Record<string, unknown> => JSON.parse(text(name)) as Record<string, unknown>

interface Case {
  readonly name: string
  readonly source: string
  readonly map: string
  readonly output: string
}

/** The manifest is a flat list of one element, so its attributes are all there is to read. */
function cases(): readonly Case[] {
  return [...text('manifest.xml').matchAll(/<test\s([^>]*)\/>/g)].map(([, attributes = '']) => {
    const read = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
    return { name: read('name').split('/').at(-1)!, source: read('source'), map: read('map'), output: read('output') }
  })
}

const CDA = 'its target is a CDA document, whose definitions are no part of FHIR R4, and it is compared as XML'

/** Why an official case is not run. */
const notApplicable: Readonly<Record<string, string>> = {
  qr2cda: CDA,
  qr2cdaxsi: CDA,
  'qr2cd-eval-json': CDA,
  'qr2cd-eval-fml': CDA
}

function transformed(map: string, request: TransformRequest): TransformResult {
  const parsed = readMapText(text(map), map)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault))
  const library = compileLibrary([parsed.value], { schema })
  if (!library.ok) throw new Error(JSON.stringify(library.fault))
  const result = [...library.value.maps.values()][0]!.transform(request)
  if (!result.ok) throw new Error(JSON.stringify(result.fault))
  return result.value
}

/** Every key with its path, which a comparison by value alone could pass over. */
function keysOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, held]) => [`${path}.${key}`, ...keysOf(held, `${path}.${key}`)])
}

test(
  'every official case gives its expected resource, or is named with the reason why it is not run',
  { skip },
  (t) => {
    const all = cases()
    t.equal(all.length, 10)
    for (const { name, source, map, output } of all) {
      const reason = notApplicable[name]
      if (reason !== undefined) {
        t.ok(output.endsWith('.xml'), `${name} is not applicable: ${reason}`)
        continue
      }
      const target = transformed(map, { sources: [json(source)] }).targets[0]
      t.strictSame(target, json(output), name)
      t.strictSame([...keysOf(target)].sort(), [...keysOf(json(output))].sort(), `${name}: the same keys`)
    }
    t.end()
  }
)

test('every official map parses', { skip }, (t) => {
  const maps = [
    ...new Set([...cases().map(({ map }) => map), 'ActivityDefinition.map', 'cast.map', 'qr2patfordates.map']),
    ...['syntax.map', 'syntaxshort.map', 'whereclause.map']
  ]
  t.equal(maps.length, 16)
  for (const map of maps) t.ok(readMapText(text(map), map).ok, map)
  t.end()
})

test('ActivityDefinition.map is not run, because it names types of R3 that R4 does not have', { skip }, (t) => {
  const parsed = readMapText(text('ActivityDefinition.map'), 'ActivityDefinition.map')
  if (!parsed.ok) throw new Error('it parses')
  const library = compileLibrary([parsed.value], { schema })
  t.match(library, { ok: false, fault: { code: 'unknown-type', file: 'ActivityDefinition.map', line: 3 } })
  t.match(!library.ok && library.fault.message, /3\.0\/StructureDefinition\/ActivityDefinition/)
  t.end()
})

test('cast.map writes each extension with the type that the map asks for', { skip }, (t) => {
  const source = json('qrext.json')
  const { targets } = transformed('cast.map', { sources: [source] })
  t.strictSame(targets[0], {
    resourceType: 'Observation',
    extension: [
      { url: 'urn:implicitstring', valueString: 'implicit' },
      { url: 'urn:explicitstring', valueString: 'explicit' },
      // The case's own source has a positiveInt as a text, which is no FHIR; it is taken over as it is.
      { url: 'urn:positiveInt', valuePositiveInt: '2147483647' },
      { url: 'urn:positiveIntString', valuePositiveInt: 2147483647 }
    ]
  })
  t.end()
})

test('qr2patfordates.map moves a date and a dateTime by days', { skip }, (t) => {
  const { targets } = transformed('qr2patfordates.map', { sources: [json('qrext.json')] })
  t.strictSame(targets[0], {
    resourceType: 'Patient',
    birthDate: '2023-10-26',
    deceasedDateTime: '2023-09-20T13:19:13.502Z'
  })
  t.end()
})

const capabilities = {
  resourceType: 'CapabilityStatement',
  name: 'Test',
  _title: { extension: [{ url: 'urn:x', valueString: 'none' }] },
  rest: [
    {
      mode: 'server',
      resource: [
        { type: 'Patient', interaction: [{ code: 'read' }, { code: 'vread' }, { code: 'create' }] },
        { type: 'Task', interaction: [{ code: 'read' }] }
      ]
    }
  ]
}

test('syntaxshort.map copies each string by its own group of types', { skip }, (t) => {
  const { targets, lineage } = transformed('syntaxshort.map', { sources: [capabilities], lineage: true })
  t.strictSame(targets[0], { resourceType: 'CapabilityStatement', name: 'Test' })
  t.ok(
    lineage().some(
      ({ rule, group, target }) => rule === 'stringValue' && group === 'string' && target.endsWith('.name')
    )
  )
  t.end()
})

test('whereclause.map takes the interactions that are not a read, and logs them', { skip }, (t) => {
  const { targets, logs } = transformed('whereclause.map', { sources: [capabilities] })
  t.strictSame(targets[0], {
    resourceType: 'CapabilityStatement',
    rest: [{ resource: [{ interaction: [{ code: 'vread' }, { code: 'create' }] }] }]
  })
  t.strictSame(
    logs.map(({ text }) => text),
    ['vread', 'create']
  )
  t.end()
})

test('syntax.map stops at its misspelled element; its second group copies the identifiers', { skip }, (t) => {
  const parsed = readMapText(text('syntax.map'), 'syntax.map')
  const library = parsed.ok ? compileLibrary([parsed.value], { schema }) : parsed
  if (!library.ok) throw new Error(JSON.stringify(library.fault))
  const [map] = library.value.maps.values()
  const patient = { resourceType: 'Patient', id: 'a', identifier: [{ system: 'urn:s', value: '1' }] }
  const first = map!.transform({ sources: [patient] })
  t.match(first, { ok: false, fault: { code: 'unknown-element', line: 14, message: 'Basic has no element identifer' } })
  const second = map!.transform({ group: 'Patient2Patient', sources: [patient] })
  t.strictSame(second.ok && second.value.targets[0], { resourceType: 'Patient', identifier: patient.identifier })
  t.end()
})
