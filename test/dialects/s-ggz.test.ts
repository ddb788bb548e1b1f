import { join } from 'node:path'
import type { CodeableConcept, Coding, Condition, Extension, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { loadMappings, SUGGESTED } from '../../src/mapping/load-dialects.ts'
import type { Mapped } from '../../src/mapping/port.ts'
import type { Result } from '../../src/result.ts'
import { mapped, one, root, sGgz, wrong } from './dialect-case.ts'
import { pairsOf } from './golden-pairs.ts'

const BASE = 'https://ggz-gateway.example/fhir'
const SNOMED = 'http://snomed.info/sct'
const LEVEL = `${BASE}/StructureDefinition/ggz-triage-level`
const LEGAL = 'urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2'
const { conceptMaps } = loadMappings([join(root, 'mappings')], join(root, 'profiles', 'base')).mappings

const system = (name: string) => `${BASE}/CodeSystem/${name}`

function graph(...resources: readonly object[]): readonly Located[] {
  return resources.map((resource, index) => ({
    resource: resource as Resource,
    path: `Bundle.entry[${index}].resource`
  }))
}

function request(rest: object): ServiceRequest {
  const subject = { reference: 'Patient/pat' }
  return {
    resourceType: 'ServiceRequest',
    id: 'sr',
    status: 'active',
    intent: 'order',
    subject,
    ...rest
  }
}

function condition(code: CodeableConcept, rest: object = {}): Condition {
  return { resourceType: 'Condition', id: 'cond', code, subject: { reference: 'Patient/pat' }, ...rest }
}

function warningsOf(result: Result<Mapped>) {
  return result.ok ? result.value.warnings.map(({ code, expression }) => `${code} ${expression}`) : ['refused']
}

/** The codings of a concept in one line; a suggestion has a question mark. */
function told({ coding = [] }: CodeableConcept): readonly string[] {
  return coding.map(({ system: name = '', code = '', extension }) => {
    return `${extension?.some(({ url }) => url === SUGGESTED) === true ? '?' : ''}${name.split('/').at(-1) ?? ''} ${code}`
  })
}

/** What a way there and back may add: canonical codings and levels, and the Condition made of a reason in words. */
const ADDED = new Set(['feedback-kind', 'echelon', 'care-plan-category', 'ggz-triage-level'].map(system))
const isAdded = (value: unknown): boolean => {
  const { system: own, url, valueCoding } = value as Coding & Extension
  return ADDED.has(own ?? '') || (url === LEVEL && ADDED.has(valueCoding?.system ?? ''))
}

function withoutAdded(value: unknown, madeBeside: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    const kept = value.filter(
      (item: object) => !isAdded(item) && !madeBeside.has((item as { reference?: string }).reference ?? '')
    )
    return kept.length === 0 ? undefined : kept.map((item: unknown) => withoutAdded(item, madeBeside))
  }
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, held]) => [key, withoutAdded(held, madeBeside)] as const)
  return Object.fromEntries(members.filter(([, held]) => held !== undefined))
}

const URIS: readonly (readonly [string, string])[] = [
  ['urn:oid:2.16.840.1.113883.2.4.6.3', 'http://fhir.nl/fhir/NamingSystem/bsn'],
  ['urn:oid:2.16.840.1.113883.2.4.6.1', 'http://fhir.nl/fhir/NamingSystem/agb-z'],
  ['urn:oid:2.16.528.1.1007.3.3', 'http://fhir.nl/fhir/NamingSystem/ura']
]

