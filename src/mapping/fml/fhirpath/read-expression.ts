import { fail } from '../fault.ts'
import { conformance } from './conformance.ts'
import type { ExpressionContext } from './expression-context.ts'
import { checkFunction } from './functions.ts'
import { parseSyntax, unquoted, withSingleQuotes, type SyntaxNode } from './library-syntax.ts'
import { environmentLiteral, isEnvironment, isSystemType } from './standard-names.ts'
import type { Term } from './term.ts'
import { editedText, type Edit } from './text-edits.ts'

/** An expression as this engine looks at it, and as the library is to see it. */
export interface ReadExpression {
  readonly term: Term
  /** With variables as `%v<slot>`, constants written out, and `.value` as a function that knows primitives. */
  readonly libraryText: string
  /** The slots that the expression uses. */
  readonly slots: ReadonlySet<number>
}

/** The library's name for what a slot holds. */
export function libraryName(slot: number): string {
  return `v${slot}`
}

/** The name of the function that stands for `.value` in the library's text. */
export const VALUE_FUNCTION = 'valueOrPrimitive'

/** Operators in a row and steps of a path; the stack of the library bears some thousands. */
const DEPTH_MAX = 400

/** Constants may use constants; written out they may not grow without end. */
const WRITTEN_OUT_MAX = 20_000

/** Reads an expression: FaultErrors `syntax`, `limit`, `unknown-name`, `unknown-type`, `wrong-use` and `recursion`. */
export function readExpression(text: string, context: ExpressionContext): ReadExpression {
  const slots = new Set<number>()
  const reader = new Reader(text, { context, slots, constants: [] })
  return { ...reader.read(), slots }
}

interface Shared {
  readonly context: ExpressionContext
  readonly slots: Set<number>
  /** The constants that are being written out, from the outermost. */
  readonly constants: readonly string[]
}

class Reader {
  private readonly text: string
  private readonly shared: Shared
  private readonly edits: Edit[] = []
  private readonly defined = new Set<string>()

  constructor(text: string, shared: Shared) {
    this.text = withSingleQuotes(text)
    this.shared = shared
  }

  read(): { term: Term; libraryText: string } {
    const term = this.expression(parseSyntax(this.text), 0)
    const libraryText = editedText(this.text, this.edits)
    if (libraryText.length > WRITTEN_OUT_MAX)
      fail({ code: 'limit', message: 'FHIRPath constants written out are too long' })
    return { term, libraryText }
  }

  private expression(node: SyntaxNode, depth: number): Term {
    if (depth > DEPTH_MAX) return fail({ code: 'limit', message: 'a FHIRPath expression nested too deep' })
    const [first, second] = node.children ?? []
    const next = depth + 1
    if (WRAPPERS.has(node.type) && first !== undefined) return this.expression(first, next)
    if (OPERATORS.has(node.type) && first !== undefined && second !== undefined) {
      const left = this.expression(first, next)
      return { kind: 'operator', operator: node.text ?? '', left, right: this.expression(second, next) }
    }
    switch (node.type) {
      case 'InvocationExpression':
        if (first === undefined || second === undefined) break
        return this.invocation(second, this.expression(first, next), next)
      case 'IndexerExpression':
        if (first === undefined || second === undefined) break
        return { kind: 'index', input: this.expression(first, next), index: this.expression(second, next) }
      case 'TypeExpression':
        if (first === undefined || second === undefined) break
        return this.typeTerm(node.text === 'as' ? 'as' : 'is', this.expression(first, next), second)
      case 'LiteralTerm':
        return first === undefined ? { kind: 'opaque', children: [] } : literal(first)
      case 'ExternalConstantTerm':
        return this.external(node)
      case 'PolarityExpression':
        return signed(node, this.childrenOf(node, next))
    }
    if (INVOCATIONS.has(node.type)) return this.invocation(node, undefined, next)
    return { kind: 'opaque', children: this.childrenOf(node, next) }
  }

  private childrenOf(node: SyntaxNode, depth: number): readonly Term[] {
    const children = node.children ?? []
    return children.filter(({ type }) => !NAMES.has(type)).map((child) => this.expression(child, depth))
  }

