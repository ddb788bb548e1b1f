import { test } from 'tap'
import { agreementOf } from '../../src/referral/duties.ts'
import { agreements, lga } from '../obligations/fixtures.ts'

test('a referral keeps the version that was chosen for it, and one of before versions has the one in force', (t) => {
  const renewed = { ...lga, version: '9.0.0' }
  const rules = { agreements: new Map([...agreements, ['lga', renewed], ['lga|9.0.0', renewed]]) }
  t.equal(agreementOf(rules, `lga|${lga.version}`), lga)
  t.equal(agreementOf(rules, 'lga|9.0.0'), renewed)
  t.equal(agreementOf(rules, 'lga'), renewed)
  t.end()
})

test('a referral of a version that is not loaded is a fault, and gets no other', (t) => {
  t.throws(() => agreementOf({ agreements }, 'lga|0.0.1'), /lga\|0\.0\.1; keep the file/)
  t.end()
})
