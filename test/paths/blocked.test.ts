import type { Organization, Patient } from '@medplum/fhirtypes'
import { test } from 'tap'
import { idIn, report } from './acts.ts'
import { referral } from './messages.ts'
import { duties, hap, linde, parkzicht, world } from './world.ts'

test('a GP nobody knows: what is owed to them is blocked, shows, and is met without being heard', async (t) => {
  const here = await world(t)
  const bundle = referral({ letter: 'his/10-crisis-at-night', from: hap, to: parkzicht, day: '2026-03-02' })
  for (const { resource } of bundle.entry ?? []) if (resource?.resourceType === 'Patient') unknownGp(resource)
  const answer = await here.post(hap, bundle)
  t.equal(answer.status, 200, JSON.stringify(answer.body))
  const about = idIn(answer, 'ServiceRequest')
  const owed = async (on: string) => (await duties(here, about, on)).filter((line) => line.includes('nobody'))
  t.match(await owed('2026-03-02'), [
    /^appearance-confirmation 1 nobody blocked/,
    /^intake-confirmation 1 nobody blocked/,
    /^registration/,
    /^status/,
    /^yearly-report/
  ])
  const rows = await here.report('auditor-rho', 'state=blocked&asOf=2026-03-02')
  t.equal(rows.length, (await owed('2026-03-02')).length, 'the report shows each')
  t.ok(rows.every(({ creditor }) => creditor === null))
  t.equal((await here.get(linde, `ServiceRequest/${about}`)).status, 404, 'no practice is guessed')
  here.on('2026-03-16')
  await report(here, about, 'intake-confirmation', { from: parkzicht, on: '2026-03-13' })
  t.ok((await owed('2026-03-16')).some((line) => line.startsWith('intake-confirmation 1 nobody met')))
  const [met] = (await here.report('auditor-rho', 'code=intake-confirmation')).filter(
    ({ creditor }) => creditor === null
  )
  t.match(met, { heard: 'not-heard' })
})

/** A practice of which only a name is known. */
function unknownGp(patient: Patient): void {
  const contained: Organization = { resourceType: 'Organization', id: 'gp', name: 'Praktijk De Onbekende' }
  patient.contained = [contained]
  patient.generalPractitioner = [{ reference: '#gp' }]
}