  private invocation(node: SyntaxNode, input: Term | undefined, depth: number): Term {
    if (node.type === 'MemberInvocation') return this.member(node, input)
    if (node.type === 'FunctionInvocation') return this.call(node, input, depth)
    if (node.type === 'ThisInvocation' && input === undefined) return { kind: 'this' }
    return { kind: 'opaque', children: input === undefined ? [] : [input] }
  }

  private member(node: SyntaxNode, input: Term | undefined): Term {
    const written = node.text ?? ''
    const name = unquoted(written)
    const slot = input === undefined ? this.shared.context.slots.get(name) : undefined
    if (slot !== undefined) {
      this.replace(node, written, `%${libraryName(slot)}`)
      return this.variable(name, slot)
    }
    if (name === 'value') this.replace(node, written, `${VALUE_FUNCTION}()`)
    return { kind: 'member', input, name, isAtRoot: node.atRoot === 1 }
  }

  private variable(name: string, slot: number): Term {
    this.shared.slots.add(slot)
    return { kind: 'variable', name, slot }
  }

  private call(node: SyntaxNode, input: Term | undefined, depth: number): Term {
    const name = unquoted(node.text ?? '')
    const list = node.children?.[0]?.children?.filter(({ type }) => type !== 'Identifier') ?? []
    const written = list.flatMap((one) => (one.type === 'ParamList' ? (one.children ?? []) : [one]))
    checkFunction(name, written.length, this.shared.context.functions)
    const [only] = written
    if ((name === 'is' || name === 'as' || name === 'ofType') && only !== undefined)
      return this.typeTerm(name, input, only)
    const parameters = written.map((one) => this.expression(one, depth))
    if (name === 'defineVariable') this.define(parameters[0])
    if (name === 'conformsTo') this.checkProfile(parameters[0])
    return { kind: 'call', input, name, parameters }
  }

  private define(name: Term | undefined): void {
    if (name?.kind === 'literal' && typeof name.value === 'string') this.defined.add(name.value)
  }

  private checkProfile(profile: Term | undefined): void {
    if (profile?.kind !== 'literal' || typeof profile.value !== 'string') return
    conformance(profile.value, this.shared.context.schema)
  }

  private typeTerm(operation: 'is' | 'as' | 'ofType', input: Term | undefined, node: SyntaxNode): Term {
    const names = (node.text ?? '').split('.').map(unquoted)
    const name = names.at(-1) ?? ''
    const namespace = names.length > 1 ? names[0] : undefined
    const isKnown = namespace === 'System' ? isSystemType(name) : this.isType(name, namespace)
    if (!isKnown || names.length > 2) {
      return fail({ code: 'unknown-type', message: `FHIRPath, ${operation}: there is no type ${names.join('.')}` })
    }
    return { kind: 'type', operation, input, namespace, name }
  }

  private isType(name: string, namespace: string | undefined): boolean {
    if (namespace !== undefined && namespace !== 'FHIR') return false
    // A schema knows backbone elements and canonicals too, which FHIRPath cannot name.
    const isName = /^\w+$/.test(name)
    return (isName && this.shared.context.schema.type(name) !== undefined) || isSystemType(name) || ROOTS.has(name)
  }

  private external(node: SyntaxNode): Term {
    const { text, written } = externalName(node, this.text.slice(this.offsetOf(node)))
    const { slots, constants } = this.shared.context
    const slot = slots.get(text)
    const constant = constants?.get(text)
    const isKnown = slot !== undefined || constant !== undefined
    if (isEnvironment(text)) {
      if (isKnown) fail({ code: 'wrong-use', message: `%${text} is FHIRPath's own name; rename what the map calls so` })
      return this.environment(node, { text, written })
    }
    if (slot !== undefined) {
      this.replace(node, written, `%${libraryName(slot)}`)
      return this.variable(text, slot)
    }
    if (constant !== undefined) return this.writtenOut(node, { text, written, constant })
    if (this.defined.has(text)) return { kind: 'opaque', children: [] }
    return fail({ code: 'unknown-name', message: `FHIRPath: there is no variable %${text}`, value: text })
  }

