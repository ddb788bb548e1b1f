import { test } from 'tap'
import { openObligations } from '../../src/obligations/open.ts'
import type { ReferralRow } from '../../src/store/change.ts'
import { lga, referral } from './fixtures.ts'

function open(of: ReferralRow, event: 'referral.received' | 'intake.done' = 'referral.received') {
  const id = (code: string, creditor: string | null) => `${code}/${creditor ?? 'nobody'}`
  return openObligations({ agreement: lga, event, referral: of, day: '2026-01-05', at: 1_000, id })
}

test('a referral opens one duty for a requester who is also the GP', (t) => {
  t.strictSame(open(referral), [
    {
      id: 'intake-confirmation/his-a',
      referral: 'r1',
      code: 'intake-confirmation',
      agreement: 'lga',
      agreementVersion: lga.version,
      owner: 's-ggz-a',
      creditor: 'his-a',
      openedOn: '2026-01-05',
      openedAt: 1_000
    }
  ])
  t.end()
})

test('a requester who is not the GP leaves two duties, one to each', (t) => {
  t.strictSame(
    open({ ...referral, requester: 'hap-a' }).map(({ creditor }) => creditor),
    ['hap-a', 'his-a']
  )
  t.end()
})

test('a GP whom nobody knows leaves a duty without creditor beside that to the requester', (t) => {
  t.strictSame(
    open({ ...referral, gp: null }).map(({ creditor }) => creditor),
    ['his-a', null]
  )
  t.end()
})

test('an event that no rule opens on opens nothing', (t) => {
  t.strictSame(open(referral, 'intake.done'), [])
  t.end()
})
