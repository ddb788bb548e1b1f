import type { Rules } from '../src/referral/rules.ts'
import type { Store } from '../src/store/port.ts'
import type { Counter } from './count/counter.ts'
import type { Referral } from './count/record.ts'
import { isHeard, lookedAt } from './count/tally.ts'
import { isoOf, type Day } from './diary/days.ts'
import type { Entry, Patient } from './diary/entry.ts'
import { reportAt } from './play/month.ts'
import type { Player } from './play/player.ts'

/** Referrals of one month end whose difference is put in words. */
const REFERRALS_MAX = 5

/** For the first referrals whose rows differ: what the report has that was not counted, what was counted that it does not have, and the diary. */
export async function explain({
  day,
  player,
  counters,
  patients,
  store,
  rules,
  told
}: {
  readonly day: Day
  readonly player: Player
  readonly counters: readonly Counter[]
  readonly patients: readonly Patient[]
  readonly store: Pick<Store, 'read'>
  readonly rules: Rules
  /** Referrals that were explained before; each is told once. */
  readonly told: Set<string>
}): Promise<readonly string[]> {
  const reported = new Map<string, string[]>()
  for await (const page of reportAt({ store, rules }, isoOf(day))) {
    for (const row of page) {
      const name = player.nameOf(row.referralId)
      const line = [
        row.code,
        row.state,
        row.heard,
        row.owner,
        row.creditor,
        'opened',
        row.openedOn,
        'due',
        row.dueOn,
        'met',
        row.metOn
      ].join(' ')
      reported.set(name, [...(reported.get(name) ?? []), line])
    }
  }
  const found: string[] = []
  for (const [index, counter] of counters.entries()) {
    for (const referral of counter.referrals) {
      const theirs = reported.get(referral.name) ?? []
      const ours = linesOf(referral, day)
      if (
        found.length >= REFERRALS_MAX ||
        told.has(referral.name) ||
        theirs.toSorted().join() === ours.toSorted().join()
      )
        continue
      told.add(referral.name)
      found.push(
        [
          `${isoOf(day)}, ${patients[index]?.path ?? ''}: ${referral.name}`,
          ...without(theirs, ours).map((line) => `  report: ${line}`),
          ...without(ours, theirs).map((line) => `  count:  ${line}`),
          ...(patients[index]?.entries ?? []).filter((entry) => entry.day <= day).map(entryLine)
        ].join('\n')
      )
    }
  }
  return found
}

function linesOf(referral: Referral, day: Day): readonly string[] {
  return referral.duties.map((duty) => {
    const { rule, owner, creditor, openedOn } = duty
    const stands = lookedAt(referral, duty, day)
    const heard = isHeard(stands, duty, day) ? 'heard' : 'not-heard'
    const met = stands.metOn === undefined ? '' : isoOf(stands.metOn)
    return [
      rule.code,
      stands.state,
      heard,
      owner,
      creditor,
      'opened',
      isoOf(openedOn),
      'due',
      isoOf(stands.dueOn),
      'met',
      met
    ].join(' ')
  })
}

/** The lines of one list that the other does not have, each as often as it has it more. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}

const days = new Set(['on', 'expected', 'since', 'died', 'careSince', 'until'])

function entryLine({ day, minute, referral, by, act }: Entry): string {
  const said = JSON.stringify(act, (key, value: unknown) =>
    days.has(key) && typeof value === 'number' ? isoOf(value) : value
  )
  return `    ${isoOf(day)} ${minute} ${referral} ${by} ${said}`
}
