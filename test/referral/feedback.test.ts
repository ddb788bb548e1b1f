import type { Bundle } from '@medplum/fhirtypes'
import { test } from 'tap'
import {
  after,
  communication,
  hisReport,
  known,
  report,
  reported,
  said,
  stateOn,
  task,
  tell
} from './feedback-fixtures.ts'
import * as f from './fixtures.ts'

test('facts have the day on which it happened and the moment at which it was heard', (t) => {
  const facts = f.valueOf(tell(report)).writes.filter((write) => write.kind === 'fact')
  t.same(
    facts.map(({ event, occurredOn, heardAt, by }) => [event, occurredOn, heardAt, by]),
    [
      ['feedback.given', '2026-03-17', reported, 's-a'],
      ['intake.done', '2026-03-16', reported, 's-a'],
      ['report.counted', '2026-03-16', reported, 's-a']
    ]
  )
  t.ok(
    facts.every(({ missing }) => missing?.length === 0),
    'checked and complete'
  )
  t.equal(new Set(facts.map(({ id }) => id)).size, 3)
  t.end()
})

test('an incomplete report is delivered, warned of, and leaves owed what it lacks', (t) => {
  const incomplete = f.reportBundle(task, { without: ['medication', 'diagnosis'] })
  const result = tell(incomplete)
  t.same([...said(result)].sort(), ['feedback-incomplete', 'feedback-incomplete', 'obligation-open'])
  t.equal(f.valueOf(result).outbox.length, 1)
  const here = after(incomplete)
  t.same(
    ['2026-03-17', '2026-03-24', '2026-03-31'].map((on) => stateOn(here, on)),
    ['prospective', 'due-soon', 'overdue']
  )
  t.same(here.facts.at(-1)?.missing, ['diagnosis', 'medication'])
  t.match(f.valueOf(result).issues[0]?.expression, /^Bundle\.entry\[0\]\.resource/)
  t.end()
})

test('a supplement that brings the rest completes it', (t) => {
  const here = after(f.reportBundle(task, { without: ['medication'] }))
  const rest = f.reportBundle(task, { without: ['diagnosis'] })
  const result = tell(rest, { about: here, message: 'message-3', at: reported + f.dayMs })
  t.ok(said(result).includes('obligation-met'))
  t.end()
})

test('a report in plain text cannot be checked, and counts as such', (t) => {
  const here = after(
    f.changed(communication({ payload: [{ contentString: 'Gezien op 16 maart.' }] }), 'Composition', () => undefined)
  )
  t.equal(stateOn(here, '2026-03-17'), 'met-unchecked')
  t.notOk('missing' in (here.facts.at(-1) ?? {}))
  t.end()
})

test('a report without a day moves no date and is not guessed to have one', (t) => {
  const here = after(communication({ extension: undefined }))
  t.same(
    here.facts.slice(1).map(({ event }) => event),
    ['feedback.given']
  )
  t.end()
})

const refused: readonly (readonly [string, Bundle, string])[] = [
  ['on no referral', communication({ basedOn: undefined }), 'referral-unknown Bundle.entry[0].resource.basedOn'],
  [
    'on another referral',
    communication({ basedOn: [{ reference: 'ServiceRequest/another' }] }),
    'referral-unknown Bundle.entry[0].resource.basedOn'
  ],
  [
    'in the name of another institution',
    communication({ sender: { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000302' } } }),
    'sender-mismatch Bundle.entry[0].resource.sender'
  ],
  [
    'in the name of one whom nobody knows',
    communication({ sender: { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '99999999' } } }),
    'sender-mismatch Bundle.entry[0].resource.sender'
  ],
  [
    'of a kind that is not known',
    communication({
      category: [{ coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/s-message-type', code: '999' }] }]
    }),
    'unmapped-code'
  ],
  [
    'with a part that hangs on nothing',
    f.withEntry(report, 'urn:uuid:l', { resourceType: 'Location', name: 'Elsewhere' }),
    'entry-unattached Bundle.entry[2].resource'
  ]
]

for (const [what, message, wanted] of refused) {
  test(`feedback ${what} is refused`, (t) => {
    t.match(f.refusals(tell(message))[0], wanted)
    t.end()
  })
}

test('the practice cannot meet the duty that is owed to it, nor state when the intake was', (t) => {
  const result = tell(hisReport(known, f.hisA), { from: f.hisA })
  t.same(said(result), [])
  const here = f.knownAfter(f.valueOf(result), known)
  t.same(
    here.facts.slice(1).map(({ event, by }) => [event, by]),
    [['feedback.given', 'his-a']]
  )
  t.not(stateOn(here, '2026-03-17'), 'met-unchecked')
  t.not(stateOn(here, '2026-03-17'), 'met')
  t.match(f.valueOf(result).outbox, [{ receiver: 's-a' }])
  t.end()
})
