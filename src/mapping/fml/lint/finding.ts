import type { Fault, FaultCode } from '../fault.ts'

/**
 * What is wrong with a map: a fault that the engine would meet, or what it would never say.
 *
 * - `never-fires`: a filter, a condition or a list mode leaves nothing on any content.
 * - `needless-list-mode`: `only_one` of what is there once at most.
 * - `several-values`: one place may be given several values, which fails when they come.
 * - `written-twice`: one place is always given a value, and another rule gives it one as well.
 * - `required-element`: something is made, and no rule writes an element that it must have.
 * - `unread-element`: no rule takes anything of an element of the source or looks at it, and no `drops:` says so.
 * - `needless-drop`: a `drops:` for what a rule takes all the same.
 * - `unused-group`: nothing calls the group, and it stands for nothing.
 * - `hidden-element`: a name in an expression is a variable, where an element of that name is there as well.
 */
export type FindingCode =
  | FaultCode
  | 'never-fires'
  | 'needless-list-mode'
  | 'several-values'
  | 'written-twice'
  | 'required-element'
  | 'unread-element'
  | 'needless-drop'
  | 'unused-group'
  | 'hidden-element'

/** Something that a reader of a map should know before it meets content. */
export interface Finding {
  /** An error fails whenever the rule is at work, or can never do what it says; a warning fails with some content. */
  readonly severity: 'error' | 'warning'
  readonly code: FindingCode
  readonly message: string
  /** The file of the map. */
  readonly file: string
  /** Both count from 1; absent for maps that came as JSON. */
  readonly line?: number
  readonly column?: number
  /** The line of the map itself. */
  readonly text?: string
  /** The canonical of the map. */
  readonly map: string
  readonly group?: string
  readonly rule?: string
}

/** A fault of the compiler as a finding. */
export function findingOf(fault: Fault): Finding {
  const { code, message, file, line, column, text, map, group, rule } = fault
  return {
    severity: 'error',
    code,
    message,
    file: file ?? map ?? '',
    map: map ?? '',
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(text === undefined ? {} : { text }),
    ...(group === undefined ? {} : { group }),
    ...(rule === undefined ? {} : { rule })
  }
}

/** By file and place, each once. */
export function ordered(findings: readonly Finding[]): readonly Finding[] {
  const once = new Map(findings.map((finding) => [JSON.stringify(finding), finding]))
  return [...once.values()].sort(
    (one, other) =>
      compare(one.file, other.file) || (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
  )
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
