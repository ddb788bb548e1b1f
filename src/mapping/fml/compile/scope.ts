import type { HostFunctions } from '../fhirpath/expression.ts'
import { compileExpression, type Expression } from '../fhirpath/expression.ts'
import type { Read } from '../fhirpath/reads.ts'
import { FaultError, fail, type Fault, type FaultCode, type Position } from '../fault.ts'
import type { RuleInfo } from '../run/run.ts'
import { copyOf } from '../schema/decimal.ts'
import type { Schema, Typed, TypeDefinition } from '../schema/types.ts'
import type { Translator } from './translator.ts'

/** A variable of a map: its place in the frame, and whether it is read from or written to. */
export interface Variable {
  readonly slot: number
  readonly side: 'source' | 'target'
}

/** What the rules of one map are compiled with. */
export interface MapContext {
  readonly url: string
  readonly version: string | undefined
  readonly file: string
  readonly lines: readonly string[]
  readonly schema: Schema
  readonly functions: HostFunctions
  readonly constants: ReadonlyMap<string, string>
  readonly translator: Translator
  /** Alias or canonical of a `uses` line to its type. */
  readonly types: ReadonlyMap<string, TypeDefinition>
  positionOf(part: object): Position | undefined
}

/** Where a rule stands: its map and group, and the variables that it may name. */
export class Scope {
  readonly map: MapContext
  readonly group: string
  readonly variables: ReadonlyMap<string, Variable>
  private readonly slots: { next: number }
  /** The rule being compiled; undefined outside of one. */
  readonly rule: RuleInfo | undefined
  constructor(map: MapContext, group: string, inner?: ScopeState) {
    this.map = map
    this.group = group
    this.variables = inner?.variables ?? new Map()
    this.slots = inner?.slots ?? { next: 0 }
    this.rule = inner?.rule
  }

  /** How many slots the frames of the group need. */
  get slotCount(): number {
    return this.slots.next
  }

  /** This scope with one more variable; a name that stands already is hidden from here on. */
  with(name: string, side: Variable['side']): { readonly scope: Scope; readonly slot: number } {
    const slot = this.slots.next++
    const variables = new Map(this.variables).set(name, { slot, side })
    return { scope: this.copy({ variables }), slot }
  }

  /** A slot that has no name. */
  anonymousSlot(): number {
    return this.slots.next++
  }

  inRule(rule: RuleInfo): Scope {
    return this.copy({ rule })
  }

  private copy(change: Partial<ScopeState>): Scope {
    const { variables, slots, rule } = this
    return new Scope(this.map, this.group, { variables, slots, rule, ...change })
  }

  /** The variable of a name. Fault: `unknown-name`. */
  variable(name: string, part?: object): Variable {
    return this.variables.get(name) ?? this.fail('unknown-name', `there is no variable ${name} here`, part)
  }

  /** The type of an alias, a name or a canonical. Fault: `unknown-type`. */
  type(name: string, part?: object): TypeDefinition {
    const type = this.map.types.get(name) ?? this.map.schema.type(name)
    return type ?? this.fail('unknown-type', `the type ${name} is not known`, part)
  }

  /** Compiles a FHIRPath expression that may name the variables of this place. */
  expression(text: string, part?: object): ScopedExpression {
    const { schema, functions, constants } = this.map
    const slots = new Map(Array.from(this.variables, ([name, { slot }]) => [name, slot]))
    try {
      const expression = compileExpression(text, { schema, slots, functions, constants })
      const reads = expression.reads.map((read) => ({ ...read, slot: slots.get(read.variable) }))
      const isOfTarget = expression.reads.some(({ variable }) => this.variables.get(variable)?.side === 'target')
      return { expression: isOfTarget ? snapshots(expression) : expression, reads }
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      const { code, message } = error.fault
      return this.fail(code, `${message} (in the FHIRPath ${JSON.stringify(text.slice(0, 200))})`, part)
    }
  }

  /** Ends the compilation with a fault at a part of the map. */
  fail(code: FaultCode, message: string, part?: object): never {
    const { file, url, lines } = this.map
    const position = part === undefined ? this.rule : (this.map.positionOf(part) ?? this.rule)
    const text = position?.line === undefined ? undefined : lines[position.line - 1]
    return fail({
      code,
      message,
      file,
      map: url,
      group: this.group,
      ...(this.rule === undefined ? {} : { rule: this.rule.rule }),
      ...(position?.line === undefined ? {} : { line: position.line }),
      ...(position?.column === undefined ? {} : { column: position.column }),
      ...(text === undefined ? {} : { text })
    })
  }
}

/** The first line of a map that has a text, for what has no position of its own. */
export function lineWith(
  { file, lines, url }: Pick<MapContext, 'file' | 'lines' | 'url'>,
  text: string
): Partial<Fault> {
  const index = lines.findIndex((line) => line.includes(text))
  const line = lines[index]
  return line === undefined ? { file, map: url } : { file, map: url, line: index + 1, text: line }
}

/** What is taken out of a target is a copy, so that it does not change when the target does. */
function snapshots(expression: Expression): Expression {
  const copy = ({ value, type, partner }: Typed): Typed => ({ type, ...copyOf({ value, partner }) })
  return { ...expression, evaluate: (focus, frame) => expression.evaluate(focus, frame).map(copy) }
}

/** What an expression reads, from the focus (slot undefined) or from a variable. */
export interface ScopedRead extends Read {
  readonly slot: number | undefined
}

/** An expression whose reads are told by slot. */
export interface ScopedExpression {
  readonly expression: Expression
  readonly reads: readonly ScopedRead[]
}

interface ScopeState {
  readonly variables: ReadonlyMap<string, Variable>
  readonly slots: { next: number }
  readonly rule: RuleInfo | undefined
}
