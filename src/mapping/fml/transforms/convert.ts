import { cover } from '../compile/source.ts'
import { writtenName } from '../parse/quoted.ts'
import { castPrimitive, tellable } from '../run/primitive.ts'
import { asSource } from '../run/read.ts'
import { TargetNode } from '../run/target-node.ts'
import type { Typed } from '../schema/types.ts'
import { type TransformCall, type TransformMaker, takes, wantedType } from './transform.ts'

/**
 * `cast(source, type?)`: a value as another primitive type; without a type, as the one that the target element has.
 *
 * Faults: `wrong-value` where the value does not read as one, `wrong-use` where no type is given and several are possible.
 * Source: http://hl7.org/fhir/R4/valueset-map-transform.html
 */
export const cast: TransformMaker = (context) => {
  takes(context, 'cast', 1, 2)
  const { scope, parameters, part } = context
  const name = parameters[1]?.constant
  const named = typeof name === 'string' ? scope.type(name, part) : undefined
  if (parameters.length === 2 && named?.kind !== 'primitive') {
    return scope.fail('wrong-use', 'cast goes to a primitive type, named in quotes', part)
  }
  return {
    make: (call) => {
      const { run, frame } = call
      const value = parameters[0]?.read(frame)
      if (value?.value === undefined) return undefined
      const type = named ?? wantedType(call)
      if (type?.kind !== 'primitive') return run.fail('wrong-use', 'cast needs a type here: several are possible')
      const cast = castPrimitive(value.value, type)
      if (cast === undefined) {
        const told = tellable(value.value, value.type)
        return run.fail('wrong-value', `the value does not read as a ${type.name}`, { value: told })
      }
      return { type, value: cast, partner: value.partner }
    }
  }
}

/**
 * `dateOp(date, duration)`: a date, dateTime or instant moved by an ISO 8601 duration, `P14D` or `-P1M`.
 *
 * R4 leaves the parameters open ("to be documented"); these are ours. Days and hours are different units, and a month is
 * a calendar month, as in FHIRPath.
 */
export const dateOp: TransformMaker = (context) => {
  takes(context, 'dateOp', 2)
  const { scope, parameters, part } = context
  const [moved, by] = parameters
  const text = dateArithmetic(moved?.variable, by?.constant)
  if (text === undefined) {
    return scope.fail('wrong-use', "dateOp takes a variable and a duration such as 'P14D' or '-P1M'", part)
  }
  const { expression } = scope.expression(text, part)
  return { make: ({ frame, item }) => expression.evaluate(item, frame)[0] }
}

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds']

/** The FHIRPath that does it, where the duration is one. */
function dateArithmetic(variable: string | undefined, duration: unknown): string | undefined {
  const form = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
  const match = typeof duration === 'string' ? form.exec(duration) : null
  if (match === null || variable === undefined) return undefined
  const [, minus, ...amounts]: readonly (string | undefined)[] = match
  const terms = amounts.flatMap((amount, index) => (amount === undefined ? [] : [`${amount} ${UNITS[index] ?? ''}`]))
  const sign = minus === undefined ? '+' : '-'
  return terms.length === 0
    ? undefined
    : `%${writtenName(variable)} ${terms.map((term) => `${sign} ${term}`).join(' ')}`
}

/** `copy(source)`: the value as it is. */
export const copy: TransformMaker = (context) => {
  takes(context, 'copy', 1)
  const [parameter] = context.parameters
  return { make: ({ frame }) => parameter?.read(frame) }
}

/** `evaluate(expression)` or `evaluate(context, expression)`: what the FHIRPath gives. */
export const evaluate: TransformMaker = (context) => {
  takes(context, 'evaluate', 1, 2)
  const { scope, parameters, part } = context
  const [focus, text] = parameters.length === 1 ? [undefined, parameters[0]] : parameters
  if (typeof text?.constant !== 'string') return scope.fail('wrong-use', 'evaluate needs an expression', part)
  const { expression, reads } = scope.expression(text.constant, part)
  const focused = ({ frame, item }: TransformCall): Typed | undefined => {
    const node = focus === undefined ? item : focus.read(frame)
    // What is taken out of a target does not change with it.
    return node instanceof TargetNode ? asSource(node) : node
  }
  return {
    make: (call) => expression.evaluate(focused(call), call.frame),
    // What an expression is made of is told by the nodes that it starts from.
    from: (call) => reads.map(({ slot }) => (slot === undefined ? focused(call) : call.frame[slot])),
    cover: (call) => {
      cover(reads, focused(call), call.run, call.frame)
    }
  }
}
