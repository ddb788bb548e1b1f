import assert from 'node:assert/strict'
import { isDay } from '../../clock.ts'
import type { Closure } from '../agreement.ts'
import { daysBetween, everyDay, type DaysOff, type Skipped } from './days-off.ts'
import { isCountableDay } from './known-years.ts'

/** Closures of one calendar: ten years of twenty closures each. */
const CLOSURES_MAX = 200

/** Days of one closure; one that is longer is no closure but an end, and then who owes it must change. */
const CLOSURE_DAYS_MAX = 400

/** Closed days of one calendar: with more, a term would lead out of the years that are known. */
const CLOSED_DAYS_MAX = 4000

/** What is wrong with a closure, by its place in the list; a place of -1 is the list itself. */
export interface ClosureProblem {
  readonly index: number
  readonly message: string
}

/** What no calendar can be made of: the loader refuses an agreement with such closures. */
export function closureProblems(closures: readonly Closure[]): readonly ClosureProblem[] {
  if (closures.length > CLOSURES_MAX) return [{ index: -1, message: `more than ${CLOSURES_MAX} closures` }]
  const found = closures.flatMap((closure, index) => {
    const message = problemOf(closure)
    return message === undefined ? [] : [{ index, message }]
  })
  if (found.length > 0) return found
  const total = closures.reduce((sum, { from, to }) => sum + daysBetween(from, to) + 1, 0)
  return total > CLOSED_DAYS_MAX ? [{ index: -1, message: `more than ${CLOSED_DAYS_MAX} closed days in all` }] : []
}

function problemOf({ from, to }: Closure): string | undefined {
  const wrong = [from, to].find((day) => !isDay(day) || !isCountableDay(day))
  if (wrong !== undefined) return `${wrong} is no day from 1950 to 2099`
  if (to < from) return `ends on ${to}, before it begins`
  return daysBetween(from, to) < CLOSURE_DAYS_MAX ? undefined : `lasts more than ${CLOSURE_DAYS_MAX} days`
}

/**
 * Days off with those of an organisation's closures beside; a day that was off keeps its reason, and of closures that
 * overlap the first gives its title.
 *
 * @param closures - without `closureProblems`; throws where there are any.
 */
export function withClosures(base: DaysOff, closures: readonly Closure[]): DaysOff {
  const [problem] = closureProblems(closures)
  assert(problem === undefined, `closure ${problem?.index ?? ''}: ${problem?.message ?? ''}`)
  const closed = closedDays(base, closures)
  const days = closed.map(({ day }) => day)
  const names = new Set(days)
  /** Closed days that `step` passes from one day to another. */
  const between = (from: string, to: string): number =>
    from <= to ? behind(days, to, true) - behind(days, from, true) : behind(days, from, false) - behind(days, to, false)
  return {
    isOff: (day) => base.isOff(day) || names.has(day),
    step(day, count) {
      if (count === 0) return base.step(day, 0)
      const sign = Math.sign(count)
      const ahead = behind(days, day, count > 0)
      // The fewest days of the base that leave so many without the closed ones among them, by halving.
      let fewest = Math.abs(count)
      let most = fewest + (count > 0 ? days.length - ahead : ahead)
      while (fewest < most) {
        const middle = (fewest + most) >>> 1
        const left = middle - Math.abs(between(day, base.step(day, sign * middle)))
        if (left < Math.abs(count)) fewest = middle + 1
        else most = middle
      }
      return base.step(day, sign * fewest)
    },
    count(from, to) {
      const passed = between(from, to)
      return base.count(from, to) + (to < from ? passed : -passed)
    },
    list(from, to) {
      const back = to < from
      const [first, last] = back ? [to, from] : [from, to]
      const found = closed.filter(({ day }) => day >= first && day <= last && day !== from)
      const all = [...base.list(from, to), ...found].sort((a, b) => (a.day < b.day ? -1 : 1))
      return back ? all.reverse() : all
    }
  }
}

/** In order, each once, without those that are off already. */
function closedDays(base: DaysOff, closures: readonly Closure[]): readonly Skipped[] {
  const found = new Map<string, Skipped>()
  for (const { from, to, title } of closures) {
    for (let day = from; day <= to; day = everyDay.step(day, 1)) {
      if (!found.has(day) && !base.isOff(day)) found.set(day, { day, reason: title, kind: 'closure' })
    }
  }
  return [...found.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

/** How many of the days, which are in order, lie before a day, or on it where it is included. */
function behind(days: readonly string[], day: string, isIncluded: boolean): number {
  let [low, high] = [0, days.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = days[middle] ?? day
    if (found < day || (isIncluded && found === day)) low = middle + 1
    else high = middle
  }
  return low
}
