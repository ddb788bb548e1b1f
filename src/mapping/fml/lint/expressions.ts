import { attempt } from '../fault.ts'
import { compileExpression } from '../fhirpath/expression.ts'
import { readExpression } from '../fhirpath/read-expression.ts'
import { type Read, readsOf } from '../fhirpath/reads.ts'
import type { Term } from '../fhirpath/term.ts'
import type { RuleScope, Value } from './scope.ts'
import { termTypes } from './term-types.ts'
import { OPEN, step, steps, type TypeSet } from './type-set.ts'

/** What an expression gives, as far as that is certain. */
export interface Given {
  readonly types: TypeSet
  readonly isMany: boolean
  /** Lists around what it is made of. */
  readonly lists: number
  /** What it is on all content, where it takes nothing of the content. */
  readonly constant: boolean | undefined
}

/**
 * Looks at an expression of a rule: notes what it reads, and elements that nothing has.
 *
 * @param focus - what a path without a variable is about.
 */
export function lookAt(text: string, focus: Value | undefined, scope: RuleScope, part: object): Given {
  const names = [...scope.variables.keys()]
  const { constants, options } = scope.group.map
  const slots = new Map(names.map((name, index) => [name, index + 1]))
  const context = { schema: options.schema, functions: options.functions ?? {}, constants, slots }
  const read = attempt(() => readExpression(text, context))
  if (!read.ok) {
    const { code, message } = read.fault
    scope.error(code, `${message} (in the FHIRPath ${JSON.stringify(text.slice(0, 200))})`, part)
    return { types: OPEN, isMany: false, lists: scope.depth.lists, constant: undefined }
  }
  const { term, slots: used } = read.value
  for (const [name, slot] of slots) if (used.has(slot)) mention(name, { text, focus, scope, part })
  const values = readsOf(term, options.schema).map((one) => noted(one, { text, focus, scope, part }))
  const constant = isConstant(term) ? compileExpression(text, context).test(undefined, []) : undefined
  return {
    ...termTypes(term, focus?.types ?? OPEN, scope),
    lists: Math.max(0, ...values.map((value) => value?.lists ?? scope.depth.lists)),
    constant
  }
}

interface Looking {
  readonly text: string
  readonly focus: Value | undefined
  readonly scope: RuleScope
  readonly part: object
}

function noted({ variable, path }: Read, { text, focus, scope, part }: Looking): Value | undefined {
  const value = variable === '' ? focus : scope.variables.get(variable)
  if (value === undefined) return undefined
  const { unknown } = path.includes('resourceType') ? { unknown: undefined } : steps(value.types, path)
  if (unknown !== undefined) {
    scope.error('unknown-element', `${unknown} (in the FHIRPath ${JSON.stringify(text.slice(0, 200))})`, part)
  }
  // What is looked at need not have been kept.
  value.reading?.follow(path).take(false)
  return value
}

/** `%name` means the variable; a bare name that is an element too may be meant as that. */
function mention(name: string, { text, focus, scope, part }: Looking): void {
  const value = scope.variables.get(name)
  if (value === undefined) return
  const isElement = focus !== undefined && !focus.types.isOpen && focus.types.known.size > 0
  const isBare = new RegExp(`(?<![%.\\w\`'])${name}\\b`).test(text)
  const isMarked = text.includes(`%${name}`) || text.includes(`%\`${name}\``)
  const isHiding = isElement && focus !== value && step(focus.types, name).isKnown
  if (isBare && !isMarked && isHiding) scope.mentions.bare.push({ value, scope, part })
  else scope.mentions.sure.add(value)
}

function isConstant(term: Term): boolean {
  if (term.kind === 'literal' || term.kind === 'empty') return true
  if (term.kind === 'operator') return isConstant(term.left) && isConstant(term.right)
  return term.kind === 'call' && term.name === 'not' && term.input !== undefined && isConstant(term.input)
}
