import { fail } from '../fault.ts'
import type { Typed } from '../schema/types.ts'
import type { ExpressionContext, Frame } from './expression-context.ts'
import { dataOf, NotNative, NOTHING, typedItems, type Items, type Native } from './items.ts'
import { libraryEvaluation, type LibraryEvaluation } from './library.ts'
import { nativeOf } from './native.ts'
import { readExpression } from './read-expression.ts'
import { readsOf, type Read } from './reads.ts'

export type { HostFunction, HostFunctions } from './functions.ts'
export type { ExpressionContext, Frame } from './expression-context.ts'

/** A FHIRPath expression, ready to be evaluated often. */
export interface Expression {
  readonly text: string
  /** True where closures evaluate it; on dates, quantities and whole structures they still ask the library. */
  readonly isNative: boolean
  /** Element paths that it takes values from, for coverage: variable name (`''` = the focus) and element names. */
  readonly reads: readonly Read[]
  /**
   * The values, with FHIR types; those of FHIRPath itself are `string`, `boolean`, `integer`, `decimal` and so on.
   *
   * FaultErrors: `too-many` where one value is needed and several stand, `wrong-value` for what cannot be evaluated.
   */
  evaluate(focus: Typed | undefined, frame: Frame): readonly Typed[]
  /** Whether the one result is true; none is false, and one that is no boolean is true (singleton evaluation). */
  test(focus: Typed | undefined, frame: Frame): boolean
}

/**
 * Compiles an expression once.
 *
 * A name at the start of a path that equals a variable in scope is that variable, as other FML engines have it; `%name`
 * always is. `.value` of a primitive is the primitive itself. FaultErrors: `syntax` with the column, `limit`,
 * `unknown-name` (variable or function), `unknown-type`, `wrong-use`, and `recursion` for a constant that uses itself.
 *
 * @see http://hl7.org/fhirpath/N1/ and http://hl7.org/fhir/R4/fhirpath.html
 */
export function compileExpression(text: string, context: ExpressionContext): Expression {
  const read = readExpression(text, context)
  const native = nativeOf(read.term, context)
  const library = libraryEvaluation(read, context)
  const reads = readsOf(read.term, context.schema, (term) => nativeOf(term, context))
  return native === undefined
    ? { text, isNative: false, reads, evaluate: library, test: (focus, frame) => truthOf(library(focus, frame)) }
    : { text, isNative: true, reads, ...evaluations(native, library, context) }
}

function evaluations(
  native: Native,
  library: LibraryEvaluation,
  { schema }: ExpressionContext
): Pick<Expression, 'evaluate' | 'test'> {
  const items = (focus: Typed | undefined, frame: Frame): Items => {
    try {
      return native(focus === undefined ? NOTHING : [focus], frame)
    } catch (error) {
      if (error instanceof NotNative) return library(focus, frame)
      throw error
    }
  }
  return {
    evaluate: (focus, frame) => typedItems(items(focus, frame), schema),
    test: (focus, frame) => truthOf(items(focus, frame))
  }
}

function truthOf(items: Items): boolean {
  const [first] = items
  if (items.length > 1)
    fail({ code: 'too-many', message: `FHIRPath: a condition takes one value and has ${items.length}` })
  if (first === undefined) return false
  const data = dataOf(first)
  return data !== undefined && data !== null && data !== false
}
