import assert from 'node:assert/strict'
import { test } from 'tap'
import { sentence } from '../../src/obligations/explanation/step.ts'
import { fact, lga, noon } from './fixtures.ts'
import { dutyOf, explained, feedback, objection, told, type Duty } from './told.ts'

const received = fact('referral.received', '2026-01-05', { by: 'his-a' })
const opened =
  '“Report after intake” opened on 5 January 2026: receipt of the referral. From Parkzicht, for Praktijk De Linde.'
const awaited = 'Nothing that counts has come in yet; this would do: a report after intake.'
const unknown = [
  'Not counted from the intake (14 days): no intake is known.',
  'Not counted from the planned intake (14 days): no planned intake is known.',
  'Not counted from the expected intake (14 days): no expected intake is known.'
]
const sixWeeks = '6 weeks from 5 January 2026 (receipt of the referral): due on 16 February 2026.'
const intakeFirst = [
  'the planned intake (14 days)',
  'the expected intake (14 days)',
  'receipt of the referral (6 weeks)'
].map((term) => `Not counted from ${term}: the intake comes first in the agreement.`)

function planned(day: string, heardOn: string) {
  return fact('intake.planned', day, { id: `planned ${heardOn}`, heardAt: noon(heardOn) })
}

function intakeReport(about: string, heardOn: string, missing: readonly string[] = []) {
  return feedback('intake-confirmation', `c ${heardOn}`, {
    events: ['intake.done', 'report.counted'],
    about,
    heardOn,
    missing
  })
}

function progressReport(about: string, heardOn: string, missing: readonly string[] = []) {
  return feedback('progress-report', `p ${heardOn}`, { events: ['report.counted'], about, heardOn, missing })
}

const withObjection = [received, ...objection('2026-01-20', '2026-02-03')]

