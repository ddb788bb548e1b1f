import { test } from 'tap'
import type { ObligationRule } from '../../../src/obligations/agreement.ts'
import { ruleName } from '../../../src/obligations/agreements/refine.ts'
import { agreementIn, narrower, problemsIn, small } from '../agreement-files.ts'
import { agreements, lga, rule } from '../fixtures.ts'

const sourced = (from: string, within: string) => ({ from, within, basis: 'sourced' }) as const
const yearly = {
  ...rule,
  ...{ code: 'yearly', strength: 'must', recurs: true, owedTo: ['gp'], reminders: ['P0D'] },
  due: [sourced('report.counted', 'P1Y'), sourced('referral.received', 'P1Y')]
} as const
const offered = {
  ...rule,
  ...{ code: 'offered', reminders: [], due: [sourced('referral.received', 'P4W')] },
  suspendedBy: [{ reason: 'patient-request', by: ['performer'], atMost: 'P4W' }]
} as const
const base = { ...small, obligations: [rule, yearly, offered] as readonly ObligationRule[] }

const on = { opensOn: 'referral.received' }
const intake = { code: rule.code, ...on }
const year = { code: 'yearly', ...on }
const offer = { code: 'offered', ...on }

const files = (refinement: object, over: object = base) => ({
  'region-a.json': { ...narrower, ...refinement },
  'small.json': over
})

test('a region names only what differs, and has all the rest of its base', (t) => {
  const due = [{ from: 'referral.received', within: 'P3W' }]
  const answer = { question: 'reachability', responsible: 'Board', contact: '012', validUntil: '2027-01-01' }
  const text = { nl: 'Bel', en: 'Call' }
  const arrangements = [{ ...answer, answer: text }]
  const region = agreementIn(
    files({ holdsFor: { region: 'a' }, obligations: [{ ...intake, due, reminders: ['P0D'] }], arrangements }),
    'region-a'
  )
  t.strictSame(region, {
    ...narrower,
    ...{ holdsFor: { region: 'a' }, arrangements },
    obligations: [{ ...rule, due, reminders: ['P0D'] }, yearly, offered]
  })
  t.end()
})

test('a region leaves a duty out and adds one of its own, in the order of the base', (t) => {
  const own = { ...rule, code: 'own' }
  const region = agreementIn(files({ obligations: [{ ...intake, omit: true }, own] }), 'region-a')
  t.strictSame(
    region.obligations.map(ruleName),
    ['yearly', 'offered', 'own'].map((code) => `${code} on referral.received`)
  )
  t.end()
})

test('a term that stays keeps its basis, and one that a region makes shorter is its own', (t) => {
  const due = [
    { from: 'report.counted', within: 'P1Y' },
    { from: 'referral.received', within: 'P11M' }
  ]
  const region = agreementIn(files({ obligations: [{ ...year, due }] }), 'region-a')
  t.strictSame(region.obligations[1]?.due, [sourced('report.counted', 'P1Y'), due[1]])
  t.end()
})

test('consent, ages and calendars are those of the base; for whom it holds is not', (t) => {
  const closure = { from: '2026-12-24', to: '2026-12-24', title: { nl: 'Dicht', en: 'Closed' } }
  const calendars = { own: { base: 'calendar-days', closures: [closure] } }
  const held = {
    ...{ consent: 'explicit', ages: { from: 18 }, otherAges: 'young', calendars, holdsFor: { region: 'b' } },
    obligations: [{ ...rule, calendar: 'own' }, yearly, offered]
  }
  const young = { ...base, id: 'young' }
  const more = {
    'young.json': young,
    'region-b.json': { ...narrower, id: 'region-b', ages: { below: 90 }, otherAges: 'young' }
  }
  const all = { ...files({ obligations: [{ ...intake, reminders: [] }] }, { ...base, ...held }), ...more }
  const region = agreementIn(all, 'region-a')
  t.match(region, { consent: 'explicit', ages: { from: 18 }, otherAges: 'young', calendars })
  t.match(region.obligations[0], { calendar: 'calendar-days', closures: [closure], reminders: [] })
  t.notOk('holdsFor' in region)
  t.strictSame(agreementIn(all, 'region-b').ages, { below: 90 })
  const other = files({ obligations: [{ ...intake, calendar: 'nl-algemene-termijnenwet' }] }, { ...base, ...held })
  t.notOk('closures' in (agreementIn({ ...other, ...more }, 'region-a').obligations[0] ?? {}))
  t.end()
})

