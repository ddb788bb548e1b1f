import { test } from 'tap'
import { directoryOf } from '../../src/directory/load.ts'
import { liveDirectory } from '../../src/directory/live.ts'
import type { Participant } from '../../src/directory/participant.ts'

const old: Participant = { id: 'a', name: 'A', role: 'his', identifiers: { ura: '90000101' } }
const moved: Participant = { ...old, name: 'A, moved', identifiers: { ura: '90000102' } }

test('whoever was handed the directory asks the latest entries of it', (t) => {
  const live = liveDirectory(directoryOf([old]))
  t.same([live.all, live.byId('a'), live.byIdentifier({ ura: '90000101' })], [[old], old, old])
  live.replace(directoryOf([moved]))
  t.same([live.all, live.byId('a'), live.byIdentifier({ ura: '90000102' })], [[moved], moved, moved])
  t.equal(live.byIdentifier({ ura: '90000101' }), undefined)
  live.replace(directoryOf([]))
  t.equal(live.byId('a'), undefined)
  t.end()
})
