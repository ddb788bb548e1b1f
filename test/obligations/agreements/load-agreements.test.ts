import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import type { FileProblem } from '../../../src/obligations/agreements/agreement-problem.ts'
import { agreementsOf, loadAgreements, ruleOf } from '../../../src/obligations/agreements/load-agreements.ts'
import { narrower, problemsIn, small } from '../agreement-files.ts'
import { agreements, agreementsFolder, lga, obligation, rule } from '../fixtures.ts'

async function problemsOf(t: Test, content: unknown, file = 'small.json'): Promise<readonly FileProblem[]> {
  const folder = t.testdir({ [file]: typeof content === 'string' ? content : JSON.stringify(content) })
  const loaded = await loadAgreements(folder)
  return loaded.ok ? [] : loaded.problems
}

const turns = {
  recurs: true,
  due: [
    { from: 'report.counted', within: 'P1Y' },
    { from: 'intake.done', within: 'P1Y' }
  ]
}

const hours = { due: [{ from: 'referral.received', within: 'PT24H' }], reminders: ['P0D'] }
const monitor = { strength: 'monitor', owedTo: [], enforced: false, reminders: [] }

const faults: readonly (readonly [string, object, string])[] = [
  ['an event that cannot be heard', { opensOn: 'patient.moved' }, '/obligations/0/opensOn'],
  ['an unknown closing event', { closedBy: ['patient.deceased', 'patient.moved'] }, '/obligations/0/closedBy/1'],
  ['an unknown event that would meet it', { metBy: ['patient.moved'] }, '/obligations/0/metBy/0'],
  ['an event that would meet it as it opens', { metBy: ['referral.received'] }, '/obligations/0/metBy'],
  ['an unknown feedback kind', { satisfiedBy: ['postcard'] }, '/obligations/0/satisfiedBy/0'],
  ['a kind that states no event', { satisfiedBy: ['professional-summary'] }, '/obligations/0/satisfiedBy/0'],
  ['nothing that could meet it', { satisfiedBy: [] }, '/obligations/0/satisfiedBy'],
  ['a calendar that nobody computes', { calendar: 'moon' }, '/obligations/0/calendar'],
  ['a term of nothing', { due: [{ from: 'referral.received', within: 'P' }] }, '/obligations/0/due/0/within'],
  ['a term that counts back', { due: [{ from: 'referral.received', within: '-P1D' }] }, '/obligations/0/due/0/within'],
  [
    'a term in days and hours',
    { due: [{ from: 'referral.received', within: 'P1DT2H' }] },
    '/obligations/0/due/0/within'
  ],
  ['a term in minutes', { due: [{ from: 'referral.received', within: 'PT90M' }] }, '/obligations/0/due/0/within'],
  ['a term of centuries', { due: [{ from: 'referral.received', within: 'P300Y' }] }, '/obligations/0/due/0/within'],
  [
    'a basis that no term has',
    { due: [{ from: 'referral.received', within: 'P1D', basis: 'law' }] },
    '/obligations/0/due/0/basis'
  ],
  ['a last term that may never start', { due: [{ from: 'intake.done', within: 'P14D' }] }, '/obligations/0/due/0/from'],
  ['an event that starts two terms', { due: [rule.due[3], ...rule.due] }, '/obligations/0/due/4/from'],
  ['no terms', { due: [] }, '/obligations/0/due'],
  ['reminders out of order', { reminders: ['P0D', '-P7D'] }, '/obligations/0/reminders/1'],
  ['the same reminder twice', { reminders: ['P7D', 'P1W'] }, '/obligations/0/reminders/1'],
  ['reminders whose order hangs on the month', { reminders: ['-P1M', '-P30D'] }, '/obligations/0/reminders/1'],
  ['reminders in hours', { ...hours, reminders: ['PT4H'] }, '/obligations/0/reminders/0'],
  ['a term of no hours', { due: [{ from: 'referral.received', within: 'PT0H' }] }, '/obligations/0/due/0/within'],
  ['hours in a calendar of working days', { ...hours, calendar: 'nl-national' }, '/obligations/0/due/0/within'],
  ['hours that roll to a working day', { ...hours, roll: 'next-working-day' }, '/obligations/0/roll'],
  ['a part to whom nobody goes', { escalateTo: ['inspectorate'] }, '/obligations/0/escalateTo/0'],
  ['a part in the ladder twice', { escalateTo: ['region', 'region'] }, '/obligations/0/escalateTo'],
  [
    'an unknown reason to suspend',
    { suspendedBy: [{ reason: 'holiday', by: ['performer'], atMost: 'P1W' }] },
    '/obligations/0/suspendedBy/0/reason'
  ],
  [
    'a suspension in months',
    { suspendedBy: [{ reason: 'patient-request', by: ['performer'], atMost: 'P1M' }] },
    '/obligations/0/suspendedBy/0/atMost'
  ],
  [
    'a reason to suspend twice',
    { suspendedBy: ['P1W', 'P2W'].map((atMost) => ({ reason: 'patient-request', by: ['performer'], atMost })) },
    '/obligations/0/suspendedBy/1/reason'
  ],
  ['a creditor that nobody can find', { owedTo: ['insurer'] }, '/obligations/0/owedTo/0'],
  ['a debt to oneself', { owedTo: ['gp', 'performer'] }, '/obligations/0/owedTo/1'],
  ['a strength that no source has', { strength: 'law' }, '/obligations/0/strength'],
  ['a monitor that is enforced', { ...monitor, enforced: true }, '/obligations/0/enforced'],
  ['a monitor that reminds', { ...monitor, reminders: ['P0D'] }, '/obligations/0/reminders'],
  ['weeks in a calendar of working days', { calendar: 'nl-national' }, '/obligations/0/due/3/within'],
  ['turns that open on an intake', { ...turns, opensOn: 'intake.done' }, '/obligations/0/opensOn'],
  ['turns that start at no report', { recurs: true }, '/obligations/0/due/0/from'],
  ['something else to do on a forward', { onForward: 'forgotten' }, '/obligations/0/onForward'],
  ['a row that the catalogue has not', { catalogue: 'O77' }, '/obligations/0/catalogue'],
  ['performers who take no referrals', { performers: ['his'] }, '/obligations/0/performers/0'],
  ['a field that nobody reads', { colour: 'red' }, '/obligations/0/colour'],
  ['no word on its source', { source: '' }, '/obligations/0/source']
]

