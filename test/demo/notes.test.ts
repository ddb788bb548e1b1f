import { test } from 'tap'
import { imbalances, strayLetters } from '../../demo/books.ts'
import { notesOf, type Diaries } from '../../demo/notes.ts'
import { differing, tally } from '../../demo/reckoned.ts'
import type { Diary, Received, Sent } from '../../demo/simulators/diary.ts'
import type { SaidFeedback, SaidReferral } from '../../demo/simulators/said.ts'

const referralSaid: SaidReferral = {
  what: 'referral',
  patient: '999900006',
  requester: 'his',
  performer: 'ggz',
  gp: 'his',
  role: 's-ggz',
  isUrgent: false
}
const reportSaid: SaidFeedback = {
  what: 'feedback',
  kind: 'intake-confirmation',
  communication: 'c1',
  on: '2026-02-02',
  content: 'sections',
  lacks: [],
  basedOn: ['r1']
}

function sent(at: string, more: Partial<Sent>): Sent {
  return { at: `2026-02-${at}T09:00:00Z`, request: 'POST transaction', status: 200, replayed: false, ...more }
}

function diary(entries: readonly Sent[], received: readonly Received[] = []): Diary {
  return { sent: entries, received, unique: received.map(({ identifier }) => identifier), resources: {} }
}

function arrival(identifier: string, ...resources: readonly string[]): Received {
  return { at: '2026-02-03T09:00:00Z', identifier, resources, followsUndelivered: [] }
}

const referral = sent('01', { referral: 'r1', said: referralSaid })

test('diaries are put together by referral, in order of time, without repeats and refusals', (t) => {
  const { referrals, feedback, unmatched } = notesOf({
    ggz: diary([
      sent('03', { referral: 'r1', said: reportSaid }),
      sent('02', {
        referral: 'r1',
        said: { what: 'step', status: 'in-progress', business: 'intake-done', on: '2026-02-02' }
      }),
      sent('04', { referral: 'r1', said: { what: 'step', status: 'accepted' }, status: 409 })
    ]),
    his: diary([referral, { ...referral, replayed: true }])
  })
  t.equal(referrals.length, 1)
  t.match(referrals[0], { referral: { id: 'r1', performer: 'ggz', gp: 'his', receivedAt: '2026-02-01T09:00:00Z' } })
  t.match(referrals[0]?.entries, [
    { what: 'step', event: 'intake.done', day: '2026-02-02', by: 'ggz' },
    { what: 'feedback', id: 'c1', eventDate: '2026-02-02', lacks: [] }
  ])
  t.strictSame([feedback, unmatched], [{ 'intake-confirmation': 1 }, 0])
  t.end()
})

test('a letter that names no referral is about the only one of its patient, and about none where there are two', (t) => {
  const unnamed = sent('03', { referral: 'r1', said: { ...reportSaid, basedOn: [] } })
  const second = sent('02', { referral: 'r2', said: referralSaid })
  const alone = notesOf({ his: diary([referral]), ggz: diary([unnamed]) })
  t.strictSame([alone.referrals[0]?.entries.length, alone.unmatched], [1, 0])
  const both = notesOf({ his: diary([referral, second]), ggz: diary([unnamed]) })
  t.strictSame([both.referrals.flatMap(({ entries }) => entries), both.unmatched], [[], 1])
  const two = notesOf({
    his: diary([referral]),
    ggz: diary([sent('03', { said: { ...reportSaid, basedOn: ['r1', 'r2'] } })])
  })
  t.equal(two.unmatched, 1)
  t.end()
})

test('a referral that was passed on follows the one before it; text that lacks nothing could not be checked', (t) => {
  const text = sent('02', { referral: 'r1', said: { ...reportSaid, content: 'text' } })
  const onward = sent('03', {
    referral: 'r2',
    said: { ...referralSaid, requester: 'ggz', performer: 'other', basedOn: 'r1' }
  })
  const [first, second] = notesOf({ his: diary([referral]), ggz: diary([text, onward]) }).referrals
  t.match(first?.entries, [{ what: 'feedback' }, { what: 'forwarded', to: 'r2', by: 'ggz' }])
  t.ok(first?.entries[0]?.what === 'feedback' && first.entries[0].lacks === undefined)
  t.equal(second?.follows, first)
  t.end()
})

