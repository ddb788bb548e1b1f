import { test } from 'tap'
import { derivedId, orderedId } from '../../src/fhir/derived-id.ts'

const UUID_8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('an ordered id sorts by its instant, and differs by its parts within it', (t) => {
  const instants = [0, 1, Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 1) + 1, Date.UTC(9999, 11, 31)]
  const ids = instants.map((at) => orderedId(at, 'message-1'))
  for (const id of ids) t.match(id, UUID_8)
  t.strictSame(ids, ids.toSorted())
  t.equal(orderedId(1, 'message-1'), orderedId(1, 'message-1'))
  t.not(orderedId(1, 'message-1'), orderedId(1, 'message-2'))
  t.end()
})

test('an id derived from an id begins like it, and only its beginning', (t) => {
  const parent = orderedId(Date.UTC(2026, 2, 1), 'message-1')
  const child = derivedId(parent, 'Task', '0')
  const grandchild = derivedId(child, 'intake-confirmation')
  for (const id of [child, grandchild]) {
    t.match(id, UUID_8)
    t.equal(id.slice(0, 13), parent.slice(0, 13))
    t.not(id.slice(13), parent.slice(13))
  }
  t.equal(new Set([parent, child, grandchild, derivedId(parent, 'Task', '1')]).size, 4)
  t.end()
})

test('two parents of one instant give their children different ids', (t) => {
  const [one, other] = [orderedId(1, 'message-1'), orderedId(1, 'message-2')]
  t.not(derivedId(one, 'Task', '0'), derivedId(other, 'Task', '0'))
  t.end()
})
