import { test } from 'tap'
import { dayFrom, dayOf, instantOf, isoOf, weekday } from '../../simulate/diary/days.ts'
import { paths } from '../../simulate/diary/paths.ts'
import { isReadingDay } from '../../simulate/diary/reading.ts'
import { closingDay, writeDiaries } from '../../simulate/diary/write.ts'

const [first, last] = [dayOf(2024, 1, 1), dayOf(2028, 12, 31)]
const asked = { seed: 11, referrals: 1_500, first, last }
const diaries = writeDiaries(asked)

test('the same seed gives the same diaries, and another one others', (t) => {
  const written = JSON.stringify(diaries)
  t.ok(JSON.stringify(writeDiaries(asked)) === written)
  t.ok(JSON.stringify(writeDiaries({ ...asked, seed: 12 })) !== written)
  t.end()
})

test('every path is gone by somebody', (t) => {
  const gone = new Set(diaries.map(({ path }) => path))
  t.same(
    paths.map(([name]) => name).filter((name) => !gone.has(name)),
    []
  )
  t.end()
})

test('a diary stands in the order in which its entries were sent, each at an instant of its own', (t) => {
  const instants = diaries.map(({ entries }) => entries.map(({ day, minute }) => instantOf(day, minute)))
  const isRising = (one: readonly number[]): boolean =>
    one.every((at, index) => index === 0 || at > (one[index - 1] ?? 0))
  t.ok(instants.every(isRising))
  t.end()
})

test('nothing is sent after the last day, and nobody speaks for a practice that has closed', (t) => {
  const entries = diaries.flatMap((patient) => patient.entries)
  t.same(
    entries.filter(({ day }) => day > last),
    []
  )
  const closes = closingDay(first, last)
  t.ok(isReadingDay(closes))
  t.same(
    entries.filter(({ by, day }) => by === 'his-6' && day > closes),
    []
  )
  t.end()
})

test('days are those of the wall calendar, and instants those of a Dutch clock', (t) => {
  t.equal(isoOf(dayOf(2024, 2, 30)), '2024-02-29')
  t.equal(weekday(dayFrom('2026-11-22')), 7)
  for (const [iso, minute, instant] of [
    ['2026-03-29', 60, '2026-03-29T00:00:00.000Z'],
    ['2026-03-29', 180, '2026-03-29T01:00:00.000Z'],
    ['2026-10-25', 60, '2026-10-24T23:00:00.000Z'],
    ['2026-10-25', 240, '2026-10-25T03:00:00.000Z'],
    ['2026-12-31', 1439, '2026-12-31T22:59:00.000Z']
  ] as const) {
    t.equal(new Date(instantOf(dayFrom(iso), minute)).toISOString(), instant, `${iso} ${minute}`)
  }
  t.end()
})
