import fc from 'fast-check'
import { test } from 'tap'
import { allowedSteps, partOf, type Part, type TaskStatus } from '../../src/referral/transition.ts'
import { referral } from '../obligations/fixtures.ts'

/** The design's table of the lifecycle, written down once more; a status with itself is news without a step. */
const allowed: readonly (readonly [TaskStatus, Part, readonly TaskStatus[]])[] = [
  ['requested', 'performer', ['received', 'accepted', 'rejected']],
  ['received', 'performer', ['received', 'accepted', 'rejected']],
  ['accepted', 'performer', ['accepted', 'in-progress']],
  ['in-progress', 'performer', ['in-progress', 'completed', 'failed']],
  ['requested', 'requester', ['cancelled', 'entered-in-error']],
  ['received', 'requester', ['cancelled', 'entered-in-error']],
  ['accepted', 'requester', ['cancelled', 'entered-in-error']],
  ['in-progress', 'requester', ['entered-in-error']]
]

const statuses: readonly TaskStatus[] = [
  ...(['draft', 'requested', 'received', 'accepted', 'rejected', 'ready', 'cancelled', 'in-progress'] as const),
  ...(['on-hold', 'failed', 'completed', 'entered-in-error'] as const)
]
const parts: readonly Part[] = ['requester', 'performer', 'gp']
const final: readonly TaskStatus[] = ['rejected', 'cancelled', 'completed', 'failed', 'entered-in-error']

for (const part of parts) {
  test(`the ${part} may make the steps of the table and no others`, (t) => {
    for (const from of statuses) {
      const wanted = allowed.find(([status, who]) => status === from && who === part)?.[2] ?? []
      t.same([...allowedSteps(from, part)].sort(), [...wanted].sort(), from)
    }
    t.end()
  })
}

test('no sequence of allowed steps leaves a final status, and each ends in one that somebody chose', (t) => {
  const step = fc.record({ part: fc.constantFrom(...parts), choice: fc.nat() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (sequence) => {
      let status: TaskStatus = 'requested'
      for (const { part, choice } of sequence) {
        const steps = allowedSteps(status, part)
        if (final.includes(status) && steps.length > 0) return false
        status = steps[choice % Math.max(steps.length, 1)] ?? status
      }
      return statuses.includes(status)
    }),
    { numRuns: 500 }
  )
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
