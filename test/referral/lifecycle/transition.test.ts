import fc from 'fast-check'
import { test } from 'tap'
import {
  isFinal,
  statuses as listed,
  type Part,
  type Standing,
  type TaskStatus
} from '../../../src/referral/lifecycle/lifecycle.ts'
import { allowedSteps, partOf, standingOf } from '../../../src/referral/lifecycle/transition.ts'
import { referral } from '../../obligations/fixtures.ts'

/** The design's table of the lifecycle, written down once more; a status with itself is news without a step. */
const allowed: readonly (readonly [Standing, Part | 'gateway', readonly TaskStatus[]])[] = [
  [{ status: 'requested' }, 'performer', ['received', 'accepted', 'rejected']],
  [{ status: 'received' }, 'performer', ['received', 'accepted', 'rejected', 'on-hold']],
  [{ status: 'accepted' }, 'performer', ['accepted', 'in-progress', 'on-hold']],
  [{ status: 'in-progress' }, 'performer', ['in-progress', 'completed', 'failed', 'on-hold']],
  [{ status: 'on-hold', heldFrom: 'received' }, 'performer', ['on-hold', 'received']],
  [{ status: 'on-hold', heldFrom: 'accepted' }, 'performer', ['on-hold', 'accepted']],
  [{ status: 'on-hold', heldFrom: 'in-progress' }, 'performer', ['on-hold', 'in-progress']],
  [{ status: 'requested' }, 'requester', ['cancelled', 'entered-in-error']],
  [{ status: 'received' }, 'requester', ['cancelled', 'entered-in-error']],
  [{ status: 'accepted' }, 'requester', ['cancelled', 'entered-in-error']],
  [{ status: 'in-progress' }, 'requester', ['entered-in-error']],
  [{ status: 'on-hold', heldFrom: 'received' }, 'requester', ['cancelled', 'entered-in-error']],
  [{ status: 'on-hold', heldFrom: 'accepted' }, 'requester', ['cancelled', 'entered-in-error']],
  [{ status: 'on-hold', heldFrom: 'in-progress' }, 'requester', ['entered-in-error']],
  ...(['requested', 'received', 'accepted', 'in-progress'] as const).map((status) => {
    return [{ status }, 'gateway', ['cancelled']] as const
  }),
  ...(['received', 'accepted', 'in-progress'] as const).map((heldFrom) => {
    return [{ status: 'on-hold', heldFrom }, 'gateway', ['cancelled']] as const
  })
]

const statuses: readonly TaskStatus[] = [
  ...(['draft', 'requested', 'received', 'accepted', 'rejected', 'ready', 'cancelled', 'in-progress'] as const),
  ...(['on-hold', 'failed', 'completed', 'entered-in-error'] as const)
]
const parts: readonly Part[] = ['requester', 'performer', 'gp']
const final: readonly TaskStatus[] = ['rejected', 'cancelled', 'completed', 'failed', 'entered-in-error']

const standings: readonly Standing[] = [
  ...statuses.filter((status) => status !== 'on-hold').map((status) => ({ status })),
  ...(['received', 'accepted', 'in-progress'] as const).map((heldFrom) => ({ status: 'on-hold', heldFrom }) as const)
]

for (const by of [...parts, 'gateway'] as const) {
  test(`the ${by} may make the steps of the table and no others`, (t) => {
    for (const from of standings) {
      const row = allowed.find(([{ status, heldFrom }, who]) => {
        return who === by && status === from.status && heldFrom === from.heldFrom
      })
      t.same([...allowedSteps(from, by)].sort(), [...(row?.[2] ?? [])].sort(), JSON.stringify(from))
    }
    t.end()
  })
}

test('the final statuses are those of the design', (t) => {
  t.same(listed.filter(isFinal).sort(), [...final].sort())
  t.end()
})

test('no sequence of allowed steps leaves a final status, and what was on hold goes back to where it was', (t) => {
  const step = fc.record({ part: fc.constantFrom(...parts), choice: fc.nat() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (sequence) => {
      let standing: Standing = { status: 'requested' }
      for (const { part, choice } of sequence) {
        const steps = allowedSteps(standing, part)
        if (final.includes(standing.status) && steps.length > 0) return false
        const { status, heldFrom = status }: Standing = standing
        const next = steps[choice % Math.max(steps.length, 1)] ?? status
        const isBack = status === 'on-hold' && next !== 'on-hold' && !final.includes(next)
        if (isBack && next !== heldFrom) return false
        standing = next === 'on-hold' ? { status: next, heldFrom } : { status: next }
      }
      return statuses.includes(standing.status)
    }),
    { numRuns: 1000 }
  )
  t.end()
})

const hold = {
  ...referral,
  referral: referral.id,
  by: 'b',
  message: 'm',
  event: 'clock.suspended',
  occurredOn: '2026-03-02'
}

test('where a Task on hold came from is what the fact says that was heard last, in whatever order', (t) => {
  const first = { ...hold, id: '1', heardAt: 1, detail: { heldFrom: 'received' } }
  const second = { ...hold, id: '2', heardAt: 2, detail: { heldFrom: 'in-progress' } }
  for (const facts of [
    [first, second],
    [second, first]
  ]) {
    t.same(standingOf({ status: 'on-hold' }, facts), { status: 'on-hold', heldFrom: 'in-progress' })
  }
  t.same(standingOf({ status: 'accepted' }, [first]), { status: 'accepted' })
  t.end()
})

test('a part is requester before GP, and nobody else has one', (t) => {
  const row = { ...referral, requester: 'a', performer: 'b', gp: 'c' }
  t.equal(partOf(row, 'a'), 'requester')
  t.equal(partOf(row, 'b'), 'performer')
  t.equal(partOf(row, 'c'), 'gp')
  t.equal(partOf(row, 'd'), undefined)
  t.equal(partOf({ ...row, gp: 'a' }, 'a'), 'requester')
  t.equal(partOf({ ...row, gp: null }, 'c'), undefined)
  t.end()
})
