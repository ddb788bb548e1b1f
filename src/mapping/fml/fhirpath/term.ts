/** A FHIRPath expression as this engine looks at it; `opaque` is what only the library understands. */
export type Term =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'quantity'; readonly amount: number; readonly unit: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'this' }
  | { readonly kind: 'variable'; readonly name: string; readonly slot: number }
  | MemberTerm
  | CallTerm
  | { readonly kind: 'index'; readonly input: Term; readonly index: Term }
  | OperatorTerm
  | TypeTerm
  | { readonly kind: 'opaque'; readonly children: readonly Term[] }

/** An element by name; without input it stands at the start of a path. */
export interface MemberTerm {
  readonly kind: 'member'
  readonly input: Term | undefined
  readonly name: string
  /** True at the start of a path outside the arguments of functions, where the name of a type may stand. */
  readonly isAtRoot: boolean
}

/** A function; without input it works on what `$this` is. */
export interface CallTerm {
  readonly kind: 'call'
  readonly input: Term | undefined
  readonly name: string
  readonly parameters: readonly Term[]
}

/** An operator between two values, by its symbol or word. */
export interface OperatorTerm {
  readonly kind: 'operator'
  readonly operator: string
  readonly left: Term
  readonly right: Term
}

/** A question about types, as an operator (`x is Coding`) or as a function (`x.ofType(Coding)`). */
export interface TypeTerm {
  readonly kind: 'type'
  readonly operation: 'is' | 'as' | 'ofType'
  readonly input: Term | undefined
  readonly namespace: string | undefined
  readonly name: string
}
