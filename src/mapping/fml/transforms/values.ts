import { numberOf } from '../run/primitive.ts'
import type { JsonObject } from '../schema/types.ts'
import { type TransformContext, type TransformMaker, takes, textOf, typeNamed } from './transform.ts'

/** `cc(text)` or `cc(system, code[, display])`: a CodeableConcept. Source of all here: http://hl7.org/fhir/R4/valueset-map-transform.html */
export const cc: TransformMaker = (context) => {
  takes(context, 'cc', 1, 2, 3)
  const type = typeNamed(context.scope, 'CodeableConcept')
  const isText = context.parameters.length === 1
  const read = texts(context, 'cc')
  return {
    make: (call) => {
      const [first, code, display] = read(call)
      if (first === undefined || (!isText && code === undefined)) return undefined
      const coding = present({ system: first, code, display })
      return { type, value: isText ? { text: first } : { coding: [coding] } }
    }
  }
}

/** `c(system, code[, display])`: a Coding. */
export const c: TransformMaker = (context) => {
  takes(context, 'c', 2, 3)
  const type = typeNamed(context.scope, 'Coding')
  const read = texts(context, 'c')
  return {
    make: (call) => {
      const [system, code, display] = read(call)
      return code === undefined ? undefined : { type, value: present({ system, code, display }) }
    }
  }
}

/** `id(system, value[, type])`: an Identifier; the type is a code of the v2 identifier types. */
export const id: TransformMaker = (context) => {
  takes(context, 'id', 2, 3)
  const type = typeNamed(context.scope, 'Identifier')
  const read = texts(context, 'id')
  return {
    make: (call) => {
      const [system, value, code] = read(call)
      if (value === undefined) return undefined
      const typed = code === undefined ? {} : { type: { coding: [{ system: IDENTIFIER_TYPES, code }] } }
      return { type, value: { ...typed, ...present({ system, value }) } }
    }
  }
}

const IDENTIFIER_TYPES = 'http://terminology.hl7.org/CodeSystem/v2-0203'

/** `cp(value)` or `cp(system, value)`: a ContactPoint; a system that is not given follows from the value, or is left out. */
export const cp: TransformMaker = (context) => {
  takes(context, 'cp', 1, 2)
  const type = typeNamed(context.scope, 'ContactPoint')
  const isAlone = context.parameters.length === 1
  const read = texts(context, 'cp')
  return {
    make: (call) => {
      const [first, second] = read(call)
      const value = isAlone ? first : second
      if (value === undefined) return undefined
      return { type, value: present({ system: isAlone ? contactSystem(value) : first, value }) }
    }
  }
}

function contactSystem(value: string): string | undefined {
  if (/^(?:mailto:)?[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'email'
  if (/^(?:tel:)?\+?[\d\s().-]{3,}$/.test(value)) return 'phone'
  return /^https?:\/\//.test(value) ? 'url' : undefined
}

/**
 * `qty(text)` or `qty(value, unit[, system, code])`: a Quantity.
 *
 * The text is `[comparator]value[space]unit`, and a unit begins with a letter, `%`, `°`, a bracket or a slash; fault
 * `wrong-value` where it does not read as one: 5,5 mg and 120/80 mmHg are no 5 and no 120.
 */
export const qty: TransformMaker = (context) => {
  takes(context, 'qty', 1, 2, 4)
  const type = typeNamed(context.scope, 'Quantity')
  const isText = context.parameters.length === 1
  const read = texts(context, 'qty')
  return {
    make: (call) => {
      const [first, unit, system, code] = read(call)
      if (first === undefined) return undefined
      const match = /^(<=|>=|<|>)?\s*(-?\d+(?:\.\d+)?)\s*((?:\/?[\p{L}%°[{].*)?)$/u.exec(first)
      const value = numberOf(match?.[2] ?? '')
      if (match === null || value === undefined || (!isText && (match[1] !== undefined || match[3] !== ''))) {
        return call.run.fail('wrong-value', 'qty is given what does not read as a quantity')
      }
      if (!isText) return { type, value: { value, ...present({ unit, system, code }) } }
      return {
        type,
        value: { value, ...present({ comparator: match[1], unit: match[3] === '' ? undefined : match[3] }) }
      }
    }
  }
}

/** The parameters as texts; one that is absent is undefined. */
function texts({ parameters }: TransformContext, name: string) {
  return ({ run, frame }: Parameters<ReturnType<TransformMaker>['make']>[0]): readonly (string | undefined)[] =>
    parameters.map((parameter) => {
      const value = parameter.read(frame)
      return value?.value === undefined ? undefined : textOf(run, value, name)
    })
}

/** The members that have a value. */
function present(members: Readonly<Record<string, string | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
