import type { Bundle, ParametersParameter } from '@medplum/fhirtypes'
import { test, type Test } from 'tap'
import type { Agreement } from '../../src/obligations/agreement.ts'
import { capabilityStatement } from '../../src/interactions/capabilities.ts'
import { withOperations } from '../../src/operations/registry.ts'
import { idsOf } from '../flows/world.ts'
import { outcomeOf } from '../http/world.ts'
import { lga } from '../obligations/fixtures.ts'
import * as f from '../referral/fixtures.ts'
import { answered, named, valueIn, world, type World } from './world.ts'

// The first use of the maps takes a while; an application that waits for it would say that it is busy.
f.open(f.referralBundle())

/** A referral of 2 March 2026, with its coordination Task and its duty under a code. */
async function received(here: World, code = 'intake-confirmation') {
  const ids = idsOf(await here.post(f.hisA, f.referralBundle()))
  const { facts } = await here.deps.store.read({ kind: 'referral', id: ids.ServiceRequest ?? '' })
  const duty = facts?.obligations.find((one) => one.code === code)?.id ?? ''
  return { request: ids.ServiceRequest ?? '', task: ids.Task ?? '', duty }
}

/** Opens every duty of the base agreement, where these worlds else open the report after intake alone. */
function withAllDuties(t: Test): void {
  const agreements = f.rules.agreements as Map<string, Agreement>
  const before = [...agreements]
  for (const [key] of before) agreements.set(key, lga)
  t.teardown(() => before.forEach(([key, agreement]) => agreements.set(key, agreement)))
}

async function explain(here: World, who: string, task: string, headers: Readonly<Record<string, string>> = {}) {
  const [id, query] = task.split('?')
  const url = `/fhir/Task/${id ?? ''}/$explain${query === undefined ? '' : `?${query}`}`
  return here.call(who, { method: 'GET', url, headers })
}

function stepsOf(answer: readonly ParametersParameter[]): readonly (readonly ParametersParameter[])[] {
  return named(answer, 'step').map(({ part = [] }) => part)
}

/** Reports after intake, 15 days after the referral. */
async function reported(
  here: World,
  ids: { readonly request: string; readonly task: string },
  change = (report: Bundle): Bundle => report
): Promise<void> {
  const read = async (resource: string) => {
    return JSON.parse((await here.call('s-a', { method: 'GET', url: `/fhir/${resource}` })).body) as Bundle
  }
  here.clock.set(f.start + 15 * f.dayMs)
  const task = await read(`Task/${ids.task}`)
  const result = await here.post(f.sA, change(f.reportBundle(task as never)))
  if (!result.ok) throw new Error(JSON.stringify(result))
}

test('creditor and debtor are told why the day is what it is, in both languages, and nothing is kept of it', async (t) => {
  const here = await world(t)
  const { duty } = await received(here)
  const before = here.commits()
  for (const who of ['his-a', 's-a']) {
    const answer = answered(await explain(here, who, duty))
    t.same(
      ['state', 'dueOn', 'openedOn', 'asOf', 'daysOverdue', 'heard', 'rule', 'opensOn', 'strength'].map((name) =>
        valueIn(answer, name)
      ),
      [
        'prospective',
        '2026-04-13',
        '2026-03-02',
        '2026-03-02',
        0,
        'not-heard',
        'intake-confirmation',
        'referral.received',
        'should'
      ]
    )
    t.match(valueIn(answer, 'agreement'), /^lga\|\d/)
    t.match(valueIn(answer, 'source'), /not law/)
    const term = stepsOf(answer).find((step) => valueIn(step, 'code') === 'term') ?? []
    t.same(
      ['day', 'start', 'term', 'calendar', 'event', 'textNl', 'textEn'].map((name) => valueIn(term, name)),
      [
        '2026-04-13',
        '2026-03-02',
        'P6W',
        'calendar-days',
        'referral.received',
        '6 weken vanaf 2 maart 2026 (ontvangst van de verwijzing): uiterlijk 13 april 2026.',
        '6 weeks from 2 March 2026 (receipt of the referral): due on 13 April 2026.'
      ]
    )
    const codes = stepsOf(answer).map((step) => valueIn(step, 'code'))
    const passed = ['passed-unknown', 'passed-unknown', 'passed-unknown']
    t.same(codes, ['opened', ...passed, 'term', 'awaited', 'state-prospective', 'basis'])
  }
  t.equal(here.commits(), before)
})

test('holidays are told by name and weekends by number', async (t) => {
  const here = await world(t)
  withAllDuties(t)
  here.clock.set(Date.parse('2026-04-23T09:00:00Z'))
  const { duty } = await received(here, 'registration-confirmation')
  const answer = answered(await explain(here, 'his-a', duty))
  const term = stepsOf(answer).find((step) => valueIn(step, 'code') === 'term-skipping') ?? []
  t.same([valueIn(term, 'day'), valueIn(term, 'weekendDays')], ['2026-05-01', 2])
  const [holiday] = named(term, 'holiday')
  t.same(
    ['day', 'nameNl', 'nameEn'].map((name) => valueIn(holiday?.part ?? [], name)),
    ['2026-04-27', 'Koningsdag', "King's Day"]
  )
})

