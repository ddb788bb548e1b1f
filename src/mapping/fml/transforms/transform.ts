import type { Frame } from '../compile/frame.ts'
import type { Scope } from '../compile/scope.ts'
import { primitiveText } from '../run/primitive.ts'
import type { Run } from '../run/run.ts'
import type { TargetNode } from '../run/target-node.ts'
import type { Typed, TypeDefinition } from '../schema/types.ts'

/** A parameter of a transform, ready to be asked for its value. */
export interface Parameter {
  /** The constant, where it is one. */
  readonly constant: unknown
  /** The variable's name, where it is one. */
  readonly variable: string | undefined
  readonly slot: number | undefined
  read(frame: Frame): Typed | undefined
}

/** What a transform is compiled with. */
export interface TransformContext {
  readonly scope: Scope
  readonly parameters: readonly Parameter[]
  /** The target of the rule, for faults of the map. */
  readonly part: object
}

/** What a transform runs with. */
export interface TransformCall {
  readonly run: Run
  readonly frame: Frame
  /** The item of the rule's first source: the focus of expressions. */
  readonly item: Typed | undefined
  /** Where the value goes: an element of a value, or the value of a primitive itself (name ''). */
  readonly parent: TargetNode
  readonly name: string
}

/** The type that the target element has; undefined where several are possible. */
export function wantedType({ parent, name }: TransformCall): TypeDefinition | undefined {
  if (name === '') return parent.type
  const properties = parent.type.elements.get(name)?.properties
  return properties?.length === 1 ? properties[0]?.type : undefined
}

/** A transform, compiled: it makes a value, several for a list, or none. */
export interface Transform {
  make(call: TransformCall): Typed | readonly Typed[] | undefined
  /** What the value is made of, for the lineage and the coverage; nothing for a constant. */
  from(call: TransformCall): Typed | readonly (Typed | undefined)[] | undefined
  /** Remembers what the value took from the source. */
  cover(call: TransformCall): void
}

/** Compiles a transform; faults: `wrong-use` for parameters that it cannot have. */
export type TransformMaker = (context: TransformContext) => OwnTransform

/** What a transform says of itself; where it is silent, it takes its parameters whole. */
export type OwnTransform = Pick<Transform, 'make'> & Partial<Transform>

/** The text of a parameter that must be a constant. Fault: `wrong-use`. */
export function constantText({ scope, parameters, part }: TransformContext, index: number, meaning: string): string {
  const constant = parameters[index]?.constant
  return typeof constant === 'string' ? constant : scope.fail('wrong-use', `${meaning} must be a text in quotes`, part)
}

/** Holds the number of parameters. Fault: `wrong-use`. */
export function takes({ scope, parameters, part }: TransformContext, name: string, ...counts: readonly number[]): void {
  if (counts.includes(parameters.length)) return
  const wanted = counts.join(' or ')
  scope.fail('wrong-use', `${name} takes ${wanted} parameters and has ${String(parameters.length)}`, part)
}

/** A type that every schema has. */
export function typeNamed(scope: Scope, name: string): TypeDefinition {
  return scope.map.schema.type(name) ?? scope.fail('unknown-type', `the type ${name} is not defined`)
}

/** The text of a value that must be a primitive. Fault: `wrong-value`. */
export function textOf(run: Run, value: Typed, what: string): string {
  const text = primitiveText(value.value)
  return text ?? run.fail('wrong-value', `${what} takes text and is given a ${value.type.name}`)
}
