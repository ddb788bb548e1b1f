import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { loadAgreements, ruleOf, type FileProblem } from '../../src/obligations/load-agreements.ts'
import { agreements, agreementsFolder, lga, obligation, rule } from './fixtures.ts'

async function problemsOf(t: Test, content: unknown, file = 'lga.json'): Promise<readonly FileProblem[]> {
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

const faults: readonly (readonly [string, object, string])[] = [
  ['an event that cannot be heard', { opensOn: 'consultation.asked' }, '/obligations/0/opensOn'],
  ['an unknown closing event', { closedBy: ['patient.deceased', 'patient.moved'] }, '/obligations/0/closedBy/1'],
  ['an unknown feedback kind', { satisfiedBy: ['postcard'] }, '/obligations/0/satisfiedBy/0'],
  ['a kind that states no event yet', { satisfiedBy: ['crisis-report'] }, '/obligations/0/satisfiedBy/0'],
  ['a calendar that nobody computes', { calendar: 'moon' }, '/obligations/0/calendar'],
  ['a term in hours', { due: [{ from: 'referral.received', within: 'PT24H' }] }, '/obligations/0/due/0/within'],
  ['a term of nothing', { due: [{ from: 'referral.received', within: 'P' }] }, '/obligations/0/due/0/within'],
  ['a term that counts back', { due: [{ from: 'referral.received', within: '-P1D' }] }, '/obligations/0/due/0/within'],
  ['a last term that may never start', { due: [{ from: 'intake.done', within: 'P14D' }] }, '/obligations/0/due/0/from'],
  ['an event that starts two terms', { due: [rule.due[3], ...rule.due] }, '/obligations/0/due/4/from'],
  ['no terms', { due: [] }, '/obligations/0/due'],
  ['reminders out of order', { reminders: ['P0D', '-P7D'] }, '/obligations/0/reminders/1'],
  ['the same reminder twice', { reminders: ['P7D', 'P1W'] }, '/obligations/0/reminders/1'],
  ['reminders whose order hangs on the month', { reminders: ['-P1M', '-P30D'] }, '/obligations/0/reminders/1'],
  ['an escalation that nobody performs', { escalateTo: ['region'] }, '/obligations/0/escalateTo'],
  ['a suspension that nobody keeps', { suspendedBy: [] }, '/obligations/0/suspendedBy'],
  ['a creditor that nobody can find', { owedTo: ['poh'] }, '/obligations/0/owedTo/0'],
  ['a strength that no source has', { strength: 'law' }, '/obligations/0/strength'],
  ['weeks in a calendar of working days', { calendar: 'nl-national' }, '/obligations/0/due/3/within'],
  ['turns that open on an intake', { ...turns, opensOn: 'intake.done' }, '/obligations/0/opensOn'],
  ['turns that start at no report', { recurs: true }, '/obligations/0/due/0/from'],
  ['something else to do on a forward', { onForward: 'forgotten' }, '/obligations/0/onForward'],
  ['no word on its source', { source: '' }, '/obligations/0/source']
]

for (const [title, change, pointer] of faults) {
  test(`an agreement with ${title} is refused at its place`, async (t) => {
    const problems = await problemsOf(t, { ...lga, obligations: [{ ...rule, ...change }] })
    t.ok(problems.some((one) => one.file === 'lga.json' && one.pointer === pointer))
    t.ok(problems.every(({ message }) => message.length > 0))
  })
}

test('every problem of every file is listed', async (t) => {
  const folder = t.testdir({
    'a.json': '{',
    'b.json': JSON.stringify({ ...lga, id: 'b', obligations: [rule, { ...rule, calendar: 'moon' }] }),
    'c.json': JSON.stringify({ ...lga, id: 'd' })
  })
  const loaded = await loadAgreements(folder)
  t.strictSame(loaded.ok ? [] : loaded.problems.map(({ file, pointer }) => `${file}#${pointer}`), [
    'a.json#',
    'b.json#/obligations/1/code',
    'b.json#/obligations/1/calendar',
    'c.json#/id'
  ])
})

test('a folder without agreements is refused', async (t) => {
  t.match(await loadAgreements(t.testdir({})), { ok: false, problems: [{ message: 'holds no agreement' }] })
})

test('a duty is judged by the version that it was opened under, when a new one is in force', async (t) => {
  const folder = t.testdir({})
  const newRule = { ...rule, due: [{ from: 'referral.received', within: 'P1W' }] }
  await cp(join(agreementsFolder, 'lga.json'), join(folder, `lga@${lga.version}.json`))
  await writeFile(join(folder, 'lga.json'), JSON.stringify({ ...lga, version: '9.0.0', obligations: [newRule] }))
  const loaded = await loadAgreements(folder)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  t.equal(loaded.agreements.get('lga')?.version, '9.0.0')
  t.equal(ruleOf(loaded.agreements, obligation).due.length, 4)
  t.equal(ruleOf(loaded.agreements, { ...obligation, agreementVersion: '9.0.0' }).due.length, 1)
})

test('an earlier version without the one in force is refused', async (t) => {
  t.match(await problemsOf(t, lga, `lga@${lga.version}.json`), [{ pointer: '/id', message: /lga.json/ }])
})

test('a version that stands in two files is refused', async (t) => {
  const content = JSON.stringify(lga)
  const loaded = await loadAgreements(t.testdir({ 'lga.json': content, [`lga@${lga.version}.json`]: content }))
  t.match(loaded, { ok: false, problems: [{ file: `lga@${lga.version}.json`, pointer: '/version' }] })
})

test('a duty of a version that is not loaded is a fault and not judged by another', (t) => {
  t.throws(() => ruleOf(agreements, { ...obligation, agreementVersion: '0.0.1' }), /lga\|0\.0\.1/)
  t.end()
})

test('the base agreement never passes its own terms for law', (t) => {
  const sourced = lga.obligations.filter(({ strength }) => strength === 'must').map(({ code }) => code)
  t.strictSame(sourced, ['yearly-report'], 'one term stands in a national agreement')
  for (const one of lga.obligations.filter(({ code }) => !sourced.includes(code))) {
    t.match(one.source, /agreement's own default and not law/, one.code)
  }
  t.end()
})

test('a code stands in two rules where two events open such a duty, and not twice for one', async (t) => {
  t.equal(lga.obligations.filter(({ code }) => code === 'crisis-plan').length, 2)
  t.match(await problemsOf(t, { ...lga, obligations: [rule, rule] }), [{ pointer: '/obligations/1/code' }])
})