test('the text is in the language that is asked for', async (t) => {
  const here = await world(t)
  const { duty } = await received(here)
  const [nl, en] = [
    answered(await explain(here, 'his-a', duty, { 'accept-language': 'nl' })),
    answered(await explain(here, 'his-a', duty, { 'accept-language': 'en' }))
  ]
  t.match(valueIn(nl, 'text'), /^- ‘Bericht na intake’ is geopend op 2 maart 2026.*\n- Niet gerekend vanaf de intake/)
  t.match(valueIn(en, 'text'), /^- “Report after intake” opened on 2 March 2026.*\n- Not counted from the intake/)
  t.same(named(nl, 'step'), named(en, 'step'))
})

test('it can be asked as of a day to come, and as of a past day from what was heard by then', async (t) => {
  const here = await world(t)
  const ids = await received(here)
  const later = answered(await explain(here, 'his-a', `${ids.duty}?asOf=2026-04-20`))
  t.same([valueIn(later, 'state'), valueIn(later, 'daysOverdue'), valueIn(later, 'asOf')], ['overdue', 7, '2026-04-20'])
  await reported(here, ids)
  const now = answered(await explain(here, 'his-a', ids.duty))
  t.match(valueIn(now, 'state'), /^(?:met|prospective|due-soon)/)
  const past = answered(await explain(here, 'his-a', `${ids.duty}?asOf=2026-03-16`))
  t.same([valueIn(past, 'state'), valueIn(past, 'dueOn')], ['prospective', '2026-04-13'])
})

test('what met it is named, and whether it reached the receiver', async (t) => {
  const here = await world(t)
  const ids = await received(here)
  await reported(here, ids)
  const answer = answered(await explain(here, 'his-a', ids.duty))
  t.same(
    [valueIn(answer, 'state'), valueIn(answer, 'metOn'), valueIn(answer, 'heard')],
    ['met', '2026-03-17', 'not-heard']
  )
  const met = stepsOf(answer).find((step) => valueIn(step, 'code') === 'met') ?? []
  const { reference } = valueIn(met, 'communication') as { readonly reference: string }
  t.equal((await here.call('his-a', { method: 'GET', url: `/fhir/${reference}` })).statusCode, 200)
  const reached = stepsOf(answer).find((step) => valueIn(step, 'code') === 'not-reached') ?? []
  t.match(valueIn(reached, 'textNl'), /^Op 17 maart 2026 was het nog niet aangekomen bij .*\.$/)
})

test('what feedback lacks is told in words', async (t) => {
  const here = await world(t)
  const ids = await received(here)
  const told = async (): Promise<string> => {
    const answer = answered(await explain(here, 'his-a', ids.duty, { 'accept-language': 'nl' }))
    return String(valueIn(answer, 'text'))
  }
  const url = 'https://ggz-gateway.example/fhir/StructureDefinition/event-date'
  await reported(here, ids, (report) =>
    f.changed(report, 'Communication', (one) => ({ ...one, extension: [{ url, valueDate: '2026-09-01' }] }))
  )
  t.match(await told(), /waarin ontbreekt: een verzenddag die niet vóór .* en een dag die geweest is/)
  await reported(here, ids, (report) =>
    f.changed(report, 'Composition', (one) => ({ ...one, section: one.section?.slice(0, 1) }))
  )
  t.match(await told(), /waarin ontbreekt: .*de diagnose.*het behandelplan/)
})

test('it names no patient', async (t) => {
  const here = await world(t)
  const ids = await received(here)
  await reported(here, ids)
  const { body } = await explain(here, 'his-a', ids.duty)
  t.notMatch(body, new RegExp(f.bsn))
  t.notMatch(body, /Patient\//)
})

test('what is not a duty, or not the reader’s, or not yet known, is refused and says so', async (t) => {
  const here = await world(t)
  const { duty, task, request } = await received(here)
  const table: readonly (readonly [string, string, readonly [number, string]])[] = [
    ['his-a', `Task/${task}`, [422, 'not-a-duty']],
    ['his-a', 'Task/no-such', [404, 'not-found']],
    ['his-b', `Task/${duty}`, [404, 'not-found']],
    ['s-b', `Task/${duty}`, [404, 'not-found']],
    ['auditor', `Task/${duty}`, [403, 'not-allowed']],
    ['his-a', `ServiceRequest/${request}`, [405, 'method-not-allowed']]
  ]
  for (const [who, resource, expected] of table) {
    t.same(outcomeOf(await here.call(who, { method: 'GET', url: `/fhir/${resource}/$explain` })), expected, resource)
  }
  t.same(outcomeOf(await explain(here, 'his-a', `${duty}?asOf=2026-03-01`)), [422, 'duty-not-opened'])
  for (const wrong of [
    'asOf=yesterday',
    'asOf=2026-02-30',
    'asOf=',
    'asOf=2026-04-01&asOf=2026-04-02',
    'on=2026-04-01'
  ]) {
    t.same(outcomeOf(await explain(here, 'his-a', `${duty}?${wrong}`)), [400, 'operation-parameter'], wrong)
  }
})

test('the capability statement tells it on Task alone', (t) => {
  const statement = withOperations(capabilityStatement(f.rules, { date: '2026-03-02T09:00:00.000Z', version: '1' }))
  const on = (statement.rest?.[0]?.resource ?? []).filter(({ operation = [] }) =>
    operation.some(({ name }) => name === 'explain')
  )
  t.same(
    on.map(({ type }) => type),
    ['Task']
  )
  t.end()
})
