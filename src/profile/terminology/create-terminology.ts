import type { Definitions } from '../definitions/definitions.ts'
import type { Check } from '../scope.ts'
import { bindingCheck, type Binding, type BoundElement } from './binding-check.ts'
import { codeSystemIndex } from './code-system-index.ts'
import { codedValue } from './codings.ts'
import { codingCheck } from './coding-check.ts'
import { membershipOf } from './value-membership.ts'
import { valueSetIndex, type ValueSetIndex } from './value-set-index.ts'

/** The terminology that is at hand. */
export interface Terminology {
  /**
   * The check of a binding; undefined where it asks nothing that can be broken (`preferred`, `example`).
   *
   * Errors: `code-not-allowed`; warning: `code-outside`; information: `code-unchecked`.
   */
  binding(binding: Binding, element?: BoundElement): Check | undefined
  /** The check of a Coding, whatever it is bound to. */
  readonly coding: Check
  /** The check of the unit of a Quantity, which is a code as that of a Coding is. */
  readonly quantity: Check
  /** Whether a value is in a value set, as `memberOf` of FHIRPath asks; undefined where that cannot be said. */
  isMember(valueSet: string, value: unknown): boolean | undefined
  readonly valueSets: ValueSetIndex
}

/** The terminology of these definitions: nothing is compiled before it is asked for. */
export function createTerminology(definitions: Pick<Definitions, 'valueSet' | 'codeSystem'>): Terminology {
  const systems = codeSystemIndex(definitions)
  const valueSets = valueSetIndex(definitions, systems)
  const parts = { definitions, systems }
  return {
    valueSets,
    binding: (binding, element = ANY) => bindingCheck(binding, element, { systems, valueSets }),
    coding: codingCheck({ ...parts, type: 'Coding' }),
    quantity: codingCheck({ ...parts, type: 'Quantity' }),
    isMember: (canonical, value) => {
      const membership = membershipOf(codedValue(value), valueSets(canonical))
      return membership === 'unknown' ? undefined : membership === 'in'
    }
  }
}

/** Where nobody says which element is bound. */
const ANY: BoundElement = { id: 'binding' }
