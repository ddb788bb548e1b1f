import type { Communication, Composition, DocumentReference } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { feedbackProfile } from '../../src/profile/forms.ts'
import { byReference, changed, graphOf, his, mapped, one, sGgz, validator, wordsOf, wrong } from './dialect-case.ts'

const feedback = graphOf('s-ggz/feedback.in.json')
const canonical = mapped(sGgz.toCanonical(feedback))
const atHis = mapped(his.fromCanonical(canonical))

test('a report after intake is sound in each form on its way from the institution to the HIS', (t) => {
  t.same(wrong(feedback, 's-ggz'), [])
  t.same(wrong(canonical, 'canonical'), [])
  t.same(wrong(atHis, 'his'), [])
  t.same(wrong(canonical, 'intake-confirmation'), [], 'and it is complete')
  t.end()
})

test('the report arrives as the golden files say, to the last element', (t) => {
  t.same(byReference(canonical), byReference(graphOf('s-ggz/feedback.canonical.json')))
  t.same(byReference(atHis), byReference(graphOf('his/feedback.out.json')))
  t.end()
})

test('the kind of the sender travels on, with the canonical kind and that of the HIS beside it', (t) => {
  const [category] = one(atHis, 'Communication').category ?? []
  t.same(
    category?.coding?.map(({ system, code }) => `${system?.split('/').at(-1) ?? ''} ${code ?? ''}`),
    ['s-message-type 201', 'feedback-kind intake-confirmation', 'his-correspondence INTAKE']
  )
  t.end()
})

test('the HIS gets every word of the letter as plain text, in order, and the Composition with it', (t) => {
  const letter = one(feedback, 'Composition')
  const document = one(atHis, 'DocumentReference')
  const text = textOf(document)
  const words = text.split(/\s+/).filter((word) => word !== '' && word !== '-')
  t.same(words, wordsOf(letter))
  t.same(one(atHis, 'Composition'), letter)
  t.equal(
    one(atHis, 'Communication').payload?.[0]?.contentReference?.reference,
    `DocumentReference/${document.id ?? ''}`
  )
  t.same(document.context?.related, [{ reference: 'Composition/comp-2', type: 'Composition' }])
  t.equal(document.date, letter.date)
  t.end()
})

test('the same letter gives the same document, however often it is mapped', (t) => {
  t.same(mapped(his.fromCanonical(canonical)), atHis)
  t.same(mapped(sGgz.toCanonical(feedback)), canonical)
  t.end()
})

test('what the HIS got goes back to the canonical form as it is', (t) => {
  const back = mapped(his.toCanonical(atHis))
  t.same(back, atHis)
  t.same(mapped(his.fromCanonical(back)), atHis, 'and gains no second document')
  t.end()
})

test('a letter contained in the feedback is rendered, too, and stays where it is', (t) => {
  const letter = { ...one(canonical, 'Composition'), id: 'letter' } as Composition
  const contained = changed(
    canonical.filter(({ resource }) => resource.resourceType !== 'Composition'),
    'Communication',
    (communication: Communication) => ({
      ...communication,
      contained: [letter],
      payload: [{ contentReference: { reference: '#letter' } }]
    })
  )
  const out = mapped(his.fromCanonical(contained))
  t.same(wrong(out, 'his'), [])
  const { payload, contained: kept } = one(out, 'Communication')
  t.same(kept, [letter])
  t.equal(payload?.[0]?.contentReference?.reference, '#letter')
  t.equal(payload?.[1]?.contentReference?.reference, `DocumentReference/${one(out, 'DocumentReference').id ?? ''}`)
  t.match(textOf(one(out, 'DocumentReference')), 'Cognitieve gedragstherapie')
  t.end()
})

test('text or PDF needs no coded sections to be complete', (t) => {
  const plain = changed(canonical, 'Communication', (communication: Communication) => ({
    ...communication,
    payload: [{ contentString: 'Gezien op 24 maart, brief volgt.' }]
  }))
  t.same(wrong(plain, 'intake-confirmation'), [])
  t.end()
})

test('a letter without its medication is delivered, and said to miss it', (t) => {
  const lacking = changed(canonical, 'Composition', (letter: Composition) => ({
    ...letter,
    section: letter.section?.filter(({ title }) => title !== 'Medicatie')
  }))
  const out = mapped(his.fromCanonical(lacking))
  t.same(wrong(out, 'his'), [])
  const resources = lacking.map(resourceOf)
  const missing = validator.lacking(feedbackProfile('intake-confirmation'), one(lacking, 'Communication'), resources)
  t.match(missing, [{ code: 'medication', expression: 'Communication.payload', what: { nl: /medicatie/ } }])
  t.equal(missing.length, 1)
  t.end()
})

function textOf({ content }: DocumentReference): string {
  return Buffer.from(content[0]?.attachment.data ?? '', 'base64').toString('utf8')
}

function resourceOf({ resource }: Located) {
  return resource
}
