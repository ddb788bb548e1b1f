import { test } from 'tap'
import { directoryOf } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'
import type { Agreement } from '../../src/obligations/agreement.ts'
import { openReferral } from '../../src/referral/open-referral.ts'
import { readReferral } from '../../src/referral/read-referral.ts'
import type { Rules } from '../../src/referral/rules.ts'
import { agreements, lga } from '../obligations/fixtures.ts'
import * as f from './fixtures.ts'

const region: Agreement = { ...lga, id: 'midden', version: '1.2.0', holdsFor: { region: 'midden' } }
const pair: Agreement = { ...lga, id: 'pair', version: '1.0.0', holdsFor: { pair: ['his-a', 's-a'] } }

function rulesWith(more: readonly Agreement[], performer: Participant = f.sA): Rules {
  const added = more.flatMap((one) => [[one.id, one] as const, [`${one.id}|${one.version}`, one] as const])
  return { ...f.rules, agreements: new Map([...agreements, ...added]), directory: directoryOf([f.hisA, performer]) }
}

function receivedBy(rules: Rules, birthDate: string, at = f.start) {
  const bundle = f.changed(f.referralBundle(), 'Patient', (patient) => ({ ...patient, birthDate }))
  const arrival = f.arrivalOf(f.hisA, bundle, { at })
  return { arrival, read: f.valueOf(readReferral(rules, arrival, { carried: [], directory: [] })) }
}

const watch = `lga-watch|${agreements.get('lga-watch')?.version ?? ''}`
const base = `lga|${lga.version}`
const named = { ...f.sA, agreement: 'lga' }

const cases: readonly (readonly [string, Rules, string, string])[] = [
  ['no other', rulesWith([]), '1984-05-12', base],
  ['the region of the performer', rulesWith([region]), '1984-05-12', 'midden|1.2.0'],
  ['the directory entry of the performer', rulesWith([region], named), '1984-05-12', base],
  ['the pair', rulesWith([region, pair], named), '1984-05-12', 'pair|1.0.0'],
  ['the age of a child', rulesWith([region]), '2012-05-12', watch]
]

for (const [title, rules, birthDate, expected] of cases) {
  test(`a referral records the agreement and version that ${title} decides at its receipt`, (t) => {
    t.equal(receivedBy(rules, birthDate).read.referral.agreement, expected)
    t.end()
  })
}

test('a patient who turns eighteen tomorrow has tomorrow the agreement of adults', (t) => {
  const rules = rulesWith([])
  t.equal(receivedBy(rules, '2008-03-03').read.referral.agreement, watch)
  t.equal(receivedBy(rules, '2008-03-03', f.start + f.dayMs).read.referral.agreement, base)
  t.end()
})

test('the duties of a child are opened under the agreement that only watches', (t) => {
  const rules = rulesWith([])
  const { arrival, read } = receivedBy(rules, '2012-05-12')
  const { writes } = openReferral(rules, arrival, read, { current: new Map() })
  const duties = writes.flatMap((write) => (write.kind === 'obligation' ? [write] : []))
  t.ok(duties.length > 0)
  t.ok(duties.every(({ agreement }) => agreement === 'lga-watch'))
  t.strictSame(
    writes.flatMap((write) => (write.kind === 'rung' && write.nextOn !== null ? [write.obligation] : [])),
    []
  )
  t.end()
})
