import type { ElementDefinition } from '@medplum/fhirtypes'

/**
 * Whether an element of a snapshot has the shape that compiling it relies on.
 *
 * Definitions of a package were read without a gate; one that is not what it should be is listed as not to be compiled, and
 * stops neither the start nor a message.
 */
export function isSound(element: ElementDefinition): boolean {
  const parts: Readonly<Record<string, unknown>> = { ...element }
  return (
    isText(parts['path']) &&
    isAbsentOr(parts['sliceName'], isText) &&
    isAbsentOr(parts['contentReference'], isText) &&
    isAbsentOr(parts['min'], isNumber) &&
    isAbsentOr(parts['max'], isMax) &&
    isAbsentOr(parts['maxLength'], isNumber) &&
    isAbsentOr(parts['type'], isListOf(isType)) &&
    isAbsentOr(parts['constraint'], isListOf(isConstraint)) &&
    isAbsentOr(parts['binding'], isObject) &&
    isAbsentOr(parts['slicing'], isSlicing) &&
    isAbsentOr(parts['base'], (base) => isObject(base) && isText(base['path']))
  )
}

function isAbsentOr(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value)
}

const isListOf =
  (is: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(is)

function isType(type: unknown): boolean {
  if (!isObject(type)) return false
  const lists = ['profile', 'targetProfile', 'aggregation'].map((name) => type[name])
  return isAbsentOr(type['code'], isText) && lists.every((list) => isAbsentOr(list, isListOf(isText)))
}

function isConstraint(constraint: unknown): boolean {
  if (!isObject(constraint)) return false
  return isText(constraint['key']) && isText(constraint['human']) && isAbsentOr(constraint['expression'], isText)
}

function isSlicing(slicing: unknown): boolean {
  if (!isObject(slicing)) return false
  const isDiscriminator = (one: unknown): boolean =>
    isObject(one) && isAbsentOr(one['type'], isText) && isAbsentOr(one['path'], isText)
  return isAbsentOr(slicing['discriminator'], isListOf(isDiscriminator))
}

function isMax(value: unknown): boolean {
  return isText(value) && (value === '*' || /^\d{1,9}$/.test(value))
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
