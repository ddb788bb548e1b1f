import type { Bundle, CarePlan, Communication, Composition } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { FeedbackKind } from '../../src/obligations/feedback-kinds.ts'
import { sectionsAsked } from '../profile/feedback-example.ts'
import { refer } from './acts.ts'
import { crisisProne, feedback } from './messages.ts'
import { duties, letters, linde, parkzicht, patientOf, world, type World } from './world.ts'

const day = '2026-03-16'

/** The kinds that meet the duties of the base agreement, each with the duty that it meets. */
const kinds = [
  ['registration-confirmation', 'registration-confirmation'],
  ['status-notice', 'status-notice'],
  ['intake-confirmation', 'intake-confirmation'],
  ['progress-report', 'yearly-report'],
  ['crisis-plan', 'crisis-plan'],
  ['no-plan', 'crisis-plan']
] as const satisfies readonly (readonly [FeedbackKind, string])[]

/** A way in which a message lacks something: its name, and what is left of the message. */
type Way = readonly [name: string, lacking: (message: Bundle) => Bundle]

/** What each kind can lack, whatever its rubrics. */
const ways: readonly Way[] = [
  ['the day of the event', (message) => communication(message, (one) => without(one, 'extension'))],
  ['who sends it', (message) => communication(message, (one) => without(one, 'sender'))],
  ['any content', (message) => communication(withoutLetters(message), (one) => without(one, 'payload'))],
  ['a letter that holds', (message) => letter(message, (one) => ({ ...one, status: 'entered-in-error' }))]
]

const whole = (message: Bundle): Bundle => message

/** Rubrics that may stand elsewhere, too: a message lacks them where it does not say that either. */
const saidElsewhere: Readonly<Record<string, (message: Bundle) => Bundle>> = {
  'start-or-wait': (message) =>
    communication(message, (one) => ({
      ...one,
      extension: (one.extension ?? []).filter(({ url }) => !url.endsWith('/expected-date'))
    })),
  version: (message) =>
    plan(message, (one) => {
      const { period, created, ...rest } = one
      return period === undefined || created === undefined ? one : rest
    })
}

/** What a crisis plan can lack: a plan that still holds. */
const replaced: Way = ['a plan in force', (message) => plan(message, (one) => ({ ...one, status: 'revoked' }))]

/** What a report about something that happened can lack. */
const sentBefore: Way = [
  'a day of sending',
  (message) => communication(message, (one) => ({ ...one, sent: '2026-03-12' }))
]

for (const [kind, duty] of kinds) {
  test(`an incomplete ${kind} is delivered, leaves its duty open in each way, and the whole one meets it`, async (t) => {
    const here = await world(t)
    const rubrics = sectionsAsked[kind].map((code): readonly [string, readonly string[]] => [
      `the rubric ${code}`,
      [code]
    ])
    const all = [
      ...ways,
      ...(kind === 'status-notice' ? [] : [sentBefore]),
      ...(kind === 'crisis-plan' ? [replaced] : [])
    ]
    const cases = [
      ...all.map(([name, lacking]) => ({ name, lacking, rubrics: [] as readonly string[] })),
      ...rubrics.map(([name, codes]) => ({ name, lacking: saidElsewhere[codes[0] ?? ''] ?? whole, rubrics: codes }))
    ]
    here.on('2026-03-09')
    const beside = (patient: string) => crisisProne(patient, '2026-03-09')
    const referrals: string[] = []
    for (let count = 0; count < cases.length; count++) {
      referrals.push(await refer(here, { from: linde, to: parkzicht, gp: linde, beside }))
    }
    here.on(day)
    for (const [index, { name, lacking, rubrics: without }] of cases.entries()) {
      const referral = referrals[index] ?? ''
      const told = await here.post(parkzicht, lacking(await written(here, referral, kind, without)))
      t.same([told.status, told.codes.includes('feedback-incomplete')], [200, true], `${name}: ${told.codes.join(' ')}`)
      t.notOk(told.codes.includes('obligation-met'), name)
      t.match(await stateOf(here, referral, duty), /^(prospective|due-soon|overdue)$/, name)
      t.equal((await letters(here, linde, referral)).length, 1, `${name}: incomplete news is still news`)
      const complete = await here.post(parkzicht, await written(here, referral, kind, []))
      t.same(
        complete.codes.filter((code) => code.startsWith('feedback-')),
        [],
        name
      )
      t.match(await stateOf(here, referral, duty), /^met/, name)
    }
  })
}

test('feedback that says itself that it was not given is refused', async (t) => {
  const here = await world(t)
  const referral = await refer(here, { from: linde, to: parkzicht, gp: linde })
  here.on(day)
  for (const status of ['preparation', 'entered-in-error', 'not-done'] as const) {
    const message = communication(await written(here, referral, 'intake-confirmation', []), (one) => ({
      ...one,
      status
    }))
    const { status: answered, codes } = await here.post(parkzicht, message)
    t.same([answered, codes], [422, ['required-missing']], status)
  }
  t.same(await letters(here, linde, referral), [])
})

async function written(here: World, referral: string, kind: string, without: readonly string[]): Promise<Bundle> {
  const patient = await patientOf(here, parkzicht, referral)
  const at = new Date(here.clock.now()).toISOString()
  const expected = kind === 'status-notice' ? { expectedOn: '2026-04-20' } : {}
  return feedback({ kind, from: parkzicht, referral, patient, on: '2026-03-13', ...expected, without, at })
}

/** The state of the first turn of a duty. */
async function stateOf(here: World, referral: string, code: string): Promise<string> {
  const found = (await duties(here, referral, day)).find((line) => line.startsWith(`${code} 1 `))
  return found?.split(' ')[3] ?? 'no such duty'
}

function communication(message: Bundle, change: (one: Communication) => Communication): Bundle {
  return { ...message, entry: (message.entry ?? []).map((one) => withChange(one, 'Communication', change)) }
}

function letter(message: Bundle, change: (one: Composition) => Composition): Bundle {
  return { ...message, entry: (message.entry ?? []).map((one) => withChange(one, 'Composition', change)) }
}

function plan(message: Bundle, change: (one: CarePlan) => CarePlan): Bundle {
  return { ...message, entry: (message.entry ?? []).map((one) => withChange(one, 'CarePlan', change)) }
}

type Entry = NonNullable<Bundle['entry']>[number]

function withChange<R extends CarePlan | Communication | Composition>(
  entry: Entry,
  type: R['resourceType'],
  change: (one: R) => R
): Entry {
  // The type names the resource.
  return entry.resource?.resourceType === type ? { ...entry, resource: change(entry.resource as R) } : entry
}

function without(one: Communication, element: 'extension' | 'sender' | 'payload'): Communication {
  return JSON.parse(JSON.stringify({ ...one, [element]: undefined })) as Communication
}

/** A letter that nothing refers to hangs on nothing. */
function withoutLetters(message: Bundle): Bundle {
  return {
    ...message,
    entry: (message.entry ?? []).filter(({ resource }) => resource?.resourceType === 'Communication')
  }
}