for (const [title, change, pointer] of faults) {
  test(`a duty with ${title} is refused at its place`, async (t) => {
    const problems = await problemsOf(t, { ...small, obligations: [{ ...rule, ...change }] })
    t.ok(problems.some((one) => one.file === 'small.json' && one.pointer === pointer))
    t.ok(problems.every(({ message }) => message.length > 0))
  })
}

const day = { nl: 'Dicht', en: 'Closed' }
const closed = (from: string, to: string) => ({ base: 'nl-national', closures: [{ from, to, title: day }] })
const years = (count: number) =>
  Array.from({ length: count }, (_, year) => closed(`${2030 + year}-01-01`, `${2030 + year}-12-31`).closures[0])
const answer = {
  ...{ question: 'reachability', answer: day, responsible: 'The board', contact: '012', validUntil: '2027-01-01' }
}

const topFaults: readonly (readonly [string, object, string])[] = [
  ['ages that nobody has', { ages: { from: 18, below: 18 }, otherAges: 'small' }, '/ages'],
  ['ages and no agreement for others', { ages: { from: 18 } }, '/otherAges'],
  ['an agreement for other ages that is not there', { ages: { from: 18 }, otherAges: 'elsewhere' }, '/otherAges'],
  ['an agreement for other ages that is for the same', { ages: { from: 18 }, otherAges: 'small' }, '/otherAges'],
  ['an agreement for other ages and none of its own', { otherAges: 'small' }, '/otherAges'],
  [
    'more closed days than a calendar is made of',
    { calendars: { own: { base: 'nl-national', closures: years(12) } } },
    '/calendars/own/closures'
  ],
  [
    'closures on a duty and on its calendar',
    {
      calendars: { own: { ...closed('2026-01-02', '2026-01-02'), base: 'calendar-days' } },
      obligations: [{ ...rule, calendar: 'own', closures: closed('2026-01-05', '2026-01-05').closures }]
    },
    '/obligations/0/closures'
  ],
  ['half a pair', { holdsFor: { pair: ['his-a'] } }, '/holdsFor/pair'],
  ['a pair and a region', { holdsFor: { pair: ['his-a', 's-a'], region: 'midden' } }, '/holdsFor'],
  [
    'a calendar on one that nobody computes',
    { calendars: { own: { ...closed('2026-01-02', '2026-01-02'), base: 'moon' } } },
    '/calendars/own/base'
  ],
  [
    'a calendar by a name that is taken',
    { calendars: { 'nl-national': closed('2026-01-02', '2026-01-02') } },
    '/calendars/nl-national'
  ],
  [
    'a closure on a day that is none',
    { calendars: { own: closed('2026-02-30', '2026-03-02') } },
    '/calendars/own/closures/0'
  ],
  [
    'a closure that ends before it begins',
    { calendars: { own: closed('2026-01-02', '2026-01-01') } },
    '/calendars/own/closures/0'
  ],
  ['a closure of years', { calendars: { own: closed('2026-01-02', '2028-01-01') } }, '/calendars/own/closures/0'],
  [
    'an answer to a question that nobody asks',
    { arrangements: [{ ...answer, question: 'weather' }] },
    '/arrangements/0/question'
  ],
  ['two answers to a question', { arrangements: [answer, answer] }, '/arrangements/1/question'],
  [
    'an answer until a day that is none',
    { arrangements: [{ ...answer, validUntil: '2026-13-01' }] },
    '/arrangements/0/validUntil'
  ],
  [
    'a row that cannot be seen and is no row',
    { unseen: [{ catalogue: 'O77', title: day, reason: 'Nobody knows why.' }] },
    '/unseen/0/catalogue'
  ],
  [
    'a row that cannot be seen and has a duty',
    { unseen: [{ catalogue: rule.catalogue, title: day, reason: 'Nobody knows why.' }] },
    '/unseen/0/catalogue'
  ],
  ['a consent that nobody keeps', { consent: 'verbal' }, '/consent']
]

