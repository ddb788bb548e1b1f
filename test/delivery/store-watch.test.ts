import { test } from 'tap'
import { watchStore } from '../../src/delivery/store-watch.ts'
import { UnavailableError } from '../../src/unavailable.ts'

test('a store that is away is said once each time, and so is that it is back', (t) => {
  const said: string[] = []
  const note = (_line: object, text?: string): void => void said.push(text ?? '')
  const watch = watchStore({ info: note, error: note }, 'delivery')
  watch.answered()
  for (let time = 0; time < 2; time++) {
    for (let tries = 0; tries < 3; tries++) t.equal(watch.failed(new UnavailableError('gone')), true)
    watch.answered()
    watch.answered()
  }
  const [away, back] = ['delivery: the store is away; trying again until it is back', 'delivery: the store is back']
  t.same(said, [away, back, away, back])
  t.end()
})

test('any other fault is left to who met it', (t) => {
  const said: unknown[] = []
  const note = (line: object): void => void said.push(line)
  t.equal(watchStore({ info: note, error: note }, 'delivery').failed(new Error('a bug')), false)
  t.same(said, [])
  t.end()
})
