import { test } from 'tap'
import { answered, claimable, reachable, sendsInFlightMax, unanswered } from '../../src/delivery/reach.ts'

const now = 1_000_000
const failure = (sentUnder: number) => ({ sentUnder, now, random: 1 })

test('a receiver that answers gets as many at once as fit in flight', (t) => {
  t.equal(claimable(reachable, now, 0), sendsInFlightMax)
  t.equal(claimable(reachable, now, 3), sendsInFlightMax - 3)
  t.equal(claimable(reachable, now, sendsInFlightMax), 0)
  t.end()
})

test('a receiver that gave no answer gets nothing, then one probe, then all again once it answers', (t) => {
  const down = unanswered(reachable, failure(0))
  t.equal(claimable(down, down.probeAt - 1, 0), 0)
  t.equal(claimable(down, down.probeAt, 0), 1)
  t.equal(claimable(down, down.probeAt, 1), 0, 'the probe is under way')
  t.equal(claimable(answered(down), now, 0), sendsInFlightMax)
  t.end()
})

test('four sends that fail together count once, and each failed probe lengthens the pause', (t) => {
  const first = unanswered(reachable, failure(0))
  t.equal(unanswered(first, failure(0)), first)
  const second = unanswered(first, failure(first.revision))
  t.equal(first.probeAt - now, 1_000)
  t.equal(second.probeAt - now, 2_000)
  t.end()
})

test('one message that hangs does not pause a lane that answered others meanwhile', (t) => {
  const later = answered(reachable)
  t.equal(unanswered(later, failure(reachable.revision)), later)
  t.end()
})
