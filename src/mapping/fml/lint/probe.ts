import { attempt, type Outcome } from '../fault.ts'
import { Writer } from '../run/assign.ts'
import { createAt } from '../run/create.ts'
import { setPrimitive } from '../run/primitive-node.ts'
import { defaultLimits, Run } from '../run/run.ts'
import { rootTarget, TargetNode } from '../run/target-node.ts'
import type { Schema, Typed, TypeDefinition } from '../schema/types.ts'

/**
 * Asks the engine itself whether a value of a type may stand at an element, by writing one into an empty parent.
 *
 * @param value - a constant, or `valueOf` a type where only the type is known.
 * @returns the engine's fault, or undefined.
 */
export function writeFault(parent: TypeDefinition, name: string, value: Typed, schema: Schema): string | undefined {
  return faultOf(
    attempt(() => {
      const run = runOf(schema)
      const node = nodeOf(parent)
      if (name === '') setPrimitive(run, node, value)
      else new Writer(name).write(run, node, value)
    })
  )
}

/** Asks the engine what it makes at an element: the type, or why it cannot. */
export function created(
  parent: TypeDefinition,
  name: string,
  type: TypeDefinition | undefined,
  schema: Schema
): Outcome<TypeDefinition> {
  return attempt(() => createAt(runOf(schema), nodeOf(parent), name, { type, reuse: 'single' }).type)
}

/** A value of which only the type is known: a partner without a value, whose form is not looked at. */
export function valueOf(type: TypeDefinition): Typed {
  return { value: undefined, type, partner: {} }
}

function nodeOf(type: TypeDefinition): TargetNode {
  if (type.kind !== 'primitive') return rootTarget(type)
  const property = type.elements.get('value')?.properties[0]
  return property === undefined ? rootTarget(type) : new TargetNode(type, { parent: rootTarget(type), property })
}

function runOf(schema: Schema): Run {
  return new Run({ schema, limits: defaultLimits, seed: () => '', lineage: false, coverage: undefined })
}

function faultOf(outcome: Outcome<unknown>): string | undefined {
  return outcome.ok ? undefined : outcome.fault.message
}
