import { test } from 'tap'
import { remembered } from '../../../src/obligations/time/remembered.ts'

test('what was asked before is not worked out again, and what was not is', (t) => {
  const asked: string[] = []
  const add = remembered((day: string, term: string) => {
    asked.push(`${day} ${term}`)
    return `${day}+${term}`
  })
  t.same(
    [add('2026-03-02', 'P1D'), add('2026-03-02', 'P2D'), add('2026-03-02', 'P1D')],
    ['2026-03-02+P1D', '2026-03-02+P2D', '2026-03-02+P1D']
  )
  t.same(asked, ['2026-03-02 P1D', '2026-03-02 P2D'])
  t.end()
})

test('a fault is told each time', (t) => {
  const read = remembered((day: string) => {
    if (day === '') throw new Error('no day')
    return day
  })
  t.throws(() => read(''), /no day/)
  t.throws(() => read(''), /no day/)
  t.end()
})

test('it does not grow without end, and answers the same after it has forgotten', (t) => {
  let count = 0
  const read = remembered((day: string) => {
    count += 1
    return Number(day)
  })
  for (let day = 0; day <= 60_000; day++) read(String(day))
  t.equal(read('0'), 0)
  t.equal(count, 60_002)
  t.end()
})