const table: readonly (readonly [string, Duty, string, readonly string[]])[] = [
  [
    'silence',
    dutyOf('intake-confirmation', [received]),
    '2026-02-20',
    [opened, ...unknown, sixWeeks, awaited, 'On 20 February 2026 it is overdue by 4 days.']
  ],
  [
    'a planned intake that was moved twice',
    dutyOf('intake-confirmation', [
      received,
      planned('2026-03-09', '2026-03-01'),
      planned('2026-03-02', '2026-01-20'),
      planned('2026-03-02', '2026-01-21'),
      planned('2026-03-16', '2026-02-25')
    ]),
    '2026-03-17',
    [
      opened,
      'Not counted from the intake (14 days): no intake is known.',
      'Heard on 20 January 2026 from Parkzicht: the planned intake on 2 March 2026.',
      'Heard on 25 February 2026 from Parkzicht: the planned intake now on 16 March 2026.',
      'Heard on 1 March 2026 from Parkzicht: the planned intake now on 9 March 2026.',
      'Not counted from the expected intake (14 days): the planned intake comes first in the agreement.',
      'Not counted from receipt of the referral (6 weeks): the planned intake comes first in the agreement.',
      '14 days from 9 March 2026 (the planned intake): due on 23 March 2026.',
      awaited,
      'On 17 March 2026 it is due soon: 16 March 2026 has come, and the due day has not passed.'
    ]
  ],
  [
    'an intake said to have taken place on a day to come',
    dutyOf('intake-confirmation', [received, fact('intake.done', '2026-12-01', { heardAt: noon('2026-02-01') })]),
    '2026-02-02',
    [
      opened,
      'Not counted from the intake (14 days): 1 December 2026 was given for it, and that day had not come.',
      ...unknown.slice(1),
      sixWeeks,
      awaited,
      'On 2 February 2026 it is open: the due day has not passed, and from 9 February 2026 it is due soon.'
    ]
  ],
  [
    'a crisis plan over King’s Day',
    dutyOf('crisis-plan', [received, fact('crisis.flagged', '2026-04-13', { by: 'his-a' })], {
      opensOn: 'crisis.flagged',
      openedOn: '2026-04-13',
      openedAt: noon('2026-04-14')
    }),
    '2026-05-01',
    [
      '“Signalling or crisis plan” opened on 13 April 2026: the crisis flag. From Parkzicht, for Praktijk De Linde.',
      'It has been known here since 14 April 2026.',
      "20 working days from 13 April 2026 (the crisis flag): due on 12 May 2026. Not counted: 8 weekend days and King's Day (27 April 2026).",
      'Nothing that counts has come in yet; this would do: a signalling or crisis plan or a reasoned statement that there is no plan.',
      'On 1 May 2026 it is open: the due day has not passed, and from 5 May 2026 it is due soon.'
    ]
  ],
  [
    'a year counted anew from the report after intake, and an incomplete report that counts for nothing',
    dutyOf('yearly-report', [
      received,
      ...intakeReport('2026-02-02', '2026-02-10'),
      ...progressReport('2026-09-01', '2026-09-02', ['diagnosis', 'plan'])
    ]),
    '2027-03-01',
    [
      '“Yearly progress report” opened on 5 January 2026: receipt of the referral. From Parkzicht, for Praktijk De Linde.',
      'Heard on 10 February 2026 from Parkzicht: a report after intake about 2 February 2026. It counts.',
      'Not counted from the start of treatment (1 year): the last complete report comes first in the agreement.',
      'Not counted from receipt of the referral (1 year): the last complete report comes first in the agreement.',
      '1 year from 2 February 2026 (the last complete report): due on 2 February 2027.',
      'On 2 September 2026 a progress report came in that lacks diagnosis and plan: it counts only once that has been supplied.',
      'Nothing that counts has come in yet; this would do: a progress report.',
      'Still missing: diagnosis and plan.',
      'On 1 March 2027 it is overdue by 27 days.'
    ]
  ],
  [
    'a year with nothing but an incomplete report',
    dutyOf('yearly-report', [received, ...progressReport('2026-09-01', '2026-09-02', ['plan'])]),
    '2026-10-01',
    [
      '“Yearly progress report” opened on 5 January 2026: receipt of the referral. From Parkzicht, for Praktijk De Linde.',
      'Not counted from the last complete report (1 year): all that came in is incomplete.',
      'Not counted from the start of treatment (1 year): no start of treatment is known.',
      '1 year from 5 January 2026 (receipt of the referral): due on 5 January 2027.',
      'On 2 September 2026 a progress report came in that lacks plan: it counts only once that has been supplied.',
      'Nothing that counts has come in yet; this would do: a progress report.',
      'Still missing: plan.',
      'On 1 October 2026 it is open: the due day has not passed, and from 6 December 2026 it is due soon.'
    ]
  ],
  [
    'an objection that stands',
    dutyOf('intake-confirmation', [received, ...objection('2026-01-20')]),
    '2026-02-20',
    [
      opened,
      'On 20 January 2026 the patient objected to this feedback; heard on 20 January 2026.',
      sixWeeks,
      'On 20 February 2026 it is waived: while the objection stands, this feedback is not owed.'
    ]
  ],
  [
    'an objection that was withdrawn',
    dutyOf('intake-confirmation', withObjection),
    '2026-02-04',
    [
      opened,
      'On 20 January 2026 the patient objected to this feedback; heard on 20 January 2026.',
      'On 3 February 2026 the objection was withdrawn. What came in while it stood was not passed on and does not count.',
      ...unknown,
      'The term starts anew on 3 February 2026, when the objection was withdrawn.',
      '6 weeks from 3 February 2026 (withdrawal of the objection): due on 17 March 2026.',
      awaited,
      'On 4 February 2026 it is open: the due day has not passed, and from 10 March 2026 it is due soon.'
    ]
  ],
  [
    'a report that was met late, and heard',
    {
      ...dutyOf('intake-confirmation', [received, ...intakeReport('2026-01-10', '2026-02-10')]),
      heard: [{ communication: 'c 2026-02-10', at: noon('2026-02-11') }]
    },
    '2026-02-12',
    [
      opened,
      'Heard on 10 February 2026 from Parkzicht: the intake on 10 January 2026.',
      ...intakeFirst,
      '14 days from 10 January 2026 (the intake): due on 24 January 2026.',
      'On 10 February 2026 a report after intake came in, 17 days after the due day 24 January 2026.',
      'It reached Praktijk De Linde on 11 February 2026.',
      'On 12 February 2026 it is met, late.'
    ]
  ],
  [
    'a report in two parts, of which one was heard',
    {
      ...dutyOf('intake-confirmation', [
        received,
        ...intakeReport('2026-02-02', '2026-02-10', ['plan']),
        ...intakeReport('2026-02-02', '2026-02-12').map((one) => ({ ...one, missing: ['diagnosis'] }))
      ]),
      heard: [{ communication: 'c 2026-02-10', at: noon('2026-02-11') }]
    },
    '2026-02-13',
    [
      opened,
      'Heard on 10 February 2026 from Parkzicht: the intake on 2 February 2026.',
      ...intakeFirst,
      '14 days from 2 February 2026 (the intake): due on 16 February 2026.',
      'On 10 February 2026 a report after intake came in that lacks plan: it counts only once that has been supplied.',
      'On 12 February 2026 a report after intake came in that lacks diagnosis: it counts only once that has been supplied.',
      'On 12 February 2026 a report after intake came in, in time: the due day was 16 February 2026.',
      '2 messages together made it complete.',
      'Message 1 of 2 reached Praktijk De Linde on 11 February 2026.',
      'Message 2 of 2 had not reached Praktijk De Linde by 13 February 2026.',
      'On 13 February 2026 it is met.'
    ]
  ],
  [
    'a referral that was passed on',
    dutyOf('intake-confirmation', [received, fact('referral.superseded', '2026-02-01', { successor: 'r2' })]),
    '2026-02-12',
    [
      opened,
      ...unknown,
      sixWeeks,
      'On 1 February 2026 the referral was passed on: another one took its place.',
      'On 12 February 2026 it is not owed under this referral any more.'
    ]
  ],
  [
    'a referral that was revoked',
    dutyOf('intake-confirmation', [received, fact('referral.revoked', '2026-02-01', { by: 'his-a' })]),
    '2026-02-12',
    [
      opened,
      ...unknown,
      sixWeeks,
      'Nothing is owed after 1 February 2026: the referral withdrawn, heard on 1 February 2026.',
      'On 12 February 2026 it does not apply any more.'
    ]
  ],
  [
    'a receiver whom nobody knows',
    dutyOf('intake-confirmation', [received], { creditor: null }),
    '2026-03-12',
    [
      opened.replace('Praktijk De Linde', 'a receiver nobody knows'),
      ...unknown,
      sixWeeks,
      awaited,
      'On 12 March 2026 it is blocked: nobody here knows for whom it is. The due day has passed.'
    ]
  ]
]

