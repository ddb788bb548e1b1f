import assert from 'node:assert/strict'
import type { Extension } from '@medplum/fhirtypes'

/**
 * How JSON is written as parts of an extension. A list repeats its part, an object has a part for each field, and `named`
 * is an object whose names are free. One description serves both ways, so that they cannot part company.
 */
export type Shape =
  | Primitive
  | { readonly list: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }
  | { readonly named: Shape }

type Primitive = 'boolean' | 'code' | 'date' | 'integer' | 'string'

/** The value of a part that stands for an empty list or object: an extension has a value or parts (ext-1). */
const EMPTY = { valueBoolean: false } as const

/**
 * A value as extensions of one url; none where it is undefined.
 *
 * Throws where the value is not of that shape, a field that the shape does not know included: it would be lost in silence.
 * Source: https://hl7.org/fhir/R4/extensibility.html
 */
export function writeParts(url: string, value: unknown, shape: Shape): Extension[] {
  if (value === undefined) return []
  if (typeof shape === 'string') return [{ url, ...primitive(url, value, shape) }]
  if ('list' in shape) {
    assert(Array.isArray(value), `${url} is no list`)
    return value.length === 0 ? [{ url, ...EMPTY }] : value.flatMap((item) => writeParts(url, item, shape.list))
  }
  assert(isObject(value), `${url} is no object`)
  const extension = Object.entries(value).flatMap(([name, held]) => {
    const of = 'named' in shape ? shape.named : shape.fields[name]
    assert(of !== undefined, `${url} has a field ${name} that has no shape`)
    return writeParts(name, held, of)
  })
  return [extension.length === 0 ? { url, ...EMPTY } : { url, extension }]
}

/**
 * The value that extensions of one url say, as `writeParts` wrote it; undefined where there is none.
 *
 * @param among - extensions of any url.
 */
export function readParts(among: readonly Extension[], url: string, shape: Shape): unknown {
  const found = among.filter((one) => one.url === url)
  const [first] = found
  if (first === undefined) return undefined
  if (typeof shape === 'string') return valueOf(first, shape)
  const isEmpty = first.valueBoolean === false && first.extension === undefined
  if ('list' in shape) return isEmpty ? [] : found.map((one) => readParts([one], url, shape.list))
  const parts = first.extension ?? []
  const names = 'named' in shape ? [...new Set(parts.map((part) => part.url))] : Object.keys(shape.fields)
  const fields = names.map((name) => {
    const of = 'named' in shape ? shape.named : shape.fields[name]
    return [name, of === undefined ? undefined : readParts(parts, name, of)] as const
  })
  return Object.fromEntries(fields.filter(([, held]) => held !== undefined))
}

function primitive(url: string, value: unknown, shape: Primitive): Partial<Extension> {
  if (shape === 'boolean' && typeof value === 'boolean') return { valueBoolean: value }
  if (shape === 'integer' && typeof value === 'number') return { valueInteger: value }
  assert(typeof value === 'string' && shape !== 'boolean' && shape !== 'integer', `${url} is no ${shape}`)
  if (shape === 'code') return { valueCode: value }
  return shape === 'date' ? { valueDate: value } : { valueString: value }
}

function valueOf(extension: Extension, shape: Primitive): unknown {
  const { valueBoolean, valueCode, valueDate, valueInteger, valueString } = extension
  return { boolean: valueBoolean, code: valueCode, date: valueDate, integer: valueInteger, string: valueString }[shape]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
