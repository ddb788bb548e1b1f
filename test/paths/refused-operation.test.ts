import { test } from 'tap'
import { refer } from './acts.ts'
import { linde, parkzicht, who, world } from './world.ts'

const parameter = [
  { name: 'reason', valueCode: 'agreed-otherwise' },
  { name: 'evidence', valueString: 'Minutes of 2 March' }
]

test('an operation that is refused leaves its line in the audit, and counts as no message of its sender', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  const [duty] = (await here.report('auditor-rho', '')).filter(({ referralId }) => referralId === referral)
  const before = (await here.audit()).length
  t.same((await here.operate(parkzicht, `Task/${duty?.obligationId ?? ''}/$waive`, parameter)).status, 403)
  t.same((await here.operate(who('auditor-rho'), `Task/${duty?.obligationId ?? ''}/$waive`, parameter)).status, 403)
  const lines = (await here.audit()).slice(before)
  t.same(
    lines.map(({ participant, action, outcome }) => [participant, action, outcome]),
    [
      ['s-ggz-parkzicht', 'operate', 'refused'],
      ['auditor-rho', 'operate', 'refused']
    ]
  )
  const { facts } = await here.store.read({ kind: 'reconciliation' })
  t.notOk('auditor-rho' in facts.received, 'no message of its own')
})