for (const [title, duty, on, expected] of table) {
  test(`explanation of ${title}`, (t) => {
    t.strictSame(told(duty, on), expected)
    t.end()
  })
}

test('an explanation in Dutch says the same, with the agreement’s own words about its source at the end', (t) => {
  const met = [received, planned('2026-01-30', '2026-01-20'), ...intakeReport('2026-02-02', '2026-02-10', [])]
  const duty = dutyOf('intake-confirmation', met)
  t.strictSame(told(duty, '2026-02-12', 'nl'), [
    '‘Bericht na intake’ is geopend op 5 januari 2026: ontvangst van de verwijzing. Van Parkzicht, voor Praktijk De Linde.',
    'Gehoord op 10 februari 2026 van Parkzicht: de intake op 2 februari 2026.',
    'Niet gerekend vanaf de geplande intake (14 dagen): de intake gaat in de afspraak voor.',
    'Niet gerekend vanaf de verwachte intake (14 dagen): de intake gaat in de afspraak voor.',
    'Niet gerekend vanaf ontvangst van de verwijzing (6 weken): de intake gaat in de afspraak voor.',
    '14 dagen vanaf 2 februari 2026 (de intake): uiterlijk 16 februari 2026.',
    'Op 10 februari 2026 kwam een bericht na intake binnen, op tijd: de uiterste dag was 16 februari 2026.',
    'Op 12 februari 2026 was het nog niet aangekomen bij Praktijk De Linde.',
    'Op 12 februari 2026 is hieraan voldaan.'
  ])
  const basis = explained(duty, '2026-02-12').steps.at(-1)
  assert(basis !== undefined)
  const { source } = duty.rule
  t.equal(
    sentence(basis, 'nl'),
    `De termijn is die van de afspraak lga (versie ${lga.version}, sterkte: hoort) en geen wet. De bron (Engels): “${source}”`
  )
  t.equal(
    sentence(basis, 'en'),
    `The term is that of the agreement lga (version ${lga.version}, strength: should) and not law. Its source: “${source}”`
  )
  t.end()
})
