import { readFileSync } from 'node:fs'
import { termOf, type Counting, type Term } from './terms.ts'

/** A party of a referral to whom something is owed, or who owes it. */
export type Part = 'requester' | 'performer' | 'gp' | 'poh' | 'hap'

/** Who may let the clock stand still, for what, and for how long at most. */
export interface Leave {
  readonly reason: string
  readonly by: readonly string[]
  readonly atMost: Term
}

/** A duty as the agreement puts it. */
export interface Rule {
  readonly code: string
  readonly opensOn: string
  readonly owedBy: Part
  readonly owedTo: readonly Part[]
  readonly isMonitor: boolean
  readonly performers: readonly string[] | undefined
  readonly urgency: 'urgent' | 'routine' | undefined
  readonly counting: Counting
  readonly due: readonly (readonly [event: string, within: Term])[]
  readonly satisfiedBy: readonly string[]
  readonly metBy: readonly string[]
  readonly countsCalls: boolean
  readonly closedBy: readonly string[]
  readonly leaves: readonly Leave[]
  readonly recurs: boolean
  /** The first reminder, from the due day. */
  readonly firstReminder: Term | undefined
  readonly onForward: 'anew' | 'moves' | 'stays'
  readonly despiteObjection: boolean
}

/** What the count knows how to read; a rule with anything else would be counted wrong, and is refused. */
const known = new Set([
  ...['code', 'catalogue', 'title', 'owedBy', 'owedTo', 'strength', 'enforced', 'opensOn', 'performers', 'urgency'],
  ...['calendar', 'recurs', 'due', 'satisfiedBy', 'metBy', 'telephone', 'closedBy', 'suspendedBy', 'reminders'],
  ...['escalateTo', 'onForward', 'despiteObjection', 'source']
])

/** The rules of an agreement's file, read by the count itself. */
export function readRules(file: string | URL): readonly Rule[] {
  const { obligations } = JSON.parse(readFileSync(file, 'utf8')) as { readonly obligations: readonly Json[] }
  return obligations.map(ruleOf)
}

type Json = Readonly<Record<string, unknown>>

function ruleOf(json: Json): Rule {
  const strange = Object.keys(json).find((key) => !known.has(key))
  const calendar = json.calendar as string
  if (strange !== undefined || (calendar !== 'calendar-days' && calendar !== 'nl-national')) {
    throw new Error(`nobody has taught the count what ${strange ?? calendar} of ${String(json.code)} means`)
  }
  const [reminder] = texts(json.reminders)
  return {
    code: json.code as string,
    opensOn: json.opensOn as string,
    owedBy: json.owedBy as Part,
    owedTo: json.owedTo as readonly Part[],
    isMonitor: json.strength === 'monitor',
    performers: json.performers as readonly string[] | undefined,
    urgency: json.urgency as Rule['urgency'],
    counting: calendar,
    due: (json.due as readonly { from: string; within: string }[]).map(({ from, within }) => [from, termOf(within)]),
    satisfiedBy: texts(json.satisfiedBy),
    metBy: texts(json.metBy),
    countsCalls: json.telephone === true,
    closedBy: texts(json.closedBy),
    leaves: ((json.suspendedBy ?? []) as readonly { reason: string; by: string[]; atMost: string }[]).map((one) => ({
      ...one,
      atMost: termOf(one.atMost)
    })),
    recurs: json.recurs === true,
    firstReminder: reminder === undefined ? undefined : termOf(reminder),
    onForward: (json.onForward ?? 'anew') as Rule['onForward'],
    despiteObjection: json.despiteObjection === true
  }
}

function texts(json: unknown): readonly string[] {
  return (json ?? []) as readonly string[]
}