test('what is only watched has every duty of its base, and reminds of none', (t) => {
  const watched = agreementIn(files({ watchOnly: true }), 'region-a')
  t.strictSame(
    watched.obligations,
    base.obligations.map((one) => ({ ...one, enforced: false }))
  )
  t.notOk('watchOnly' in watched)
  t.end()
})

test('patients under 18 are watched by the base agreement of adults, and no more', (t) => {
  const watch = agreements.get('lga-watch')
  t.match(watch, { refines: `lga|${lga.version}`, ages: { below: 18 }, otherAges: 'lga' })
  t.match(lga, { ages: { from: 18 }, otherAges: 'lga-watch' })
  t.strictSame(watch?.obligations.map(ruleName), lga.obligations.map(ruleName))
  t.ok(watch?.obligations.every(({ enforced }) => !enforced))
  t.end()
})

test('a row that the base cannot see is seen where a region has a duty for it', (t) => {
  const title = { nl: 'Rij', en: 'Row' }
  const unseen = ['O26', 'O27'].map((catalogue) => ({ catalogue, title, reason: 'Nobody tells it here.' }))
  const own = { ...rule, code: 'own', catalogue: 'O26' }
  const region = agreementIn(files({ obligations: [own] }, { ...base, unseen }), 'region-a')
  t.strictSame(region.unseen, [unseen[1]])
  t.end()
})

const suspension = { reason: 'patient-request', by: ['performer'], atMost: 'P5W' }

const refusals: readonly (readonly [string, object, string])[] = [
  ['refines a version that nobody loaded', { refines: 'small|0.9.0' }, '/refines'],
  [
    'changes a duty that its base has not',
    { obligations: [{ code: 'else', ...on, enforced: true }] },
    '/obligations/0'
  ],
  [
    'leaves out a duty that its base has not',
    { obligations: [{ code: 'else', ...on, omit: true }] },
    '/obligations/0/omit'
  ],
  ['leaves out a must', { obligations: [{ ...year, omit: true }] }, '/obligations/0/omit'],
  [
    'leaves out a duty and changes it',
    { obligations: [{ ...intake, omit: true, enforced: false }] },
    '/obligations/0/omit'
  ],
  ['names a duty twice', { obligations: [intake, { ...intake, enforced: false }] }, '/obligations/1/code'],
  ['makes a must weaker', { obligations: [{ ...year, strength: 'should' }] }, '/obligations/0/strength'],
  ['makes a duty a must', { obligations: [{ ...intake, strength: 'must' }] }, '/obligations/0/strength'],
  ['adds a must of its own', { obligations: [{ ...rule, code: 'own', strength: 'must' }] }, '/obligations/0/strength'],
  [
    'lets a must be met by more',
    { obligations: [{ ...year, satisfiedBy: ['rejection'] }] },
    '/obligations/0/satisfiedBy'
  ],
  ['lets a must be met by telephone', { obligations: [{ ...year, telephone: true }] }, '/obligations/0/telephone'],
  ['ends a must earlier', { obligations: [{ ...year, closedBy: ['intake.done'] }] }, '/obligations/0/closedBy'],
  ['takes the GP from a must', { obligations: [{ ...year, owedTo: ['requester'] }] }, '/obligations/0/owedTo'],
  [
    'makes a sourced term longer',
    { obligations: [{ ...offer, due: [{ from: 'referral.received', within: 'P29D' }] }] },
    '/obligations/0/due/0/within'
  ],
  [
    'makes a sourced term perhaps longer',
    { obligations: [{ ...offer, due: [{ from: 'referral.received', within: 'P1M' }] }] },
    '/obligations/0/due/0/within'
  ],
  [
    'puts another term before a sourced one',
    { obligations: [{ ...offer, due: [{ from: 'intake.done', within: 'P1D' }, ...offered.due] }] },
    '/obligations/0/due'
  ],
  [
    'counts a sourced term otherwise',
    { obligations: [{ ...offer, calendar: 'nl-algemene-termijnenwet' }] },
    '/obligations/0/calendar'
  ],
  ['rolls a sourced term', { obligations: [{ ...offer, roll: 'next-working-day' }] }, '/obligations/0/roll'],
  [
    'lets a sourced term stand still longer',
    { obligations: [{ ...offer, suspendedBy: [suspension] }] },
    '/obligations/0/suspendedBy'
  ],
  [
    'calls its own term sourced',
    { obligations: [{ ...intake, due: [sourced('referral.received', 'P6W')] }] },
    '/obligations/0/due/0/basis'
  ],
  [
    'makes a duty one that nobody measures',
    { obligations: [{ ...intake, calendar: 'moon' }] },
    '/obligations/0/calendar'
  ],
  ['has a field that nobody reads', { obligations: [{ ...intake, colour: 'red' }] }, '/obligations/0/colour']
]

