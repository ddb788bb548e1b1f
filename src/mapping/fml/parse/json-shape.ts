import { fail } from '../fault.ts'

/** What a JSON value must be. */
export type Shape =
  | { readonly kind: 'text' | 'maybe-empty-text' | 'boolean' | 'integer' | 'decimal' | 'anything' }
  | { readonly kind: 'code'; readonly codes: readonly string[] }
  | { readonly kind: 'list'; readonly items: () => Shape; readonly min: number }
  | { readonly kind: 'any-object'; readonly required: readonly string[] }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Shape>>; readonly required: readonly string[] }

/** A JSON value on its way through the check. */
export interface Checked {
  readonly value: unknown
  readonly shape: Shape
  /** FHIRPath-like place: `StructureMap.group[0].rule[2]`. */
  readonly place: string
  readonly depth: number
}

/** Levels of JSON: a rule in a rule takes two, and deeper is nobody's map. */
const depthMax = 120

/**
 * Checks a JSON value against a shape; what the shape does not name is a fault, for it could mean something.
 *
 * Faults (`syntax`): the message begins with the place.
 */
export function checkShape({ value, shape, place, depth }: Checked, file: string): void {
  const refuse = (message: string): never => fail({ code: 'syntax', file, message: `${place}: ${message}` })
  if (depth > depthMax) return refuse(`stands deeper than ${depthMax} levels`)
  switch (shape.kind) {
    case 'anything':
      return
    case 'text':
      return typeof value === 'string' && value !== '' ? undefined : refuse('expected a text')
    case 'maybe-empty-text':
      return typeof value === 'string' ? undefined : refuse('expected a text')
    case 'boolean':
      return typeof value === 'boolean' ? undefined : refuse('expected true or false')
    case 'integer':
      return Number.isInteger(value) ? undefined : refuse('expected a whole number')
    case 'decimal':
      return Number.isFinite(value) ? undefined : refuse('expected a number')
    case 'code':
      return shape.codes.some((code) => code === value)
        ? undefined
        : refuse(`expected one of ${shape.codes.join(', ')}`)
    case 'list':
      if (!Array.isArray(value)) return refuse('expected a list')
      if (value.length < shape.min) return refuse('expected a list that is not empty')
      for (const [index, item] of value.entries()) {
        checkShape({ value: item, shape: shape.items(), place: `${place}[${index}]`, depth: depth + 1 }, file)
      }
      return
    case 'any-object':
    case 'object':
      if (!isObject(value)) return refuse('expected an object')
      checkFields({ value, shape, place, depth }, file)
  }
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names first: what should not be there says more than what is missing. */
function checkFields({ value, shape, place, depth }: CheckedObject, file: string): void {
  const refuse = (message: string): never => fail({ code: 'syntax', file, message: `${place}${message}` })
  const fields = shape.kind === 'object' ? shape.fields : {}
  const given = Object.keys(value).filter((name) => value[name] !== undefined)
  const unknown = given.find((name) => shape.kind === 'object' && !Object.hasOwn(fields, name))
  if (unknown !== undefined) return refuse(`.${unknown}: there is no such element here`)
  const missing = shape.required.find((name) => !given.includes(name))
  if (missing !== undefined) return refuse(`: ${missing} is missing`)
  for (const name of given) {
    const field = fields[name]
    if (field !== undefined)
      checkShape({ value: value[name], shape: field, place: `${place}.${name}`, depth: depth + 1 }, file)
  }
}

interface CheckedObject extends Checked {
  readonly value: Record<string, unknown>
  readonly shape: Extract<Shape, { readonly kind: 'any-object' | 'object' }>
}
