/** Who does something in a referral: a part that somebody plays in it. `next` is who it is passed on to. */
export type Part = 'requester' | 'performer' | 'gp' | 'next'

/** Numbers of days after the first day of a referral; the agenda makes days of them. */
export const dayFields = ['on', 'expectedOn', 'since'] as const

/** What an action is asked; `on`, `expectedOn` and `since` are days after the first day of the referral. */
export type Ask = Readonly<Record<string, string | number | readonly string[]>>

/** One thing that somebody does in the life of a referral. */
export interface Row {
  /** Days after the first day of the referral; in the weekend it waits until Monday. */
  readonly after: number
  /** The time of day in UTC, `09:00` where nothing is said; whoever works at night works in the weekend, too. */
  readonly at?: string
  readonly by: Part
  /** An action of the simulated systems. */
  readonly does: string
  readonly ask: Ask
  /** The referral after it was passed on, not the one before. */
  readonly ofNext?: boolean
  /** The status that the gateway is to answer: 200 where nothing is said. */
  readonly expects?: number
  /** What is told while it happens; `{name}` is the patient. */
  readonly tell?: string
}

/** What a row can say beside who does what and when. */
export type Beside = Pick<Row, 'at' | 'expects' | 'tell' | 'ofNext'>

/** The performer moves the coordination Task. */
export function moves(after: number, status: string, ask: Ask = {}, beside: Beside = {}): Row {
  return { after, by: 'performer', does: 'step', ask: { status, ...ask }, ...beside }
}

/** The performer reports. */
export function reports(after: number, kind: string, ask: Ask = {}, beside: Beside = {}): Row {
  return { after, by: 'performer', does: 'report', ask: { kind, ...ask }, ...beside }
}

/** The performer does something else. */
export function performer(after: number, action: string, ask: Ask = {}, beside: Beside = {}): Row {
  return { after, by: 'performer', does: action, ask, ...beside }
}

/** The one who referred does something. */
export function requester(after: number, action: string, ask: Ask = {}, beside: Beside = {}): Row {
  return { after, by: 'requester', does: action, ask, ...beside }
}

/** The same rows about the referral after it was passed on, so many days later; its performer is `next`. */
export function passedOn(days: number, rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => ({
    ...row,
    after: row.after + days,
    by: row.by === 'performer' ? 'next' : row.by,
    ask: Object.fromEntries(Object.entries(row.ask).map(([name, value]) => [name, later(name, value, days)])),
    ofNext: true
  }))
}

function later(name: string, value: Ask[string], days: number): Ask[string] {
  const isDay = dayFields.some((field) => field === name)
  return isDay && typeof value === 'number' ? value + days : value
}
