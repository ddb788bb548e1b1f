import fc from 'fast-check'
import { test } from 'tap'
import { match, unassignable, type Candidate, type Matching } from '../../src/referral/matching.ts'

const ids = ['r-1', 'r-2', 'r-3', 'r-4'] as const
const parties = ['his-a', 'his-b', 's-a', 's-b'] as const
const subjects = ['subject-1', 'subject-2'] as const

const candidate = (id: string): fc.Arbitrary<Candidate> =>
  fc.record({
    id: fc.constant(id),
    requester: fc.constantFrom(...parties),
    performer: fc.constantFrom(...parties),
    gp: fc.constantFrom(...parties, null),
    subject: fc.constantFrom(...subjects)
  })

/** A patient's referrals, each with an id of its own, in any order. */
const ofPatient: fc.Arbitrary<readonly Candidate[]> = fc
  .shuffledSubarray([...ids])
  .chain((some) => fc.tuple(...some.map(candidate)))

const matching: fc.Arbitrary<Matching> = fc.record({
  sender: fc.constantFrom(...parties),
  named: fc.shuffledSubarray([...ids]),
  ofPatient,
  isFeedback: fc.boolean()
})

test('what names one referral is about that one, and what names two is about neither', (t) => {
  const property = fc.property(matching, ({ named, ...rest }) => {
    const [first, second] = named
    if (first === undefined) return
    const found = match({ named, ...rest })
    if (second === undefined) t.strictSame(found, { kind: 'matched', referral: first, by: 'name' })
    else t.strictSame(found, { kind: 'unmatched', reason: 'several-referrals' })
  })
  fc.assert(property, { numRuns: 1_000 })
  t.end()
})

test('feedback that names none is about the only referral of its patient to its sender, else about none', (t) => {
  const property = fc.property(matching, (one) => {
    const found = match({ ...one, named: [], isFeedback: true })
    const own = one.ofPatient.filter(({ performer }) => performer === one.sender)
    if (own.length === 1) t.strictSame(found, { kind: 'matched', referral: own[0]?.id, by: 'patient' })
    else t.strictSame(found, { kind: 'unmatched', reason: own.length === 0 ? 'no-referral' : 'several-referrals' })
  })
  fc.assert(property, { numRuns: 1_000 })
  t.end()
})

test('the order of the referrals does not matter, and another patient’s sender gets nobody’s referral', (t) => {
  const property = fc.property(matching, (one) => {
    t.strictSame(match({ ...one, ofPatient: one.ofPatient.toReversed() }), match(one))
    const stranger = match({ ...one, named: [], sender: 'nobody' })
    t.strictSame(stranger, { kind: 'unmatched', reason: 'no-referral' })
  })
  fc.assert(property, { numRuns: 1_000 })
  t.end()
})

test('an operator assigns feedback only to a referral of its patient to its sender that it does not speak against', (t) => {
  const about = fc.record({
    subject: fc.option(fc.constantFrom(...subjects), { nil: undefined }),
    namedSubjects: fc.array(fc.constantFrom(...subjects), { maxLength: 3 })
  })
  const property = fc.property(matching, candidate('r-1'), about, (one, chosen, told) => {
    const why = unassignable(one, chosen, told)
    const patients = [...(told.subject === undefined ? [] : [told.subject]), ...told.namedSubjects]
    const isOwn = chosen.performer === one.sender
    const isOfPatient = patients.length > 0 && patients.every((subject) => subject === chosen.subject)
    const isNamed = one.named.length === 0 || one.named.includes(chosen.id)
    t.equal(why === undefined, isOwn && isOfPatient && isNamed, JSON.stringify([one, chosen, told]))
  })
  fc.assert(property, { numRuns: 1_000 })
  t.end()
})

test('why feedback cannot be assigned is said of the first thing that is wrong', (t) => {
  const chosen = { id: 'r-1', requester: 'his-a', performer: 's-a', gp: 'his-a', subject: 'subject-1' }
  const own = { sender: 's-a', named: [], ofPatient: [], isFeedback: true }
  const table = [
    [{ ...own, sender: 's-b' }, 'subject-1', 'other-performer'],
    [own, 'subject-2', 'other-patient'],
    [own, undefined, 'no-patient'],
    [{ ...own, named: ['r-2', 'r-3'] }, 'subject-1', 'names-others'],
    [{ ...own, named: ['r-1', 'r-2'] }, 'subject-1', undefined],
    [own, 'subject-1', undefined]
  ] as const
  for (const [matched, subject, expected] of table) {
    t.equal(unassignable(matched, chosen, { subject, namedSubjects: [] }), expected)
  }
  t.end()
})