test('what the reckoning needs beside goes along: an urgent referral, the performer’s role, and an offer in a report', (t) => {
  const urgent = sent('01', { referral: 'r1', said: { ...referralSaid, role: 'crisis', isUrgent: true } })
  const offering = sent('02', { referral: 'r1', said: { ...reportSaid, offers: true } })
  const plain = sent('03', { referral: 'r1', said: { ...reportSaid, communication: 'c2' } })
  const [only] = notesOf({ his: diary([urgent]), ggz: diary([offering, plain]) }).referrals
  t.match(only?.referral, { role: 'crisis', isUrgent: true })
  t.strictSame(
    only?.entries.map((entry) => entry.what === 'feedback' && entry.offers === true),
    [true, false]
  )
  t.end()
})

test('of a system that fetches, digests of reminders count by when they were written', (t) => {
  const diaries: Diaries = {
    his: diary([referral], [arrival('fetched-1', 'Task/t1'), arrival('digest-1', 'CommunicationRequest/d1')]),
    ggz: diary([sent('03', { referral: 'r1', said: reportSaid })])
  }
  const counts = {
    received: {
      his: { accepted: 1, repeated: 0, refused: 0 },
      ggz: { accepted: 1, repeated: 0, refused: 0 }
    },
    feedback: { 'intake-confirmation': 1 },
    referrals: 1
  }
  const books = (delivered: number): readonly string[] =>
    imbalances({ ...counts, outbox: { his: { enqueued: delivered, delivered, waiting: 0, dead: 0 } } }, diaries, {
      notes: notesOf(diaries),
      pulls: new Set(['his'])
    })
  t.strictSame(books(2), [], 'the letter and the digest')
  t.strictSame(books(1), ['his got (unique) 2, gateway delivered 1'])
  t.end()
})

test('the books say where they do not balance, with both numbers', (t) => {
  const diaries: Diaries = { his: diary([referral]), ggz: diary([], [arrival('m1', 'Task/t1')]) }
  const notes = notesOf(diaries)
  const balanced = {
    received: { his: { accepted: 1, repeated: 0, refused: 0 } },
    outbox: { ggz: { enqueued: 1, delivered: 1, waiting: 0, dead: 0 } },
    feedback: {},
    referrals: 1
  }
  const beside = { notes, pulls: new Set<string>() }
  t.strictSame(imbalances(balanced, diaries, beside), [])
  const outbox = { ggz: { enqueued: 2, delivered: 2, waiting: 0, dead: 0 } }
  t.strictSame(imbalances({ ...balanced, outbox, referrals: 2 }, diaries, beside), [
    'ggz got (unique) 1, gateway delivered 2',
    'referrals in the diaries 1, at the gateway 2'
  ])
  t.end()
})

test('a letter that did not arrive is told, and one that arrived against an objection', (t) => {
  const letter = sent('03', { referral: 'r1', said: reportSaid })
  const objection = sent('02', { referral: 'r1', said: { what: 'objection', consent: 'o1', on: '2026-02-02' } })
  const lost = { his: diary([referral]), ggz: diary([letter]) }
  t.match(strayLetters(lost, notesOf(lost)), ['intake-confirmation of 2026-02-03T09:00:00Z did not reach his (c1)'])
  const leaked = { his: diary([referral], [arrival('m1', 'Communication/c1')]), ggz: diary([objection, letter]) }
  t.match(strayLetters(leaked, notesOf(leaked)), [/ reached his /])
  const kept = { his: diary([referral]), ggz: diary([objection, letter]) }
  t.strictSame(strayLetters(kept, notesOf(kept)), [])
  t.end()
})

test('two sets of counts differ by name, and nothing counts as none', (t) => {
  const one = { obligations: { o: { met: 2, overdue: 1 } }, overdueByPerformer: { ggz: 1 } }
  t.strictSame(differing('day', one, one), [])
  t.strictSame(differing('day', one, { obligations: { o: { met: 3 } }, overdueByPerformer: {} }), [
    'day o met: gateway 2, diaries 3',
    'day o overdue: gateway 1, diaries 0',
    'day overdue at ggz: gateway 1, diaries 0'
  ])
  t.strictSame(tally(['a', 'b', 'a']), { a: 2, b: 1 })
  t.end()
})
