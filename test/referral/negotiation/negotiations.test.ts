import fc from 'fast-check'
import { test } from 'tap'
import { eventNames } from '../../../src/obligations/agreement.ts'
import { barrierTo } from '../../../src/referral/negotiation/negotiable.ts'
import {
  askerOf,
  isUnanswered,
  negotiations,
  ownerOf,
  repliesFrom,
  roleIn,
  taskKinds,
  type TaskKind
} from '../../../src/referral/negotiation/negotiations.ts'
import type { TaskStatus } from '../../../src/referral/lifecycle/lifecycle.ts'
import { referral } from '../../obligations/fixtures.ts'
import * as f from '../fixtures.ts'

const row = { ...referral, requester: 'a', performer: 'b', gp: 'c' }

/** Who is asked: kind, asker, owner. */
const owners: readonly (readonly [TaskKind, string, string | undefined, Partial<typeof row>?])[] = [
  ['back-referral', 'b', 'c'],
  ['substitution', 'b', 'c'],
  ['abort', 'a', 'b'],
  ['abort', 'b', 'a'],
  ['back-referral', 'b', 'a', { gp: 'a' }],
  ['back-referral', 'b', undefined, { gp: null as never }],
  ['abort', 'b', undefined, { requester: 'b' }]
]

for (const [kind, asker, owner, parties = {}] of owners) {
  test(`a Task ${kind} by ${asker} is answered by ${owner ?? 'nobody'} ${JSON.stringify(parties)}`, (t) => {
    t.equal(ownerOf(kind, { ...row, ...parties }, asker), owner)
    t.end()
  })
}

test('whoever answers, nothing follows on an answer, and nobody answers their own request', (t) => {
  const replier = fc.record({ by: fc.constantFrom('owner', 'asker', undefined), choice: fc.nat() })
  fc.assert(
    fc.property(fc.array(replier, { maxLength: 10 }), (sequence) => {
      let status: TaskStatus = 'requested'
      for (const { by, choice } of sequence) {
        const open = repliesFrom(status, by)
        if (!isUnanswered({ status }) && open.length > 0) return false
        if (by === 'asker' && open.some(({ to }) => to !== 'cancelled')) return false
        status = open[choice % Math.max(open.length, 1)]?.to ?? status
      }
      return ['requested', 'received', 'accepted', 'rejected', 'cancelled'].includes(status)
    }),
    { numRuns: 1000 }
  )
  t.end()
})

test('what asking and answering state are events that an agreement can name', (t) => {
  for (const kind of taskKinds) {
    const { asked, accepted, refused, withdrawn = refused } = negotiations[kind]
    for (const event of [asked, ...accepted, refused, withdrawn]) t.ok(eventNames.includes(event), `${kind} ${event}`)
  }
  t.end()
})

test('who asked is whom the fact names, and everyone else but the one asked only reads', (t) => {
  const system = 'https://ggz-gateway.example/fhir/CodeSystem/task-kind'
  const task = { id: 'task-1', code: { coding: [{ system, code: 'abort' }] } }
  const fact = {
    ...{ id: 'f', referral: row.id, event: 'abort.asked', occurredOn: '2026-03-02', heardAt: 1, by: 'a', message: 'm' },
    detail: { of: 'task-1' }
  }
  t.equal(askerOf('task-1', [fact]), 'a')
  t.equal(askerOf('task-2', [fact]), undefined)
  const roles = ['a', 'b', 'c', 'd'].map((one) => roleIn(task, { referral: row, facts: [fact] }, one))
  t.same(roles, ['asker', 'owner', undefined, undefined])
  t.end()
})

const opened = f.knownAfter(f.open(f.referralBundle()).decision)

/** What stands in the way: kind, part, status of the coordination Task, and the reason or that there is none. */
const barriers: readonly (readonly [TaskKind, 'performer' | 'requester' | 'gp', TaskStatus, RegExp | undefined])[] = [
  ['back-referral', 'requester', 'in-progress', /not yours/],
  ['back-referral', 'performer', 'requested', /not been taken on/],
  ['back-referral', 'performer', 'accepted', undefined],
  ['back-referral', 'performer', 'completed', undefined],
  ['back-referral', 'performer', 'rejected', /nobody has/],
  ['abort', 'gp', 'in-progress', /not yours/],
  ['abort', 'requester', 'accepted', /not started/],
  ['abort', 'requester', 'in-progress', undefined],
  ['abort', 'performer', 'received', /not been taken on/],
  ['abort', 'performer', 'accepted', undefined],
  ['abort', 'requester', 'completed', /ended/],
  ['abort', 'requester', 'cancelled', /nobody has/]
]

for (const [kind, part, status, why] of barriers) {
  test(`${kind} by the ${part} of a referral that is ${status}: ${why?.source ?? 'can be asked'}`, (t) => {
    const resources = opened.resources.map((one) => {
      if (one.type !== 'Task' || one.id !== opened.referral.task) return one
      return { ...one, json: JSON.stringify({ ...JSON.parse(one.json), status }) }
    })
    const barrier = barrierTo(kind, { known: { ...opened, resources }, part, today: '2026-03-10' })
    if (why === undefined) t.equal(barrier, undefined)
    else t.match(barrier?.why, why)
    t.end()
  })
}