  private environment(node: SyntaxNode, { text, written }: { text: string; written: string }): Term {
    const value = environmentLiteral(text)
    if (value === undefined) return { kind: 'opaque', children: [{ kind: 'this' }] }
    this.replace(node, written, `'${value}'`)
    return { kind: 'literal', value }
  }

  private writtenOut(
    node: SyntaxNode,
    { text, written, constant }: Record<'text' | 'written' | 'constant', string>
  ): Term {
    const { constants, ...shared } = this.shared
    if (constants.includes(text)) return fail({ code: 'recursion', message: `the constant ${text} uses itself` })
    const { term, libraryText } = new Reader(constant, { ...shared, constants: [...constants, text] }).read()
    this.replace(node, written, `(${libraryText})`)
    return term
  }

  private replace(node: SyntaxNode, written: string, by: string): void {
    this.edits.push({ offset: this.offsetOf(node), length: written.length, by })
  }

  private offsetOf({ start }: SyntaxNode): number {
    const { line = 1, column = 1 } = start ?? {}
    const before = this.text.split('\n').slice(0, line - 1)
    return before.reduce((sum, { length }) => sum + length + 1, column - 1)
  }
}

const WRAPPERS: ReadonlySet<string> = new Set([
  'EntireExpression',
  'TermExpression',
  'InvocationTerm',
  'ParenthesizedTerm',
  'SortDirectionArgument'
])

const OPERATORS: ReadonlySet<string> = new Set(
  ['Multiplicative', 'Additive', 'Union', 'Inequality', 'Equality', 'Membership', 'And', 'Or', 'Implies'].map(
    (name) => `${name}Expression`
  )
)

const INVOCATIONS: ReadonlySet<string> = new Set(['MemberInvocation', 'FunctionInvocation', 'ThisInvocation'])

/** Children that name something and are no expressions themselves. */
const NAMES: ReadonlySet<string> = new Set(['Identifier', 'QualifiedIdentifier', 'ExternalConstant', 'TypeSpecifier'])

/** The tops of FHIR's types, which definitions do not always come with. */
const ROOTS: ReadonlySet<string> = new Set(['Element', 'BackboneElement', 'Resource', 'DomainResource'])

function literal(node: SyntaxNode): Term {
  const { type, text = '' } = node
  if (type === 'NullLiteral') return { kind: 'empty' }
  if (type === 'BooleanLiteral') return { kind: 'literal', value: text === 'true' }
  if (type === 'StringLiteral') return { kind: 'literal', value: unquoted(text) }
  if (type === 'NumberLiteral') return number(text)
  const { value, unit } = node
  if (type === 'QuantityLiteral' && value !== undefined && unit !== undefined) {
    return { kind: 'quantity', amount: Number(value), unit }
  }
  return { kind: 'opaque', children: [] }
}

/** `1.0` is a decimal and JavaScript's 1 is not, so the library keeps the account of it. */
function number(text: string): Term {
  const value = Number(text)
  const isExact = text.includes('.') ? !Number.isInteger(value) : Number.isSafeInteger(value)
  return isExact ? { kind: 'literal', value } : { kind: 'opaque', children: [] }
}

function signed({ text }: SyntaxNode, children: readonly Term[]): Term {
  const [only] = children
  if (only?.kind !== 'literal' || typeof only.value !== 'number') return { kind: 'opaque', children }
  return { kind: 'literal', value: text === '-' ? -only.value : only.value }
}

/** The name after `%`, and all that is written for it. */
function externalName(node: SyntaxNode, rest: string): { text: string; written: string } {
  const [written = ''] = /^%\s*(?:`(?:\\[\s\S]|[^`\\])*`|'(?:\\[\s\S]|[^'\\])*'|\w+)/.exec(rest) ?? []
  const text = unquoted(written.slice(1).trim())
  if (text === '') return fail({ code: 'syntax', message: `FHIRPath: no name after % at ${node.start?.column ?? 0}` })
  return { text, written }
}
