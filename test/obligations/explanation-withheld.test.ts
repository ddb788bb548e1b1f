import { test } from 'tap'
import { fact, noon } from './fixtures.ts'
import { plusDays } from './histories.ts'
import { dutyOf, explained, feedback, objection, told } from './told.ts'

const received = fact('referral.received', '2026-01-05', { by: 'his-a' })

test('what an objection keeps from the receiver is told to the one who gave it and to nobody else', (t) => {
  const duty = dutyOf('intake-confirmation', [
    received,
    ...objection('2026-01-20', '2026-02-03'),
    ...feedback('intake-confirmation', 'c', {
      events: ['intake.done', 'report.counted'],
      about: '2026-01-19',
      heardOn: '2026-01-25'
    })
  ])
  const [forReceiver, forOwner] = [told(duty, '2026-02-04'), told({ ...duty, seesAll: true }, '2026-02-04')]
  t.notMatch(forReceiver.join('\n'), /19 January|25 January|the intake/)
  t.ok(forReceiver.includes('Due on 17 February 2026. What this follows from is kept back: the patient objected.'))
  t.ok(forOwner.includes('Heard on 25 January 2026 from Parkzicht: the intake on 19 January 2026.'))
  t.ok(forOwner.includes('14 days from 3 February 2026 (withdrawal of the objection): due on 17 February 2026.'))
  t.end()
})

test('an end that was told in kept back feedback is not named to the receiver', (t) => {
  const ended = feedback('end-report', 'e', { events: ['treatment.ended'], about: '2026-02-01', heardOn: '2026-02-02' })
  const duty = dutyOf('yearly-report', [received, ...objection('2026-01-20', undefined, ['end-report']), ...ended])
  t.equal(explained(duty, '2026-03-01').state.state, 'not-applicable')
  t.notMatch(told(duty, '2026-03-01').join('\n'), /the end of treatment|1 February/)
  t.match(told({ ...duty, seesAll: true }, '2026-03-01').join('\n'), /after 1 February 2026: the end of treatment/)
  t.end()
})

test('an event is passed over for what was heard only after the feedback had come in, and for that feedback itself', (t) => {
  const later = fact('treatment.started', '2026-02-01', { heardAt: noon('2026-05-01') })
  const about = { about: '2026-03-01', heardOn: '2026-03-02' }
  const given = feedback('progress-report', 'p', { events: ['report.counted'], ...about })
  const duty = dutyOf('yearly-report', [received, ...given, later])
  const [, report, treatment] = told(duty, '2026-06-01')
  t.equal(
    report,
    'Not counted from the last complete report (1 year): the feedback that is judged does not move its own day.'
  )
  t.equal(
    treatment,
    'Not counted from the start of treatment (1 year): that was heard of only after the feedback had come in.'
  )
  t.end()
})

test('of an intake that moves again and again the last twenty days are told', (t) => {
  const moves = Array.from({ length: 25 }, (_, index) => {
    const heardAt = noon(plusDays('2026-01-06', index))
    return fact('intake.planned', plusDays('2026-03-01', index), { heardAt })
  })
  const lines = told(dutyOf('intake-confirmation', [received, ...moves]), '2026-02-10')
  t.equal(lines.filter((line) => line.startsWith('Heard on')).length, 20)
  t.ok(lines.includes('5 earlier statements about the planned intake are left out.'))
  t.ok(lines.includes('14 days from 25 March 2026 (the planned intake): due on 8 April 2026.'))
  t.end()
})
