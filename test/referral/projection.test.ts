import type { Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { currentRows, nextRows, readRow } from '../../src/referral/projection.ts'
import { referral } from '../obligations/fixtures.ts'

const task: Task = { resourceType: 'Task', id: 't1', status: 'requested', intent: 'order' }

/** The next version of a Task on top of the given rows. */
function next(resource: Resource, before: ReturnType<typeof nextRows> = []): ReturnType<typeof nextRows> {
  const cause = { message: 'message-1', isPosted: true }
  return nextRows('his-a', [resource], { current: currentRows(before), referral, now: 1_000, cause })
}

test('a resource sent back as it was read gets the version of its ETag, and not the one that its sender had read', (t) => {
  const first = next(task)
  const read = first.map(readRow)[0] as Task
  const [second] = next({ ...read, status: 'received' }, first)
  t.equal(second?.version, 2)
  t.equal(second && readRow(second).meta?.versionId, '2')
  t.end()
})

test('what else a sender writes into meta is kept', (t) => {
  const [row] = next({ ...task, meta: { versionId: '7', lastUpdated: '2020-01-01T00:00:00Z', source: 'urn:x:1' } })
  t.match(row && readRow(row).meta, { versionId: '1', lastUpdated: '1970-01-01T00:00:01.000Z', source: 'urn:x:1' })
  t.end()
})

test('a resource that reads as it did gets no new version', (t) => {
  const first = next(task)
  t.strictSame(next(task, first), [])
  t.end()
})

test('the canonical form cannot be searched, and what a participant reads can', (t) => {
  const frame = { current: new Map(), referral, now: 1_000, cause: { message: 'message-1', isPosted: false } }
  const searchIn = (projection: string) => nextRows(projection, [task], frame).flatMap(({ search }) => search)
  t.same(searchIn('canonical'), [])
  t.match(searchIn('his-a'), [{ param: 'status', value: 'requested' }])
  t.end()
})
