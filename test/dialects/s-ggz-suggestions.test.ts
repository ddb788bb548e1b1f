import { join } from 'node:path'
import type { CodeableConcept, Coding, Condition, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { loadMappings, SUGGESTED } from '../../src/mapping/load-dialects.ts'
import { mapped, one, root, sGgz } from './dialect-case.ts'

const BASE = 'https://ggz-gateway.example/fhir'
const ICPC = 'http://hl7.org/fhir/sid/icpc-1-nl'
const ICD = 'http://hl7.org/fhir/sid/icd-10'
const SNOMED = 'http://snomed.info/sct'
const CHAPTER = `${BASE}/CodeSystem/dsm5-chapter`
const SYSTEMS = [ICD, SNOMED, CHAPTER]
const { conceptMaps } = loadMappings([join(root, 'mappings')], join(root, 'profiles', 'base')).mappings
const suggesting = conceptMaps.filter(({ groups }) => groups.some(({ source }) => source === ICPC))

const icpc = (code: string): Coding => ({ system: ICPC, code })

function condition(code: CodeableConcept, rest: object = {}): Condition {
  return { resourceType: 'Condition', id: 'cond', code, subject: { reference: 'Patient/pat' }, ...rest }
}

function request(rest: object): ServiceRequest {
  const subject = { reference: 'Patient/pat', type: 'Patient' }
  return {
    resourceType: 'ServiceRequest',
    id: 'sr',
    status: 'active',
    intent: 'order',
    subject,
    ...rest
  } as ServiceRequest
}

function graph(...resources: readonly Resource[]): readonly Located[] {
  return resources.map((resource, index) => ({ resource, path: `Bundle.entry[${index}].resource` }))
}

/** What is suggested for codings, by target system, as the institution reads it. */
function suggestedFor(...coding: readonly Coding[]): readonly (readonly string[])[] {
  const { code } = one(mapped(sGgz.fromCanonical(graph(condition({ coding: [...coding] })))), 'Condition')
  const marked = code?.coding?.slice(coding.length).filter(isSuggested) ?? []
  return SYSTEMS.map((system) => marked.filter((one) => one.system === system).map((one) => one.code ?? ''))
}

const isSuggested = ({ extension }: Coding) => extension?.some(({ url }) => url === SUGGESTED) === true

const ROWS: readonly (readonly [string, string, string, string])[] = [
  ['P01', 'R45.0', '48694002', ''],
  ['P06', 'F51 G47', '193462001', ''],
  ['P08', 'F52.1 F52.2 F52.3 F52.4 F52.5 F52.6 F52.7 F52.8 F52.9', '', ''],
  ['P10', 'F95 F98.4 F98.5 F98.6', '', '1'],
  ['P15', 'F10.1 F10.2 F10.3 F10.4 F10.5 F10.6 F10.7 F10.8 F10.9 G31.2', '7200002 66590003', '16'],
  ['P19', 'F11 F12 F13 F14 F15 F16 F18 F19', '191816009 75544000', '16'],
  ['P21', '', '406506008', '1'],
  ['P76', 'F32 F33 F34.1 F34.8 F34.9 F38 F39 F41.2 F53.0', '35489007 66344007', ''],
  ['P78', 'F48.0', '', ''],
  ['P79', '', '25501002 191736004', ''],
  ['P85', 'F70 F71 F72 F73 F78 F79', '', '1'],
  ['P99', 'F48.1 F48.8 F48.9 F53.8 F53.9 F54 F59 F84 F88 F89 F99', '', '1']
]

for (const [code, ...expected] of ROWS) {
  test(`beside ${code} stand the codes that a source names, each marked as a suggestion`, (t) => {
    t.same(
      suggestedFor(icpc(code)),
      expected.map((codes) => codes.split(' ').filter(Boolean))
    )
    t.end()
  })
}

test('a suggestion tells its map and that it is no translation, and the code of the GP stays first, as it came', (t) => {
  const own = { ...icpc('P77'), display: 'Suïcide(poging)', userSelected: true }
  const { code } = one(mapped(sGgz.fromCanonical(graph(condition({ coding: [own], text: 'TS' })))), 'Condition')
  t.same(code, {
    coding: [
      own,
      { ...marked('icd-10'), system: ICD, code: 'Z91.5' },
      { ...marked('snomed-ct'), system: SNOMED, code: '82313006', display: 'Suicide attempt' }
    ],
    text: 'TS'
  })
  t.end()
})

function marked(target: string) {
  const parts = [
    { url: 'conceptMap', valueCanonical: `${BASE}/ConceptMap/icpc-1-nl-to-${target}` },
    { url: 'equivalence', valueCode: 'relatedto' }
  ]
  return { extension: [{ url: SUGGESTED, extension: parts }] }
}

test('a sub-code, or a rubric without a sourced counterpart, travels as it came and is told of once', (t) => {
  for (const code of ['P74.01', 'P02.01', 'P99.01', 'T06', 'P75', 'P86', 'K86', 'p76']) {
    const given = graph(condition({ coding: [icpc(code)] }))
    const result = sGgz.fromCanonical(given)
    t.same(mapped(result), given, code)
    t.match(result.ok && result.value.warnings, [
      { code: 'carried-untranslated', expression: 'Bundle.entry[0].resource.code.coding[0]' }
    ])
    t.equal(result.ok && result.value.warnings.length, 1)
  }
  t.end()
})

test('nothing is suggested from a system that the sender coded in already', (t) => {
  t.same(suggestedFor(icpc('P76'), { system: SNOMED, code: '35489007' })[1], [])
  t.same(suggestedFor(icpc('P76'), { system: `${ICD}-nl`, code: 'F32.1' })[0], [])
  t.same(suggestedFor(icpc('P17'), { system: 'http://hl7.org/fhir/sid/dsm5', code: 'F17.200' })[2], [])
  t.end()
})

test('every suggestion is no more than related, and no map leads to ICPC', (t) => {
  t.same(
    suggesting
      .map(({ groups }) => groups.map(({ target }) => target))
      .flat()
      .sort(),
    [...SYSTEMS].sort()
  )
  const targets = suggesting.flatMap(({ groups }) => groups.flatMap(({ elements }) => elements))
  t.ok(targets.length > 60)
  for (const { code, targets: found } of targets) {
    t.match(code, /^P\d\d$/, 'rubrics only')
    t.ok(
      found.every(({ equivalence }) => equivalence === 'relatedto'),
      code
    )
  }
  t.same(
    conceptMaps.filter(({ groups }) => groups.some(({ target }) => target === ICPC)),
    []
  )
  t.end()
})

test('what comes back from the institution stays marked, and becomes no code of ICPC', (t) => {
  const out = mapped(sGgz.fromCanonical(graph(condition({ coding: [icpc('P72')] }))))
  t.same(mapped(sGgz.toCanonical(out)), out)
  const own = graph(
    condition({
      coding: [
        { ...marked('icd-10'), system: ICD, code: 'F20' },
        { system: SNOMED, code: '58214004' }
      ]
    })
  )
  t.same(mapped(sGgz.toCanonical(own)), own)
  t.end()
})

test('a reason without a Condition becomes one, provisional, with the words and codes of the referrer', (t) => {
  const reason = { coding: [icpc('P03')], text: 'Somber sinds ontslag' }
  const result = mapped(sGgz.fromCanonical(graph(request({ reasonCode: [reason] }))))
  const [{ reasonReference = [], reasonCode = [] }, made] = [one(result, 'ServiceRequest'), one(result, 'Condition')]
  t.same(reasonReference, [{ reference: `Condition/${made.id}`, type: 'Condition' }])
  t.same(reasonCode, [made.code], 'the reason has the same suggestions')
  t.match(made, { code: reason, subject: { reference: 'Patient/pat', type: 'Patient' } })
  t.equal(made.verificationStatus?.coding?.[0]?.code, 'provisional')
  t.same(made.clinicalStatus, undefined, 'nothing else is invented')
  t.same(mapped(sGgz.fromCanonical(graph(request({ reasonCode: [reason] })))), result, 'and it is the same each time')
  t.end()
})

test('a reason that a Condition of the referral says by code or in the same words is not made a second time', (t) => {
  const reasonReference = [{ reference: 'Condition/cond' }]
  const count = (reason: CodeableConcept, given: Condition) => {
    const out = mapped(sGgz.fromCanonical(graph(request({ reasonCode: [reason], reasonReference }), given)))
    return out.filter(({ resource }) => resource.resourceType === 'Condition').length
  }
  const depression = condition({ coding: [{ ...icpc('P76'), display: 'Depressie' }], text: 'Sombere stemming' })
  t.equal(count({ coding: [icpc('P76')], text: 'Anders gezegd' }, depression), 1)
  t.equal(count({ text: 'Sombere stemming' }, depression), 1)
  t.equal(count({ text: 'Depressie' }, depression), 1)
  t.equal(count({ text: 'Paniek' }, depression), 2)
  t.equal(count({ coding: [icpc('P74')] }, depression), 2)
  const guessed = condition({ coding: [icpc('P76'), { ...marked('icd-10'), system: ICD, code: 'F32' }] })
  t.equal(count({ coding: [{ system: ICD, code: 'F32' }] }, guessed), 2, 'a suggestion says nothing of its own')
  t.end()
})

test('a Condition keeps its verificationStatus, and one without gets none', (t) => {
  for (const code of ['confirmed', 'differential', 'refuted', 'entered-in-error', undefined]) {
    const coding = [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: code ?? '' }]
    const given = condition({ text: 'Angst' }, code === undefined ? {} : { verificationStatus: { coding } })
    t.same(one(mapped(sGgz.fromCanonical(graph(given))), 'Condition'), given)
  }
  t.end()
})
