import { spend } from '../effort.ts'
import { fail } from '../fault.ts'
import { isWrittenDecimal } from '../schema/decimal.ts'
import { typeOfResource } from '../schema/navigate.ts'
import type { Schema, Typed } from '../schema/types.ts'
import type { HostFunction } from './functions.ts'
import { dataOf, NOTHING, singleton, type Items, type Native } from './items.ts'

interface HostCall {
  readonly host: HostFunction
  readonly name: string
  readonly input: Native
  readonly parameters: readonly Native[]
}

/** A call of a host function; a parameter without a value makes the result empty, as of FHIRPath's own functions. */
export function nativeHostFunction({ host, name, input, parameters }: HostCall, schema: Schema): Native {
  return (self, frame) => {
    const items = input(self, frame)
    const values = parameters.map((parameter) => parameterOf(parameter(self, frame), name))
    const known = values.filter((value) => value !== undefined)
    return known.length < values.length ? NOTHING : resultOf({ host, name, schema }, items, known)
  }
}

/** A parameter as a plain value; several are a FaultError `too-many`, and a structure is `wrong-value`. */
export function parameterOf(items: Items, name: string): string | number | boolean | undefined {
  const item = singleton(items, `a parameter of ${name}()`)
  const value = item === undefined ? undefined : dataOf(item)
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (isWrittenDecimal(value)) return value.toNumber()
  return fail({ code: 'wrong-value', message: `${name}() takes plain values as parameters` })
}

/** What a call of the host costs; what it does in there is the host's to bound. */
const HOST_CALL = 5

interface Host {
  readonly host: HostFunction
  readonly name: string
  readonly schema: Schema
}

/** What the host gives, with the type that it declares. */
export function resultOf(
  { host, name, schema }: Host,
  items: Items,
  parameters: readonly (string | number | boolean)[]
): readonly Typed[] {
  const result = host.call(items.map(dataOf), ...parameters)
  const values: readonly unknown[] = Array.isArray(result) ? result : [result]
  spend(HOST_CALL + items.length)
  return values
    .filter((value) => value !== undefined && value !== null)
    .map((value) => typedResult(value, host, { name, schema }))
}

function typedResult(value: unknown, { type }: HostFunction, { name, schema }: Omit<Host, 'host'>): Typed {
  const declared = schema.type(type)
  if (declared === undefined) return fail({ code: 'unknown-type', message: `${name}() gives an unknown type ${type}` })
  const own = declared.isAbstract || declared.kind === 'resource' ? typeOfResource(value, schema) : declared
  return own === undefined
    ? fail({ code: 'wrong-value', message: `${name}() gives no resource of a known type` })
    : { value, type: own }
}
