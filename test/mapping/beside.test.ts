import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Patient } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { loadMappings } from '../../src/mapping/load-dialects.ts'
import { mapped, root } from '../dialects/dialect-case.ts'

const BASE = 'https://ggz-gateway.example/fhir'

/** A dialect that makes two resources of each Patient beside it; with `id`, these have ids of their own. */
function besideDialect(id: string) {
  const dir = mkdtempSync(join(tmpdir(), 'mappings-'))
  try {
    cpSync(join(root, 'mappings', 'shared'), join(dir, 'shared'), { recursive: true })
    mkdirSync(join(dir, 'beside'))
    for (const way of ['to', 'from']) {
      const uses = ['Patient', 'Bundle'].flatMap((type) =>
        ['source', 'target'].map(
          (side) => `uses "http://hl7.org/fhir/StructureDefinition/${type}" alias ${type} as ${side}`
        )
      )
      const text = `map "${BASE}/StructureMap/${way}" = "${way}"
        ${uses.join('\n')}
        group Patient(source src : Patient, target tgt : Patient, source graph : Bundle, target made : Bundle) <<types>> {
          // drops: src.birthDate because it is no matter here
          src.id -> tgt.id;
          src.name as name -> made.entry as entry, entry.resource = create('Flag') as flag then {
            name -> flag.id = (${id}) "id";
            name.text as text -> flag.code as code, code.text = text "text";
          } "flag";
        }`
      writeFileSync(join(dir, 'beside', `${way}.map`), text)
    }
    const file = {
      name: 'beside',
      version: '1.0.0',
      title: { en: 'x', nl: 'x' },
      source: 'x',
      toCanonical: `${BASE}/StructureMap/to`,
      fromCanonical: `${BASE}/StructureMap/from`
    }
    writeFileSync(join(dir, 'beside', 'dialect.json'), JSON.stringify(file))
    return loadMappings([dir], join(root, 'profiles', 'base')).dialects.get('beside')!
  } finally {
    rmSync(dir, { recursive: true })
  }
}

function patientWith(id: string, ...names: readonly string[]): Located {
  const resource: Patient = {
    resourceType: 'Patient',
    id,
    birthDate: '1970-01-01',
    name: names.map((text) => ({ text }))
  }
  return { resource, path: `entry[${id}]` }
}

test('what a map makes beside has an id that follows from its origin', (t) => {
  const dialect = besideDialect("%name.derivedId('flag')")
  const ids = (...graph: readonly Located[]) =>
    mapped(dialect.toCanonical(graph)).flatMap(({ resource }) =>
      resource.resourceType === 'Flag' ? [resource.id] : []
    )
  const first = ids(patientWith('a', 'Kees', 'Cornelis'))
  t.equal(new Set(first).size, 2)
  t.same(ids(patientWith('a', 'Kees', 'Cornelis')), first, 'the same each time')
  t.notSame(ids(patientWith('b', 'Kees', 'Cornelis')), first, 'and another one for another patient')
  t.end()
})

test('two different resources beside with one id are refused, because one of them would get lost', (t) => {
  const dialect = besideDialect("'same'")
  t.match(dialect.toCanonical([patientWith('a', 'Kees', 'Cornelis')]), {
    ok: false,
    outcome: { issues: [{ code: 'map-failed', words: { reason: /Flag\/same/ }, expression: 'entry[a]' }] }
  })
  const once = mapped(dialect.toCanonical([patientWith('a', 'Kees', 'Kees'), patientWith('b', 'Kees')]))
  t.equal(once.filter(({ resource }) => resource.resourceType === 'Flag').length, 1, 'and the same twice is one')
  t.end()
})

test('what a map says that it leaves out is no warning', (t) => {
  const result = besideDialect("%name.derivedId('flag')").toCanonical([patientWith('a', 'Kees')])
  t.match(result, { ok: true, value: { warnings: [] } })
  t.end()
})