for (const { name, input: sent } of pairsOf('s-ggz').filter(({ way }) => way === 'to-canonical')) {
  test(`what the institution sent comes back the same, up to what is added: ${name}`, (t) => {
    const back = mapped(sGgz.fromCanonical(mapped(sGgz.toCanonical(sent))))
    const given = new Set(sent.map(({ resource }) => `${resource.resourceType}/${resource.id}`))
    const all = back.map(({ resource }) => `${resource.resourceType}/${resource.id}`)
    const madeBeside = new Set(all.filter((reference) => !given.has(reference)))
    const kept = back.filter((_, index) => given.has(all[index] ?? ''))
    const text = URIS.reduce(
      (json, [oid, uri]) => json.replaceAll(oid, uri),
      JSON.stringify(sent.map(({ resource }) => resource))
    )
    t.same(
      kept.map(({ resource }) => withoutAdded(resource, madeBeside)),
      JSON.parse(text)
    )
    t.same(mapped(sGgz.fromCanonical(mapped(sGgz.toCanonical(back)))), back, 'and a second time nothing changes')
    t.end()
  })
}

const KINDS = Object.entries({
  'registration-confirmation': '101', 'status-notice': '102', 'appointment-notice': '103', 'appearance-confirmation': '104',
  'no-show': '105', 'intake-confirmation': '201', 'care-offer': '202', 'treatment-start': '203', 'progress-report': '204',
  'change-notice': '205', 'transfer-notice': '206', 'end-report': '207', rejection: '208', 'crisis-report': '301',
  'crisis-plan': '302', 'no-plan': '303', 'unreferred-care': '401', 'handover-proposal': '402', 'information-request': '501',
  'information-answer': '502', 'consultation-question': '503', 'consultation-answer': '504', 'exploratory-advice': '505',
  'professional-summary': '506', 'instability-notice': '507'
}) // prettier-ignore

test('each of the 25 kinds of feedback is said in both ways, the sender’s own first', (t) => {
  t.equal(KINDS.length, 25)
  for (const [kind, code] of KINDS) {
    const feedback = (coding: Coding) =>
      graph({ resourceType: 'Communication', id: 'c', status: 'completed', category: [{ coding: [coding] }] })
    const inward = mapped(sGgz.toCanonical(feedback({ system: system('s-message-type'), code })))
    t.same(told(one(inward, 'Communication').category![0]!), [`s-message-type ${code}`, `feedback-kind ${kind}`])
    const outward = mapped(sGgz.fromCanonical(feedback({ system: system('feedback-kind'), code: kind })))
    t.same(told(one(outward, 'Communication').category![0]!), [`feedback-kind ${kind}`, `s-message-type ${code}`])
  }
  t.end()
})

const UNKNOWN: readonly (readonly [string, 'toCanonical' | 'fromCanonical', object, string])[] = [
  ['kind', 'toCanonical', { resourceType: 'Communication', id: 'c', status: 'completed', category: [{ coding: [{ system: system('s-message-type'), code: '999' }] }] }, 'category[0].coding[0].code'],
  ['kind', 'fromCanonical', { resourceType: 'Communication', id: 'c', status: 'completed', category: [{ coding: [{ system: system('feedback-kind'), code: 'iets' }] }] }, 'category[0].coding[0].code'],
  ['legal status', 'toCanonical', condition({ coding: [{ system: LEGAL, code: 'XX' }] }), 'code.coding[0].code'],
  ['legal status', 'fromCanonical', condition({ coding: [{ system: LEGAL, code: 'XX' }] }), 'code.coding[0].code'],
  ['legal status as a reason', 'fromCanonical', request({ reasonCode: [{ coding: [{ system: LEGAL, code: 'cm' }] }] }), 'reasonCode[0].coding[0].code'],
  ['echelon', 'toCanonical', request({ orderDetail: [{ coding: [{ system: system('s-echelon'), code: 'POH' }] }] }), 'orderDetail[0].coding[0].code'],
  ['echelon', 'fromCanonical', request({ performerType: { coding: [{ system: system('echelon'), code: 'poh' }] } }), 'performerType.coding[0].code'],
  ['triage level', 'toCanonical', request(levels(['s-triage', '2'])), 'priority.extension[0].valueCoding.code'],
  ['triage level', 'fromCanonical', request(levels(['ggz-triage-level', 'U2'])), 'priority.extension[0].valueCoding.code']
] // prettier-ignore

