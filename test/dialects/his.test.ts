import type { Communication, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { changed, graphOf, his, mapped, one, wrong } from './dialect-case.ts'

const BASE = 'https://ggz-gateway.example/fhir'
const KIND = `${BASE}/CodeSystem/feedback-kind`
const HIS_KIND = `${BASE}/CodeSystem/his-correspondence`
const NHG_69 = 'urn:oid:2.16.840.1.113883.2.4.4.30.69'
const NHG_69_URI = 'https://referentiemodel.nhg.org/tabellen/nhg-tabel-69-soort-correspondentie'
const SNOMED = 'http://snomed.info/sct'

/** Written out and not read from the ConceptMaps that are tested by them. Source: design section 7. */
const kinds = `registration-confirmation AANM, status-notice STAT, appointment-notice AFSPR,
  appearance-confirmation VERSCH, no-show NOSHOW, intake-confirmation INTAKE, care-offer AANBOD, treatment-start START,
  progress-report VOORTG, change-notice WIJZ, transfer-notice OVERDR, end-report EINDE, rejection AFWIJS,
  crisis-report CRISIS, crisis-plan PLAN, no-plan GEENPLAN, unreferred-care BRIEF, handover-proposal VOORSTEL,
  information-request INFOVRAAG, information-answer INFO, consultation-question CONSULT, consultation-answer ADVIES,
  exploratory-advice VERKEN, professional-summary PS, instability-notice INSTAB`
  .split(',')
  .map((row) => row.trim().split(/\s+/) as [string, string])

const referral = graphOf('his/referral.in.json')

function feedbackWith(...coding: readonly object[]): readonly Located[] {
  const resource: Communication = {
    resourceType: 'Communication',
    id: 'c',
    status: 'completed',
    subject: { reference: 'Patient/p' },
    category: [{ coding: [...coding] }]
  }
  return [{ resource, path: 'Communication' }]
}

function withRequest(change: object): readonly Located[] {
  return changed(referral, 'ServiceRequest', (request: ServiceRequest) => ({ ...request, ...change }))
}

function codesIn(graph: readonly Located[], system: string): readonly (string | undefined)[] {
  const codings = one(graph, 'Communication').category?.flatMap(({ coding = [] }) => coding) ?? []
  return codings.flatMap((coding) => (coding.system === system ? [coding.code] : []))
}

test('there are twenty-five kinds of feedback', (t) => {
  t.equal(new Set(kinds.map(([kind]) => kind)).size, 25)
  t.equal(new Set(kinds.map(([, code]) => code)).size, 25)
  t.end()
})

for (const [kind, code] of kinds) {
  test(`${code} of a HIS is ${kind}, and the other way round`, (t) => {
    const canonical = mapped(his.toCanonical(feedbackWith({ system: HIS_KIND, code })))
    t.same(codesIn(canonical, KIND), [kind])
    t.same(codesIn(canonical, HIS_KIND), [code], 'and the code of the sender travels on')
    t.same(codesIn(mapped(his.fromCanonical(feedbackWith({ system: KIND, code: kind }))), HIS_KIND), [code])
    t.end()
  })
}

test('a code that is no kind of a HIS is refused at the field of the sender', (t) => {
  t.match(his.toCanonical(feedbackWith({ system: HIS_KIND, code: 'IETS' })), {
    ok: false,
    outcome: {
      issues: [
        {
          code: 'unmapped-code',
          words: { code: 'IETS', system: HIS_KIND, map: `${BASE}/ConceptMap/his-correspondence-to-feedback-kind` },
          expression: /^Communication\.category\[0\]\.coding\[0\]/
        }
      ]
    }
  })
  t.end()
})

test('a kind is never guessed: without a code of a HIS the canonical form misses it', (t) => {
  const canonical = mapped(his.toCanonical(feedbackWith({ system: 'http://loinc.org', code: '11488-4' })))
  t.same(codesIn(canonical, KIND), [])
  t.match(wrong(canonical, 'canonical'), [{ code: 'required-missing', rule: { id: 'feedback-kind' } }])
  t.end()
})

test('a kind that the sender gave in canonical form, too, is not added again', (t) => {
  const graph = feedbackWith({ system: HIS_KIND, code: 'INTAKE' }, { system: KIND, code: 'intake-confirmation' })
  t.same(codesIn(mapped(his.toCanonical(graph)), KIND), ['intake-confirmation'])
  t.end()
})

test('feedback that says two kinds keeps both, so that the gateway refuses it as ambiguous', (t) => {
  const twice = feedbackWith({ system: HIS_KIND, code: 'INTAKE' }, { system: HIS_KIND, code: 'EINDE' })
  t.same(codesIn(mapped(his.toCanonical(twice)), KIND), ['intake-confirmation', 'end-report'])
  const against = feedbackWith({ system: HIS_KIND, code: 'INTAKE' }, { system: KIND, code: 'end-report' })
  t.same(codesIn(mapped(his.toCanonical(against)), KIND), ['end-report', 'intake-confirmation'])
  t.end()
})

test('a HIS never reads another kind than the one that was meant', (t) => {
  const sent = { system: 'https://ggz-gateway.example/fhir/CodeSystem/s-message-type', code: '201' }
  const kind = { system: KIND, code: 'intake-confirmation' }
  const against = his.fromCanonical(feedbackWith(sent, { system: HIS_KIND, code: 'EINDE' }, kind))
  t.match(against, {
    ok: false,
    outcome: { issues: [{ code: 'map-failed', expression: 'Communication.category[0].coding[1]' }] }
  })
  const alike = his.fromCanonical(feedbackWith(sent, { system: HIS_KIND, code: 'INTAKE' }, kind))
  t.same(codesIn(mapped(alike), HIS_KIND), ['INTAKE'])
  t.end()
})

const statuses: readonly (readonly [string, string | undefined, string | undefined])[] = [
  ['completed', 'active', 'completed'],
  ['active', 'active', 'completed'],
  ['on-hold', 'on-hold', 'on-hold'],
  ['revoked', 'revoked', 'revoked'],
  ['entered-in-error', 'entered-in-error', 'entered-in-error'],
  ['draft', undefined, undefined],
  ['unknown', undefined, undefined]
]
for (const [status, canonical, back] of statuses) {
  test(`a referral that is ${status} at the HIS is ${canonical ?? 'refused'}`, (t) => {
    const result = his.toCanonical(withRequest({ status }))
    if (canonical === undefined) {
      const expression = 'Bundle.entry[1].resource.status'
      t.match(result, { outcome: { issues: [{ code: 'unmapped-code', words: { code: status }, expression }] } })
    } else {
      t.equal(one(mapped(result), 'ServiceRequest').status, canonical)
      t.equal(one(mapped(his.fromCanonical(mapped(result))), 'ServiceRequest').status, back)
    }
    t.end()
  })
}

for (const system of [NHG_69, NHG_69_URI]) {
  test(`code 1 of ${system} is a referral`, (t) => {
    const category = [{ coding: [{ system, code: '1', display: 'Verwijsbrief' }] }]
    t.same(one(mapped(his.toCanonical(withRequest({ category }))), 'ServiceRequest').category, [
      {
        coding: [
          { system: NHG_69, code: '1', display: 'Verwijsbrief' },
          { system: SNOMED, code: '3457005', display: 'Patient referral' }
        ]
      }
    ])
    t.end()
  })

  test(`another code of ${system} is refused at its place`, (t) => {
    t.match(his.toCanonical(withRequest({ category: [{ coding: [{ system, code: '2' }] }] })), {
      ok: false,
      outcome: {
        issues: [
          {
            code: 'unmapped-code',
            words: { code: '2', system },
            expression: /^Bundle\.entry\[1\]\.resource\.category\[0\]\.coding\[0\]/
          }
        ]
      }
    })
    t.end()
  })
}

test('a category that the HIS cannot read is carried beside the one that it can, and told', (t) => {
  const extra = { coding: [{ system: SNOMED, code: '409063005' }] }
  const canonical = changed(mapped(his.toCanonical(referral)), 'ServiceRequest', (request: ServiceRequest) => ({
    ...request,
    category: [extra, ...(request.category ?? [])]
  }))
  const result = his.fromCanonical(canonical)
  t.same(one(mapped(result), 'ServiceRequest').category?.[0], extra)
  const expression = 'Bundle.entry[1].resource.category[0]'
  t.match(result, { value: { warnings: [{ code: 'carried-untranslated', expression }] } })
  t.end()
})

test('the urgency of the out-of-hours post and that of the GGz triage both travel, and neither becomes the other', (t) => {
  const coding = (scale: string, code: string) => ({
    url: `${BASE}/StructureDefinition/${scale}`,
    valueCoding: { system: `${BASE}/CodeSystem/${scale}`, code }
  })
  for (const extension of [[coding('nts-urgency', 'U1')], [coding('ggz-triage-level', 'within-4-hours')]]) {
    const there = mapped(his.toCanonical(withRequest({ _priority: { extension } })))
    t.same(Reflect.get(one(there, 'ServiceRequest'), '_priority'), { extension })
    t.same(Reflect.get(one(mapped(his.fromCanonical(there)), 'ServiceRequest'), '_priority'), { extension })
  }
  t.end()
})

test('two feedbacks on one letter share its document', (t) => {
  const feedback = graphOf('s-ggz/feedback.canonical.json')
  const [{ resource, path }] = feedback as [Located, ...Located[]]
  const second = { resource: { ...resource, id: 'com-2' } as Communication, path }
  const out = mapped(his.fromCanonical([...feedback, second]))
  const document = one(out, 'DocumentReference')
  const pointers = out.flatMap(({ resource }) =>
    resource.resourceType === 'Communication' ? (resource.payload ?? []) : []
  )
  t.same(
    pointers.map(({ contentReference }) => contentReference?.reference),
    [`DocumentReference/${document.id ?? ''}`, `DocumentReference/${document.id ?? ''}`]
  )
  t.end()
})

test('a letter that was sent before is rendered again, for the receiver may not have its document', (t) => {
  const feedback = graphOf('s-ggz/feedback.canonical.json')
  const own = feedback.filter(({ resource }) => resource.resourceType === 'Communication')
  const context = feedback.filter((located) => !own.includes(located)).map(({ resource }) => resource)
  const before = one(mapped(his.fromCanonical(feedback)), 'DocumentReference')
  for (const known of [context, [...context, before]]) {
    t.same(one(mapped(his.fromCanonical(own, { context: known })), 'DocumentReference'), before)
  }
  t.end()
})
