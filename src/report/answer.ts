import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { rulesNamed, type Agreements } from '../obligations/load-agreements.ts'
import type { Queries } from '../store/port.ts'
import { groupsOf, type Grouping, type ReportGroup } from './groups.ts'
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

/** What an answer is made of; `knownAt` in epoch milliseconds. */
export interface AnswerParts {
  readonly asOf: string
  readonly knownAt: number
  readonly rows: readonly ReportRow[]
  readonly agreements: Agreements
  readonly auditHeads: ReportAnswer['auditHeads']
}

/** Rows with what is needed to trust them and to ask them again. */
export function reportAnswer({ asOf, knownAt, rows, agreements, auditHeads }: AnswerParts): ReportAnswer {
  return {
    asOf,
    knownAt: new Date(knownAt).toISOString(),
    count: rows.length,
    hash: hashOfRows(rows),
    auditHeads,
    agreements: rulesOf(rows, agreements),
    rows
  }
}

/** An answer with groups in place of its rows. */
export function groupedAnswer({ rows, ...about }: ReportAnswer, groupBy: Grouping): GroupedAnswer {
  return { ...about, groupBy, groups: groupsOf(rows, groupBy) }
}

/**
 * SHA-256 in hex of the rows in the form of RFC 8785 (JSON Canonicalization Scheme).
 *
 * Row by row, because the text of a million rows is longer than a string may be.
 */
export function hashOfRows(rows: readonly ReportRow[]): string {
  const hash = createHash('sha256').update('[')
  rows.forEach((row, index) => hash.update(`${index === 0 ? '' : ','}${canonicalize(row) ?? ''}`))
  return hash.update(']').digest('hex')
}

function rulesOf(rows: readonly ReportRow[], agreements: Agreements): readonly ReportedRule[] {
  const first = new Map(rows.map((row) => [`${row.agreement}|${row.agreementVersion}|${row.code}`, row]))
  return [...first]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { agreement, agreementVersion, code }]) =>
      rulesNamed(agreements, { agreement, agreementVersion, code }).map(({ opensOn, strength, source }) => {
        return { agreement, version: agreementVersion, code, opensOn, strength, source }
      })
    )
}
