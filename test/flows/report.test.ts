import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { askReport } from '../../src/flows/report.ts'
import * as f from '../referral/fixtures.ts'
import { world, type World } from './world.ts'

/** Three referrals: A to A, A to B about another patient, and B to A about the first. */
async function filled(here: World): Promise<void> {
  const from = (ura: string, bundle = f.referralBundle()) =>
    JSON.parse(JSON.stringify(bundle).replaceAll('"90000101"', `"${ura}"`)) as typeof bundle
  f.valueOf(await here.post(f.hisA, f.referralBundle()))
  f.valueOf(await here.post(f.hisA, f.referralBundle({ performerUra: '90000302', patient: { bsn: f.otherBsn } })))
  f.valueOf(await here.post(f.hisB, from('90000102')))
}

async function rows(here: World, who: Participant, query: Readonly<Record<string, unknown>> = {}) {
  return f.valueOf(await askReport(here.deps, who, query)).rows
}

test('an auditor asks about all, everyone else about what it owes or is owed', async (t) => {
  const here = await world(t)
  await filled(here)
  const parties = async (who: Participant): Promise<readonly string[]> =>
    (await rows(here, who)).map(({ owner, creditor }) => `${owner} owes ${creditor ?? ''}`).sort()
  t.same(await parties(f.auditor), ['s-a owes his-a', 's-a owes his-b', 's-b owes his-a'])
  t.same(await parties(f.hisA), ['s-a owes his-a', 's-b owes his-a'])
  t.same(await parties(f.hisB), ['s-a owes his-b'])
  t.same(await parties(f.sB), ['s-b owes his-a'])
  t.same(await parties(f.operator), [])
})

test('one who asks about somebody else gets nothing of theirs', async (t) => {
  const here = await world(t)
  await filled(here)
  t.same(await rows(here, f.hisB, { owner: 's-b' }), [])
  t.same(await rows(here, f.hisB, { creditor: 'his-a' }), [])
})

test('a patient has one pseudonym for a reader, and another for every other reader', async (t) => {
  const here = await world(t)
  await filled(here)
  const subjects = async (who: Participant) => {
    const found = await rows(here, who)
    return found.map(({ owner, creditor, subject }) => [`${owner} ${creditor ?? ''}`, subject] as const)
  }
  const one = new Map(await subjects(f.auditor))
  const other = new Map(await subjects(f.auditor2))
  t.equal(one.get('s-a his-a'), one.get('s-a his-b'), 'the same patient')
  t.not(one.get('s-a his-a'), one.get('s-b his-a'), 'another patient')
  t.same(new Map(await subjects(f.auditor)), one, 'the same each time')
  t.same(
    [...one.values()].filter((subject) => [...other.values()].includes(subject)),
    []
  )
  const text = JSON.stringify([...one, ...other])
  for (const secret of [f.bsn, f.otherBsn, f.rules.subjectOf(f.bsn)]) t.notMatch(text, secret)
})

test('the same question gives the same rows and hash, also when more has been heard since', async (t) => {
  const here = await world(t)
  await filled(here)
  here.clock.set(f.start + 50 * f.dayMs)
  const query = { asOf: '2026-04-20', knownAt: new Date(here.clock.now()).toISOString() }
  const first = f.valueOf(await askReport(here.deps, f.auditor, query))
  t.same(
    first.rows.map(({ state }) => state),
    ['overdue', 'overdue', 'overdue']
  )
  here.clock.set(f.start + 51 * f.dayMs)
  await here.post(f.hisA, f.referralBundle())
  const again = f.valueOf(await askReport(here.deps, f.auditor, query))
  t.same([again.rows, again.hash], [first.rows, first.hash])
  t.equal((await rows(here, f.auditor)).length, 4)
})

test('what is wrong with a question is told and not ignored', async (t) => {
  const here = await world(t)
  for (const query of [{ status: 'overdue' }, { asOf: '2026-02-30' }, { state: 'late' }, { knownAt: '2030-01-01' }]) {
    t.match(f.refusals(await askReport(here.deps, f.auditor, query)), [/^report-parameter/], JSON.stringify(query))
  }
})
