import type { Coding, Communication, Composition, Condition, Reference, ServiceRequest, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { letterText } from '../../src/mapping/functions/letter-text.ts'
import { changed, dialectNamed, graphOf, mapped, one } from './dialect-case.ts'
import { kinds } from './gb-ggz/kinds.ts'
import { pairsOf } from './golden-pairs.ts'

const gb = dialectNamed('gb-ggz')
const BASE = 'https://ggz-gateway.example/fhir'
const AGB = 'http://fhir.nl/fhir/NamingSystem/agb-z'
const URA = 'http://fhir.nl/fhir/NamingSystem/ura'
const codeSystem = (name: string) => `${BASE}/CodeSystem/${name}`
const [BERICHT, KIND] = [codeSystem('gb-bericht'), codeSystem('feedback-kind')] as const
const [GB_ECHELON, ECHELON] = [codeSystem('gb-echelon'), codeSystem('echelon')] as const

for (const [canonical, own] of kinds) {
  test(`feedback of the kind ${canonical} is ${own}, in both directions, and said once`, (t) => {
    const [ours, theirs] = [coded(BERICHT, own), coded(KIND, canonical)]
    t.same(codesOf(mapped(gb.toCanonical(feedbackOf(ours)))), [own, canonical])
    t.same(codesOf(mapped(gb.fromCanonical(feedbackOf(theirs)))), [canonical, own])
    t.same(codesOf(mapped(gb.toCanonical(feedbackOf(ours, theirs)))), [own, canonical])
    t.same(codesOf(mapped(gb.fromCanonical(feedbackOf(ours, theirs)))), [own, canonical])
    t.end()
  })
}

test('there are 25 kinds, each once', (t) => {
  t.equal(kinds.length, 25)
  for (const column of [0, 1]) t.equal(new Set(kinds.map((row) => row[column])).size, 25)
  t.end()
})

const referral = graphOf('gb-ggz/forward-to-specialised.to-canonical.in.json')
const request = (change: Partial<ServiceRequest>) =>
  changed(referral, 'ServiceRequest', (own: ServiceRequest) => ({ ...own, ...change }))

const unknown: readonly (readonly [string, readonly Located[], string])[] = [
  ['kind of feedback', feedbackOf(coded(BERICHT, 'ontslagbrief')), 'Communication.category[0].coding[0]'],
  [
    'echelon',
    request({ performerType: { coding: [coded(GB_ECHELON, 'GBGGZ')] } }),
    'Bundle.entry[0].resource.performerType.coding[0]'
  ],
  [
    'kind of referral',
    request({ category: [{ coding: [coded(codeSystem('gb-verwijzing'), 'recept')] }] }),
    'Bundle.entry[0].resource.category[0].coding[0]'
  ]
]
for (const [what, graph, place] of unknown) {
  test(`an unknown ${what} is refused at the field of the sender`, (t) => {
    const result = gb.toCanonical(graph)
    t.match(result, { ok: false, outcome: { issues: [{ code: 'unmapped-code' }] } })
    t.ok(!result.ok && result.outcome.issues[0]?.expression?.startsWith(place), JSON.stringify(result))
    t.end()
  })
}

for (const [own, canonical] of [
  ['GB', 'gb-ggz'],
  ['S', 's-ggz']
] as const) {
  test(`the echelon ${own} is ${canonical}, in both directions, beside what the sender wrote`, (t) => {
    const [ours, theirs] = [
      { ...coded(GB_ECHELON, own), display: 'Zoals de afzender het noemt' },
      coded(ECHELON, canonical)
    ]
    const inward = one(
      mapped(gb.toCanonical(request({ performerType: { coding: [ours], text: 'Ggz' } }))),
      'ServiceRequest'
    )
    t.match(inward.performerType, { coding: [ours, theirs], text: 'Ggz' })
    const outward = one(mapped(gb.fromCanonical(request({ performerType: { coding: [theirs] } }))), 'ServiceRequest')
    t.match(outward.performerType?.coding, [theirs, coded(GB_ECHELON, own)])
    t.equal(outward.performerType?.coding?.length, 2)
    t.end()
  })
}

test('an echelon that a practice has no word for comes as it is, with a warning where it stands', (t) => {
  const coding = [coded(ECHELON, 'crisis')]
  const result = gb.fromCanonical(request({ performerType: { coding } }))
  t.same(one(mapped(result), 'ServiceRequest').performerType, { coding })
  const place = 'Bundle.entry[0].resource.performerType.coding[0]'
  t.match(result, { ok: true, value: { warnings: [{ code: 'carried-untranslated', expression: place }] } })
  t.end()
})

const owned = (owner: Reference, graph: readonly Located[] = referral) =>
  changed(graph, 'Task', (task: Task) => ({ ...task, owner }))
const atPractice = mapped(gb.toCanonical(referral))
const outOwner = (owner: Reference) => one(mapped(gb.fromCanonical(owned(owner, atPractice))), 'Task').owner

test('the owner by AGB, under either name of the system, is the Organization that has it', (t) => {
  for (const system of [AGB, 'urn:oid:2.16.840.1.113883.2.4.6.1']) {
    const task = one(mapped(gb.toCanonical(owned({ identifier: { system, value: '06291234' } }))), 'Task')
    const identifier = { system: AGB, value: '06291234' }
    t.same(task.owner, { reference: 'Organization/org-waterland', type: 'Organization', identifier })
  }
  t.end()
})

test('an owner whose AGB nobody or more than one has in the message stays a number', (t) => {
  const identifier = { system: AGB, value: '06291234' }
  const owner: Reference = { type: 'Organization', identifier }
  const twice = changed(owned(owner), 'Organization', (own: object) => ({ ...own, identifier: [identifier] }))
  t.same(one(mapped(gb.toCanonical(twice)), 'Task').owner, owner)
  const alone = owned(owner).filter(({ resource }) => resource.resourceType === 'Task')
  t.same(one(mapped(gb.toCanonical(alone)), 'Task').owner, owner)
  const person: Reference = { type: 'Practitioner', identifier }
  t.same(one(mapped(gb.toCanonical(owned(person))), 'Task').owner, person, 'and the AGB of a person is no organisation')
  t.end()
})

test('a practice reads the owner by its AGB, wherever in the message the organisation is', (t) => {
  const expected = { type: 'Organization', identifier: { system: AGB, value: '06291234' } }
  t.same(outOwner({ reference: 'Organization/org-waterland' }), expected)
  t.same(outOwner({ identifier: { system: URA, value: '00002222' } }), expected)
  t.same(outOwner({ reference: 'Organization/elders', identifier: { system: AGB, value: '06291234' } }), expected)
  const role = { reference: 'PractitionerRole/role-bakker', identifier: { system: AGB, value: '94012877' } }
  t.equal(outOwner(role)?.identifier?.value, '94058801', "the practice's AGB, not that of the person who works there")
  t.end()
})

test('an owner without an organisation that has an AGB is refused at the owner', (t) => {
  for (const owner of [{ reference: 'Organization/elders' }, { reference: 'Practitioner/prac-bakker' }]) {
    const result = gb.fromCanonical(owned(owner, atPractice))
    const issue = { code: 'map-failed', expression: 'Bundle.entry[1].resource.owner' }
    t.match(result, { ok: false, outcome: { issues: [issue] } })
  }
  t.end()
})

const gpReferral = graphOf('gb-ggz/referral-of-gp.from-canonical.in.json')
const reasons = (condition: Partial<Condition>, display?: string, own: ServiceRequest['reasonCode'] = []) => {
  const graph = changed(gpReferral, 'ServiceRequest', (request: ServiceRequest) => ({
    ...request,
    reasonCode: own,
    reasonReference: [{ reference: 'Condition/cond-ptsd', ...(display === undefined ? {} : { display }) }]
  }))
  const changedCondition = changed(graph, 'Condition', ({ resourceType, id, subject }: Condition) => {
    return { resourceType, id, subject, ...condition }
  })
  return one(mapped(gb.fromCanonical(changedCondition)), 'ServiceRequest').reasonCode
}
const icpc = { system: 'http://hl7.org/fhir/sid/icpc-1-nl', code: 'P02.01', display: 'PTSS' }
const status = (code: string): Partial<Condition> => ({ verificationStatus: { coding: [{ code }] } })

test('the reason is in words: those of the Condition, of its code, of the reference, or the code itself', (t) => {
  const nameless = { system: icpc.system, code: icpc.code }
  t.same(reasons({ code: { coding: [icpc], text: 'PTSS na overval' } }), [{ coding: [icpc], text: 'PTSS na overval' }])
  t.same(reasons({ code: { coding: [icpc] } }), [{ coding: [icpc], text: 'PTSS' }])
  t.same(reasons({ code: { coding: [nameless] } }, 'Angstklachten'), [{ coding: [nameless], text: 'Angstklachten' }])
  t.same(reasons({ code: { coding: [nameless] } }), [{ coding: [nameless], text: 'P02.01' }])
  t.same(reasons({}), undefined, 'a Condition without words or codes gives no reason')
  t.end()
})

test('a suggestion gives no words, and stays marked as a suggestion', (t) => {
  const extension = [{ url: `${BASE}/StructureDefinition/suggested-translation` }]
  const suggested = { extension, system: 'http://hl7.org/fhir/sid/dsm5', code: 'F43.10', display: 'PTSD' }
  t.same(reasons({ code: { coding: [suggested, icpc] } }), [{ coding: [suggested, icpc], text: 'PTSS' }])
  t.end()
})

test('a suspicion is called one, and what is ruled out or taken back is no reason', (t) => {
  const code = { coding: [icpc] }
  for (const certainty of ['unconfirmed', 'provisional', 'differential']) {
    t.equal(reasons({ code, ...status(certainty) })?.[0]?.text, 'PTSS (vermoeden)')
  }
  t.equal(reasons({ code, ...status('confirmed') })?.[0]?.text, 'PTSS')
  for (const certainty of ['refuted', 'entered-in-error']) t.same(reasons({ code, ...status(certainty) }), undefined)
  t.end()
})

test('a reason that the sender wrote stays, and is not said again unless the Condition has more to say', (t) => {
  const said = [{ coding: [icpc], text: 'PTSS' }]
  t.same(reasons({ code: { coding: [icpc] } }, undefined, said), said)
  const words = [{ text: 'PTSS' }]
  t.same(reasons({ code: { coding: [icpc] } }, undefined, words), [...words, ...said])
  t.end()
})

test('the letter of a GP comes as a document with its words, beside the Composition', (t) => {
  const out = mapped(gb.fromCanonical(gpReferral))
  const letter = one(gpReferral, 'Composition')
  t.same(one(out, 'Composition'), letter)
  const document = one(out, 'DocumentReference')
  t.equal(dataOf(document.content[0]?.attachment.data).toString('utf8'), letterText(letter))
  t.same(
    one(out, 'ServiceRequest').supportingInfo?.map(({ reference }) => reference),
    ['Composition/comp-letter', `DocumentReference/${document.id ?? ''}`]
  )
  t.same(mapped(gb.fromCanonical(mapped(gb.toCanonical(out)))), out, 'once, however often it goes round')
  t.end()
})

test('letters as text and as PDF go through byte for byte, in both directions', (t) => {
  for (const file of [
    'forward-to-specialised.to-canonical',
    'back-to-gp-letter-as-pdf.to-canonical',
    'end-report-as-pdf.to-canonical',
    'letters-as-documents.from-canonical',
    'information-answer-of-gp.from-canonical'
  ]) {
    const graph = graphOf(`gb-ggz/${file}.in.json`)
    const sent = attachmentsIn(graph)
    t.ok(sent.length > 0 && sent.every((data) => dataOf(data).length > 50), file)
    const there = mapped(file.endsWith('.to-canonical') ? gb.toCanonical(graph) : gb.fromCanonical(graph))
    t.same(attachmentsIn(there), sent)
    t.same(attachmentsIn(mapped(gb.fromCanonical(mapped(gb.toCanonical(there))))), sent)
  }
  t.end()
})

const report = graphOf('gb-ggz/intake-report-of-institution.from-canonical.in.json')
const payloadOf = (graph: readonly Located[]) => one(mapped(gb.fromCanonical(graph)), 'Communication').payload

test('the words of a report stand beside the reference to it, once', (t) => {
  const letter = one(report, 'Composition')
  const reference = { reference: 'Composition/comp-intake', type: 'Composition', display: 'Bericht na intake' }
  t.same(payloadOf(report), [{ contentReference: reference }, { contentString: letterText(letter) }])
  const out = mapped(gb.fromCanonical(report))
  t.same(mapped(gb.fromCanonical(mapped(gb.toCanonical(out)))), out)
  t.end()
})

test('a report that was taken back, or is longer than a text may be, comes without its words', (t) => {
  const letter = (change: Partial<Composition>) =>
    changed(report, 'Composition', (own: Composition) => ({ ...own, ...change }))
  t.equal(payloadOf(letter({ status: 'entered-in-error' }))?.length, 1)
  t.equal(payloadOf(letter({ title: 'a'.repeat(1_048_577) }))?.length, 1)
  t.equal(payloadOf(letter({ title: 'a'.repeat(500_000) }))?.length, 2)
  t.end()
})

test('a crisis plan that is pointed at by its index and by itself is in words once', (t) => {
  const plan = graphOf('gb-ggz/crisis-plan-of-institution.from-canonical.in.json')
  const words = letterText(one(plan, 'Composition'))
  const texts = (references: readonly string[]) =>
    payloadOf(
      changed(plan, 'Communication', (communication: Communication) => ({
        ...communication,
        payload: references.map((reference) => ({ contentReference: { reference } }))
      }))
    )?.flatMap(({ contentString }) => contentString ?? [])
  t.same(texts(['CarePlan/plan-1']), [words])
  t.same(texts(['Composition/comp-plan']), [words])
  t.same(texts(['CarePlan/plan-1', 'Composition/comp-plan']), [words])
  t.same(texts(['CarePlan/elders']), [])
  t.end()
})

for (const { name, way, input } of pairsOf('gb-ggz')) {
  test(`${name} ${way} changes no more when it goes round again`, (t) => {
    const canonical = way === 'to-canonical' ? mapped(gb.toCanonical(input)) : input
    const read = mapped(gb.fromCanonical(canonical))
    t.same(mapped(gb.fromCanonical(mapped(gb.toCanonical(read)))), read)
    t.end()
  })
}

function coded(system: string, code: string): Coding {
  return { system, code }
}

function feedbackOf(...coding: Coding[]): readonly Located[] {
  const resource: Communication = {
    resourceType: 'Communication',
    id: 'com',
    status: 'completed',
    category: [{ coding }]
  }
  return [{ resource, path: 'Communication' }]
}

function codesOf(graph: readonly Located[]) {
  return one(graph, 'Communication').category?.[0]?.coding?.map(({ code }) => code)
}

function attachmentsIn(graph: readonly Located[]): readonly (string | undefined)[] {
  return graph.flatMap(({ resource }) => {
    if (resource.resourceType === 'DocumentReference') return resource.content.map(({ attachment }) => attachment.data)
    if (resource.resourceType !== 'Communication') return []
    return resource.payload?.flatMap(({ contentAttachment }) => contentAttachment?.data ?? []) ?? []
  })
}

function dataOf(data: string | undefined): Buffer {
  return Buffer.from(data ?? '', 'base64')
}
