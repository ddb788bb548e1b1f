import { FaultError } from '../fault.ts'
import { isKindOf } from '../schema/navigate.ts'
import type { Schema, Typed } from '../schema/types.ts'
import type { Frame } from './expression-context.ts'
import { booleanOf, dataOf, NotNative, type Item, type Native } from './items.ts'
import type { Term } from './term.ts'

/** One step of a way to values: an element by its name, or a choice among what was found. */
export type ReadStep = string | Choice

/** A choice among the values found on a way: what it leaves out is not read. */
export interface Choice {
  /** True where it hangs on nothing but the values themselves. */
  readonly isFixed: boolean
  readonly choose: <T extends Typed>(items: readonly T[], frame: Frame) => readonly T[]
}

/** What meets a condition, or what does not; what only the library can decide counts as either. */
export function meeting(criterion: Native, term: Term, isWanted = true): Choice {
  return decided(term, (item, frame) => (booleanOf(criterion([item], frame), 'a condition') === true) === isWanted)
}

/** What an expression gives nothing of. */
export function lacking(expression: Native, term: Term): Choice {
  return decided(term, (item, frame) => expression([item], frame).length === 0)
}

function decided(term: Term, decide: (item: Typed, frame: Frame) => boolean): Choice {
  const isMet = (item: Typed, frame: Frame): boolean => {
    try {
      return decide(item, frame)
    } catch (error) {
      if (error instanceof NotNative || (error instanceof FaultError && error.fault.code !== 'limit')) return true
      throw error
    }
  }
  return {
    isFixed: !JSON.stringify(term).includes('"kind":"variable"'),
    choose: (items, frame) => items.filter((item) => isMet(item, frame))
  }
}

/** What is of a type. */
export function ofType(name: string, schema: Schema): Choice {
  return { isFixed: true, choose: (items) => items.filter(({ type }) => isKindOf(type, name, schema)) }
}

/** The extensions of a url. */
export function ofUrl(url: string): Choice {
  const isOf = (item: Item): boolean => {
    const data = dataOf(item)
    return typeof data === 'object' && data !== null && 'url' in data && data.url === url
  }
  return { isFixed: true, choose: (items) => items.filter(isOf) }
}

/** The choice of a function that takes a part of a list by its place; undefined for any other. */
export function byPlace(name: string, count: number | undefined): Choice | undefined {
  const range = rangeOf(name, count)
  return range === undefined ? undefined : { isFixed: true, choose: (items) => items.slice(...range) }
}

function rangeOf(name: string, count: number | undefined): readonly [number, number?] | undefined {
  if (name === 'first') return [0, 1]
  if (name === 'last') return [-1]
  if (name === 'tail') return [1]
  if (count === undefined || !Number.isInteger(count) || count < 0) return undefined
  if (name === 'take') return [0, count]
  if (name === 'skip') return [count]
  return name === 'index' ? [count, count + 1] : undefined
}
