import fc from 'fast-check'
import type { Resource } from '@medplum/fhirtypes'

// Content that the rules of required content speak of, in and out of the shapes that they ask for. Test persons only.

/** A record of which each member may be missing. */
const some = (members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(members, { requiredKeys: [], noNullPrototype: true })
const list = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { minLength: 1, maxLength: 3 })

/**
 * A message: what a rule is asked about first, then what it refers to.
 *
 * @param type - of the resource that is asked about.
 * @param words - texts that the rules compare with.
 */
export function arbitraryContent(type: string, words: readonly string[]): fc.Arbitrary<readonly Resource[]> {
  const word = fc.oneof({ arbitrary: fc.constantFrom(...words), weight: 9 }, fc.constantFrom('other', '2026', '10:30'))
  const flag = fc.boolean()
  const partner = fc.constant({ extension: [{ url: 'urn:reason', valueCode: 'unknown' }] })
  const date = fc.constantFrom('2026', '2026-03', '2026-03-16', '2026-03-16T10:00:00+01:00', '2026-03-16T10:00:00.5Z')
  const coding = some({ system: word, code: word, _code: fc.option(partner, { nil: undefined, freq: 9 }) })
  const concept = some({ coding: list(coding), text: word })
  const identifier = some({ system: word, value: word })
  const names = ['Composition/1', 'Composition/2', 'CarePlan/1', 'DocumentReference/1', 'Patient/9', '#1']
  const reference = some({ reference: fc.constantFrom(...names), identifier })
  const value = fc.oneof(
    ...[date.map((valueDate) => ({ valueDate })), date.map((valueDateTime) => ({ valueDateTime }))],
    ...[
      word.map((valueString) => ({ valueString })),
      concept.map((valueCodeableConcept) => ({ valueCodeableConcept }))
    ],
    ...[partner.map((_valueDate) => ({ _valueDate })), fc.constant({})]
  )
  const extension = list(fc.tuple(word, value).map(([url, chosen]) => ({ url, ...chosen })))
  const payload = fc.oneof(
    reference.map((contentReference) => ({ contentReference })),
    word.map((contentString) => ({ contentString })),
    some({ data: word, url: word }).map((contentAttachment) => ({ contentAttachment })),
    partner.map((_contentString) => ({ _contentString })),
    fc.constant({ id: 'empty' })
  )
  const { section } = fc.letrec<{ section: Record<string, unknown> }>((tie) => ({
    section: some({
      code: concept,
      text: fc.constant({ status: 'generated', div: '<div/>' }),
      entry: list(reference),
      emptyReason: concept,
      extension,
      section: fc.option(list(tie('section')), { nil: undefined, maxDepth: 3, depthSize: 'small' })
    })
  }))
  const common = { status: word, extension, category: list(concept), subject: reference }
  const asked = some({
    ...common,
    ...{ _status: fc.option(partner, { nil: undefined, freq: 9 }), doNotPerform: flag, intent: word, priority: word },
    ...{ _priority: extension.map((one) => ({ extension: one })), code: concept, orderDetail: list(concept) },
    ...{ requester: reference, owner: reference, for: reference, focus: reference, performer: list(reference) },
    ...{ authoredOn: date, sent: date, sender: reference, basedOn: list(reference), statusReason: concept },
    payload: list(payload)
  })
  const letter = some({ status: word, section: list(section), attester: list(some({ mode: word, party: reference })) })
  const plan = some({ ...common, category: list(concept), created: date, period: some({ start: date, end: date }) })
  const graph = fc.tuple(asked, letter, letter, plan, some({ status: word }))
  const types = [type, 'Composition', 'Composition', 'CarePlan', 'DocumentReference']
  const ids = ['0', '1', '2', '1', '1']
  return graph.map((all) =>
    // What a rule is asked about need not be valid, only of the shape of its type's JSON.
    all.map((content, at) => ({ resourceType: types[at], id: ids[at], ...content }) as unknown as Resource)
  )
}