test('a code that decides about care and that nobody knows refuses the message, at that code', (t) => {
  for (const [what, direction, resource, at] of UNKNOWN) {
    const issues = [{ code: 'unmapped-code', expression: `Bundle.entry[0].resource.${at}` }]
    t.match(sGgz[direction](graph(resource)), { ok: false, outcome: { issues } }, `${what} ${direction}`)
  }
  t.end()
})

test('each legal status of the zib travels as it came, both ways', (t) => {
  for (const code of ['ZM', 'CM', 'VCM', 'NOOD', 'TEMP', 'RM', 'IBS', 'VM', 'OPM', 'TBS', 'PIJ', 'OTS', 'VMM']) {
    const given = graph(condition({ coding: [{ system: LEGAL, code }] }))
    t.same(mapped(sGgz.toCanonical(given)), given)
    t.same(mapped(sGgz.fromCanonical(given)), given)
  }
  t.end()
})

function levels(...codes: readonly (readonly [string, string])[]) {
  const extension = codes.map(([name, code]) => ({ url: LEVEL, valueCoding: { system: system(name), code } }))
  return { priority: 'urgent', _priority: { id: 'p', extension } }
}

test('the triage level is said in both scales of hours, and nothing of the priority is lost', (t) => {
  for (const [level, hours] of [
    ['within-1-hour', '1'],
    ['within-4-hours', '4'],
    ['within-24-hours', '24']
  ] as const) {
    const out = one(mapped(sGgz.fromCanonical(graph(request(levels(['ggz-triage-level', level]))))), 'ServiceRequest')
    const beside = Reflect.get(out, '_priority') as { id: string; extension: Extension[] }
    t.match([out.priority, beside.id], ['urgent', 'p'])
    t.match(beside.extension, [
      { valueCoding: { code: level } },
      { url: LEVEL, valueCoding: { system: system('s-triage'), code: hours } }
    ])
    const back = one(mapped(sGgz.toCanonical(graph(request(levels(['s-triage', hours]))))), 'ServiceRequest')
    t.match(Reflect.get(back, '_priority'), {
      extension: [{ valueCoding: { code: hours } }, { url: LEVEL, valueCoding: { code: level } }]
    })
  }
  t.end()
})

test('the urgency of the GP out-of-hours posts is translated by no map and stays as it came', (t) => {
  const systems = conceptMaps.flatMap(({ groups }) => groups.flatMap(({ source, target }) => [source, target]))
  t.same(
    systems.filter((one) => one?.includes('nts') === true),
    []
  )
  const scales = ['ggz-triage-level', 's-triage'].map(system)
  const pairs = conceptMaps.flatMap(({ groups }) => groups.map(({ source = '', target = '' }) => [source, target]))
  t.equal(pairs.filter(([a = '', b = '']) => scales.includes(a) !== scales.includes(b)).length, 0)
  const nts = {
    url: `${BASE}/StructureDefinition/nts-urgency`,
    valueCoding: { system: system('nts-urgency'), code: 'U1' }
  }
  const given = graph(
    request({ code: { coding: [{ system: SNOMED, code: '3457005' }] }, _priority: { extension: [nts] } })
  )
  t.same(mapped(sGgz.fromCanonical(given)), given)
  t.same(mapped(sGgz.toCanonical(given)), given)
  t.end()
})

test('two levels or two echelons that do not mean the same are refused, because only the sender knows which holds', (t) => {
  const echelon = (name: string, code: string) => ({ coding: [{ system: system(name), code }] })
  const twice = [
    request(levels(['s-triage', '1'], ['s-triage', '24'])),
    request(levels(['s-triage', '1'], ['ggz-triage-level', 'within-24-hours'])),
    request({ orderDetail: [echelon('s-echelon', 'SGGZ'), echelon('s-echelon', 'BGGZ')] }),
    request({ orderDetail: [echelon('s-echelon', 'SGGZ')], performerType: echelon('echelon', 'gb-ggz') })
  ]
  for (const resource of twice) {
    for (const direction of ['toCanonical', 'fromCanonical'] as const) {
      t.match(sGgz[direction](graph(resource)), { ok: false, outcome: { issues: [{ code: 'map-failed' }] } })
    }
  }
  t.end()
})

