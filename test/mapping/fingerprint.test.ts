import { test } from 'tap'
import { readMapText } from '../../src/mapping/fml/parse/read-map.ts'
import { indexConceptMap } from '../../src/mapping/fml/terminology/index-concept-map.ts'
import { fingerprintOf } from '../../src/mapping/fingerprint.ts'
import { sound, type Mappings } from '../../src/mapping/read-mappings.ts'

const base = 'https://maps.test/fhir'
const patient = 'http://hl7.org/fhir/StructureDefinition/Patient'

function map(name: string, body: string, imports = ''): Mappings['maps'][number] {
  const head = `/// url = "${base}/StructureMap/${name}"\n/// name = "${name}"\n/// status = active\n`
  const uses = `uses "${patient}" alias Patient as source\nuses "${patient}" alias Patient as target\n${imports}\n`
  const group = `group ${name}(source src : Patient, target tgt : Patient) {\n${body}\n}\n`
  return sound(readMapText(head + uses + group, `${name}.map`))
}

function table(name: string, to: string): Mappings['conceptMaps'][number] {
  const element = [{ code: 'a', target: [{ code: to, equivalence: 'equivalent' as const }] }]
  const group = [{ source: 'urn:a', target: 'urn:b', element }]
  return sound(
    indexConceptMap({ resourceType: 'ConceptMap', status: 'active', url: `${base}/ConceptMap/${name}`, group }, name)
  )
}

const translating = `  src.language as v -> tgt.language = translate(v, '${base}/ConceptMap/tongues', 'code') "language";`
const main = map('main', translating, `imports "${base}/StructureMap/sha*"`)
const shared = map('shared', '  src.id -> tgt.id;')
const other = map('other', '  src.id -> tgt.id;')
const whole: Mappings = {
  maps: [main, shared, other],
  conceptMaps: [table('tongues', 'b'), table('unused', 'b')],
  dialects: []
}
const of = (mappings: Mappings): string => fingerprintOf([`${base}/StructureMap/main`], mappings)

test('the same maps have the same fingerprint, in whatever order they were read', (t) => {
  t.match(of(whole), /^[0-9a-f]{16}$/)
  t.equal(of({ ...whole, maps: [other, shared, main] }), of(whole))
  t.end()
})

test('another map, another import, another table that it uses: another fingerprint, whatever the version says', (t) => {
  const changed = map('main', `${translating}\n  src.gender -> tgt.gender;`, `imports "${base}/StructureMap/sha*"`)
  t.not(of({ ...whole, maps: [changed, shared, other] }), of(whole))
  t.not(of({ ...whole, maps: [main, map('shared', '  src.gender -> tgt.gender;'), other] }), of(whole))
  t.not(of({ ...whole, conceptMaps: [table('tongues', 'c'), table('unused', 'b')] }), of(whole))
  t.end()
})

test('what it does not use does not move it', (t) => {
  t.equal(of({ ...whole, maps: [main, shared] }), of(whole))
  t.equal(of({ ...whole, conceptMaps: [table('tongues', 'b'), table('unused', 'c')] }), of(whole))
  t.end()
})
