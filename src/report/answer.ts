import { rulesNamed, type Agreements } from '../obligations/agreements/load-agreements.ts'
import type { Queries } from '../store/port.ts'
import type { Grouping, ReportGroup } from './groups.ts'
import type { ReportRow } from './rows.ts'

/** A rule that rows of the report rest on, in its source's own words: a default must not pass for law. */
export interface ReportedRule {
  readonly agreement: string
  readonly version: string
  readonly code: string
  /** The event that opens it: a code may stand in several rules. */
  readonly opensOn: string
  readonly strength: string
  readonly source: string
}

/**
 * The report's answer; asked again with the same `asOf` and `knownAt` it has the same rows and hash.
 *
 * Under a manual clock that holds from when the clock has moved on: within one of its instants more can be heard.
 */
export interface ReportAnswer {
  /** The day whose end it is about, Europe/Amsterdam. */
  readonly asOf: string
  /** The instant (UTC, ISO 8601) of the knowledge it rests on. */
  readonly knownAt: string
  readonly count: number
  /** SHA-256 in hex of the rows in RFC 8785 form. */
  readonly hash: string
  /** Where the audit chains stood, so that the answer can be proved later. */
  readonly auditHeads: Queries['auditHeads']['facts']
  readonly agreements: readonly ReportedRule[]
  readonly rows: readonly ReportRow[]
}

/** The same answer with its rows counted; `count` and `hash` are those of the rows, which can be asked for themselves. */
export interface GroupedAnswer extends Omit<ReportAnswer, 'rows'> {
  readonly groupBy: Grouping
  readonly groups: readonly ReportGroup[]
}

/** What an answer says beside its rows. */
export type ReportAbout = Omit<ReportAnswer, 'rows'>

/** What that is made of; `knownAt` in epoch milliseconds. */
export interface AboutParts extends Pick<ReportAbout, 'asOf' | 'count' | 'hash' | 'auditHeads'> {
  readonly knownAt: number
  /** `rulesIn` of the rows. */
  readonly rules: Iterable<string>
  readonly agreements: Agreements
}

/** What is needed to trust rows and to ask for them again. */
export function aboutRows({ knownAt, rules, agreements, asOf, count, hash, auditHeads }: AboutParts): ReportAbout {
  return {
    asOf,
    knownAt: new Date(knownAt).toISOString(),
    count,
    hash,
    auditHeads,
    agreements: [...new Set(rules)].sort().flatMap((key) => ruleNamed(key, agreements))
  }
}

/** The rules that rows rest on, each once, as text that `aboutRows` reads. */
export function rulesIn(rows: readonly ReportRow[]): readonly string[] {
  return [
    ...new Set(rows.map(({ agreement, agreementVersion, code }) => [agreement, agreementVersion, code].join('|')))
  ]
}

function ruleNamed(key: string, agreements: Agreements): readonly ReportedRule[] {
  const [agreement = '', version = '', code = ''] = key.split('|')
  const rules = rulesNamed(agreements, { agreement, agreementVersion: version, code })
  return rules.map(({ opensOn, strength, source }) => ({ agreement, version, code, opensOn, strength, source }))
}