test('an echelon beside a kind of performer of the sender’s own stays in orderDetail, translated and told', (t) => {
  const sent = graph(
    request({
      code: { text: 'Behandeling' },
      orderDetail: [{ coding: [{ system: system('s-echelon'), code: 'SGGZ' }] }],
      performerType: { text: 'Psychiater' }
    })
  )
  const result = sGgz.toCanonical(sent)
  const { orderDetail, performerType } = one(mapped(result), 'ServiceRequest')
  t.same(performerType, { text: 'Psychiater' })
  t.same(told(orderDetail![0]!), ['s-echelon SGGZ', 'echelon s-ggz'])
  t.same(warningsOf(result), ['carried-untranslated Bundle.entry[0].resource.orderDetail[0]'])
  t.match(one(mapped(sGgz.fromCanonical(mapped(result))), 'ServiceRequest'), { orderDetail, performerType })
  t.end()
})

test('the code of a referral is added where there is none, and stands beside no other', (t) => {
  const codeOf = (code?: CodeableConcept) => {
    return one(mapped(sGgz.fromCanonical(graph(request(code === undefined ? {} : { code })))), 'ServiceRequest').code
  }
  const referral = { system: SNOMED, code: '3457005', display: 'Patient referral' }
  t.same(codeOf(), { coding: [referral] })
  t.same(codeOf({ text: 'Overname' }), { text: 'Overname', coding: [referral] })
  const advice = { coding: [{ system: SNOMED, code: '240471000146100' }] }
  t.same(codeOf(advice), advice)
  t.end()
})

test('an orderDetail without a code and a BSN in a Task, in either form, are not sound', (t) => {
  const rules = (...resources: readonly object[]) => wrong(graph(...resources), 's-ggz').map(({ rule }) => rule?.id)
  t.ok(rules(request({ orderDetail: [{ text: 'x' }] })).includes('prr-1'))
  for (const own of ['http://fhir.nl/fhir/NamingSystem/bsn', 'urn:oid:2.16.840.1.113883.2.4.6.3']) {
    const patient = { identifier: { system: own, value: '111222333' } }
    const task = { resourceType: 'Task', status: 'requested', intent: 'order', for: patient }
    t.ok(rules(task).includes('s-ggz-task-no-bsn'))
  }
  t.end()
})

test('a crisis plan is a crisis plan in both systems; another kind of plan travels as it came', (t) => {
  const plan = (coding: Coding) =>
    graph({
      resourceType: 'CarePlan',
      id: 'p',
      status: 'active',
      intent: 'plan',
      subject: { reference: 'Patient/pat' },
      category: [{ coding: [coding] }]
    })
  const categoryOf = (result: Result<Mapped>) => told(one(mapped(result), 'CarePlan').category![0]!)
  const [own, snomed] = ['care-plan-category crisis-plan', 'sct 736253002'] as const
  t.same(categoryOf(sGgz.fromCanonical(plan({ system: system('care-plan-category'), code: 'crisis-plan' }))), [
    own,
    snomed
  ])
  t.same(categoryOf(sGgz.toCanonical(plan({ system: SNOMED, code: '736253002' }))), [snomed, own])
  t.same(categoryOf(sGgz.toCanonical(plan({ system: SNOMED, code: '734163000' }))), ['sct 734163000'])
  const other = sGgz.fromCanonical(plan({ system: system('care-plan-category'), code: 'herstelplan' }))
  t.same(categoryOf(other), ['care-plan-category herstelplan'])
  t.same(warningsOf(other), ['carried-untranslated Bundle.entry[0].resource.category[0].coding[0]'])
  t.end()
})
