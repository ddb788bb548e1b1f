import type { StructureMapGroupRule } from '@medplum/fhirtypes'
import type { Finding, FindingCode } from './finding.ts'
import type { LintedGroup } from './linted-map.ts'
import type { Depth, Making } from './making.ts'
import { findingAt, type Place } from './place.ts'
import type { Reading } from './reading.ts'
import type { TypeSet } from './type-set.ts'

/** What a variable of a rule stands for. */
export interface Value {
  readonly name: string
  readonly types: TypeSet
  /** Lists around it: under more lists than that it is the same value again. */
  readonly lists: number
  /** What is read of it; undefined for a target. */
  readonly reading: Reading | undefined
  /** What is written to it; undefined for a source. */
  readonly making: Making | undefined
}

/** Findings, and what the following of rules has found new; silent until all types are known. */
export class Notes {
  readonly findings: Finding[] = []
  readonly makings: Making[] = []
  /** Whether a group was given a type that it had not had. */
  hasGrown = false

  add(place: Place, severity: Finding['severity'], code: FindingCode, message: string): void {
    this.findings.push(findingAt(place, severity, code, message))
  }
}

/** Where a rule stands. */
export class RuleScope {
  readonly group: LintedGroup
  readonly notes: Notes
  readonly rule: StructureMapGroupRule | undefined
  readonly variables: ReadonlyMap<string, Value>
  readonly depth: Depth
  /** Whether the rule is for a part of the items only: those that a condition or a list mode leaves. */
  readonly isPart: boolean
  /** The item of the rule's first source, which its expressions are about. */
  readonly item: Value | undefined
  /** How often each variable of the group was meant for sure, and where a bare name in an expression may mean it. */
  readonly mentions: Mentions
  private readonly state: ScopeState
  constructor(state: ScopeState) {
    this.state = state
    this.group = state.group
    this.notes = state.notes
    this.rule = state.rule
    this.variables = state.variables
    this.depth = state.depth
    this.isPart = state.isPart
    this.item = state.item
    this.mentions = state.mentions
  }

  get schema() {
    return this.group.map.options.schema
  }

  with(change: Partial<ScopeState>): RuleScope {
    return new RuleScope({ ...this.state, ...change })
  }

  withValue(value: Value): RuleScope {
    return this.with({ variables: new Map(this.variables).set(value.name, value) })
  }

  /** The variable, meant for sure; undefined where there is none, which the compiler tells. */
  variable(name: string): Value | undefined {
    const value = this.variables.get(name)
    if (value !== undefined) this.mentions.sure.add(value)
    return value
  }

  error(code: FindingCode, message: string, part?: object): void {
    this.notes.add(this.place(part), 'error', code, message)
  }

  warn(code: FindingCode, message: string, part?: object): void {
    this.notes.add(this.place(part), 'warning', code, message)
  }

  place(part?: object): Place {
    return { group: this.group, rule: this.rule, part }
  }
}

/** Which variables of a group are meant, and which may be. */
export interface Mentions {
  readonly sure: Set<Value>
  readonly bare: { readonly value: Value; readonly scope: RuleScope; readonly part: object }[]
}

/** What a scope is made of. */
export type ScopeState = Pick<
  RuleScope,
  'group' | 'notes' | 'rule' | 'variables' | 'depth' | 'isPart' | 'item' | 'mentions'
>