for (const [title, change, pointer] of topFaults) {
  test(`an agreement with ${title} is refused at its place`, (t) => {
    const problems = problemsIn({ 'small.json': { ...small, ...change } })
    t.strictSame([...new Set(problems.map((one) => `${one.file}#${one.pointer}`))], [`small.json#${pointer}`])
    t.end()
  })
}

test('a term in hours, a duty that events meet, and closures of its own are taken as they are', (t) => {
  const own = closed('2026-12-24', '2027-01-02')
  const rules = [
    { ...rule, ...hours },
    { ...rule, ...monitor, code: 'watched', satisfiedBy: [], metBy: ['intake.done'] },
    { ...rule, code: 'in-days', calendar: 'own', due: [{ from: 'referral.received', within: 'P5D' }], reminders: [] }
  ]
  const loaded = agreementsOf(
    new Map([['small.json', JSON.stringify({ ...small, calendars: { own }, obligations: rules })]])
  )
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  t.match(loaded.agreements.get('small')?.obligations[2], { calendar: 'nl-national', closures: own.closures })
  t.end()
})

test('the base has a duty or a reason for each row of the catalogue', (t) => {
  const base = { ...small, id: 'lga', obligations: lga.obligations, unseen: lga.unseen ?? [] }
  const [first, ...others] = base.unseen
  t.strictSame(problemsIn({ 'lga.json': base }), [])
  t.match(problemsIn({ 'lga.json': { ...base, unseen: others } }), [
    { pointer: '/unseen', message: new RegExp(first?.catalogue ?? 'none') }
  ])
  t.end()
})

test('a kind for which no content is asked meets nothing', async (t) => {
  const folder = t.testdir({
    agreements: { 'small.json': JSON.stringify(small) },
    fhir: { 'StructureDefinition-feedback-rejection.json': '{}' }
  })
  const loaded = await loadAgreements(join(folder, 'agreements'), join(folder, 'fhir'))
  t.match(loaded, { ok: false, problems: [{ pointer: '/obligations/0/satisfiedBy/0', message: /no profile/ }] })
  t.match(await loadAgreements(agreementsFolder, join(agreementsFolder, '../fhir')), { ok: true })
})