for (const [title, change, pointer] of refusals) {
  test(`a refinement that ${title} is refused at its place`, (t) => {
    const problems = problemsIn(files(change))
    t.strictSame(
      problems.map((one) => `${one.file}#${one.pointer}`),
      [`region-a.json#${pointer}`]
    )
    t.ok(problems.every(({ message }) => message.length > 0))
    t.end()
  })
}

test('what is free in a must may differ: how it is told, reminders, more creditors, and whether it is enforced', (t) => {
  const due = yearly.due.map(({ from }) => ({ from, within: 'P12M' }))
  const change = {
    enforced: false,
    reminders: ['-P7D', 'P0D'],
    owedTo: ['gp', 'requester'],
    escalateTo: ['performer'],
    due
  }
  t.strictSame(problemsIn(files({ obligations: [{ ...year, ...change }] })), [])
  t.end()
})

test('a consent that the base asks for is not given away', (t) => {
  const problems = problemsIn(files({ consent: 'presumed' }, { ...base, consent: 'explicit' }))
  t.match(problems, [{ file: 'region-a.json', pointer: '/consent' }])
  t.strictSame(problemsIn(files({ consent: 'explicit' })), [])
  t.end()
})

test('a calendar by the name of one of the base is refused, because the duties of the base would not follow it', (t) => {
  const closure = (from: string) => [{ from, to: from, title: { nl: 'Dicht', en: 'Closed' } }]
  const calendars = (from: string) => ({ own: { base: 'calendar-days', closures: closure(from) } })
  const problems = problemsIn(
    files({ calendars: calendars('2027-01-04') }, { ...base, calendars: calendars('2026-01-05') })
  )
  t.match(problems, [{ file: 'region-a.json', pointer: '/calendars/own' }])
  t.end()
})

test('refinements stand on each other five deep and no deeper, whatever the order of their files', (t) => {
  const chain = (length: number, name: (step: number) => string) => ({
    'small.json': base,
    ...Object.fromEntries(
      Array.from({ length }, (_, step) => {
        const refines = step === 0 ? 'small|1.0.0' : `${name(step - 1)}|1.0.0`
        return [`${name(step)}.json`, { ...narrower, id: name(step), refines }]
      })
    )
  })
  for (const name of [(step: number) => `r${step}`, (step: number) => `r${9 - step}`]) {
    t.strictSame(problemsIn(chain(5, name)), [])
    t.match(problemsIn(chain(6, name)), [{ file: `${name(5)}.json`, pointer: '/refines' }])
  }
  t.end()
})

test('refinements that lead back to themselves are refused, each one', (t) => {
  const problems = problemsIn({
    'a.json': { ...narrower, id: 'a', refines: 'b|1.0.0' },
    'b.json': { ...narrower, id: 'b', refines: 'a|1.0.0' },
    'small.json': base
  })
  t.strictSame(
    problems.map(({ file, pointer }) => `${file}#${pointer}`),
    ['a.json#/refines', 'b.json#/refines']
  )
  t.ok(problems.every(({ message }) => message.includes('leads back to itself')))
  t.end()
})
