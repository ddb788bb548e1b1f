import { test } from 'tap'
import {
  isRegionalQuestion,
  openQuestions,
  regionalQuestions
} from '../../../src/obligations/agreements/arrangements.ts'

function answer(question: string, validUntil: string) {
  return { question, answer: { nl: 'Ja', en: 'Yes' }, responsible: 'RHO', contact: '030 0000000', validUntil }
}

test('each regional question has a code of its own, both languages and the lines that raise it', (t) => {
  const codes: readonly string[] = regionalQuestions.map(({ code }) => code)
  t.equal(new Set(codes).size, codes.length)
  for (const { code, text, source } of regionalQuestions) {
    t.match(code, /^[a-z][a-z-]+$/)
    t.ok(text.nl.endsWith('?') && text.en.endsWith('?'), code)
    t.match(source, /^LGA summary for GPs, lines? \d+(-\d+)?$/)
  }
  t.ok(isRegionalQuestion('known-waits'))
  t.notOk(isRegionalQuestion('known-wait'))
  t.end()
})

test('a question is open until it is answered, and again from the day after its last answer holds', (t) => {
  const arrangements = [answer('known-waits', '2026-06-30'), answer('known-waits', '2026-03-31')]
  const table = [
    ['2026-03-31', undefined],
    ['2026-04-01', undefined],
    ['2026-06-30', undefined],
    ['2026-07-01', { state: 'expired', validUntil: '2026-06-30' }]
  ] as const
  for (const [on, expected] of table) {
    const open = openQuestions({ arrangements }, on).find(({ question }) => question.code === 'known-waits')
    t.match(open, expected ?? undefined, on)
    t.equal(open === undefined, expected === undefined, on)
  }
  const nobody = openQuestions({}, '2026-03-02')
  t.same([...new Set(nobody.map(({ state }) => state))], ['unanswered'])
  t.equal(nobody.length, regionalQuestions.length)
  t.end()
})