test('every problem of every file is listed', async (t) => {
  const folder = t.testdir({
    'a.json': '{',
    'b.json': JSON.stringify({ ...small, id: 'b', obligations: [rule, { ...rule, calendar: 'moon' }] }),
    'c.json': JSON.stringify({ ...small, id: 'd' }),
    'region-a.json': JSON.stringify({ ...narrower, refines: 'b|1.0.0' })
  })
  const loaded = await loadAgreements(folder)
  t.strictSame(loaded.ok ? [] : loaded.problems.map(({ file, pointer }) => `${file}#${pointer}`), [
    'a.json#',
    'b.json#/obligations/1/code',
    'b.json#/obligations/1/calendar',
    'c.json#/id',
    'region-a.json#/refines'
  ])
})

test('two agreements for one region, or for one pair, are refused', (t) => {
  for (const holdsFor of [{ region: 'midden' }, { pair: ['his-a', 's-a'] }]) {
    const files = { 'a.json': { ...small, id: 'a', holdsFor }, 'b.json': { ...small, id: 'b', holdsFor } }
    t.match(problemsIn(files), [{ file: 'b.json', pointer: '/holdsFor', message: /agreement a/ }])
  }
  const pairs = ['s-a', 's-b'].map((performer) => ({
    ...small,
    id: performer,
    holdsFor: { pair: ['his-a', performer] }
  }))
  t.strictSame(problemsIn(Object.fromEntries(pairs.map((one) => [`${one.id}.json`, one]))), [])
  t.end()
})

test('a folder without agreements is refused', async (t) => {
  t.match(await loadAgreements(t.testdir({})), { ok: false, problems: [{ message: 'holds no agreement' }] })
})

test('a duty is judged by the version that it was opened under, when a new one is in force', async (t) => {
  const folder = t.testdir({})
  const shorter = { due: [{ from: 'referral.received', within: 'P1W' }], reminders: ['P0D'] }
  const renewed = lga.obligations.map((one) => (one.code === rule.code ? { ...one, ...shorter } : one))
  await cp(join(agreementsFolder, 'lga-watch.json'), join(folder, 'lga-watch.json'))
  await cp(join(agreementsFolder, 'lga.json'), join(folder, `lga@${lga.version}.json`))
  await writeFile(join(folder, 'lga.json'), JSON.stringify({ ...lga, version: '9.0.0', obligations: renewed }))
  const loaded = await loadAgreements(folder)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  t.equal(loaded.agreements.get('lga')?.version, '9.0.0')
  t.equal(ruleOf(loaded.agreements, obligation).due.length, 4)
  t.equal(ruleOf(loaded.agreements, { ...obligation, agreementVersion: '9.0.0' }).due.length, 1)
})

test('an earlier version without the one in force is refused', async (t) => {
  t.match(await problemsOf(t, small, 'small@1.0.0.json'), [
    { file: 'small@1.0.0.json', pointer: '/id', message: /small.json/ }
  ])
})

test('a version that stands in two files is refused', async (t) => {
  const content = JSON.stringify(small)
  const loaded = await loadAgreements(t.testdir({ 'small.json': content, 'small@1.0.0.json': content }))
  t.match(loaded, { ok: false, problems: [{ file: 'small@1.0.0.json', pointer: '/version' }] })
})

test('a duty of a version that is not loaded is a fault and not judged by another', (t) => {
  t.throws(() => ruleOf(agreements, { ...obligation, agreementVersion: '0.0.1' }), /lga\|0\.0\.1/)
  t.end()
})

test('the base agreement never passes its own terms for law', (t) => {
  for (const { code, strength, due, source } of lga.obligations) {
    const isSourced = due.every(({ basis }) => basis === 'sourced')
    if (!isSourced) t.match(source, /not law|Watched|watched only/, code)
    if (strength === 'must') t.ok(isSourced, `${code}: a must has its term from its source`)
  }
  t.end()
})

test('a code stands in several rules where several events open such a duty, and not twice for one', async (t) => {
  t.ok(lga.obligations.filter(({ code }) => code === 'crisis-plan').length > 1)
  t.match(await problemsOf(t, { ...small, obligations: [rule, rule] }), [{ pointer: '/obligations/1/code' }])
  // A stored duty has code and trigger, and not whether it was urgent: two such rules could not be told apart.
  const apart = [
    { ...rule, urgency: 'urgent' },
    { ...rule, urgency: 'routine' }
  ]
  t.match(await problemsOf(t, { ...small, obligations: apart }), [{ pointer: '/obligations/1/code' }])
})
