/** What went wrong, as a stable code: the first seven are faults of a map, the others of what it met. */
export type FaultCode =
  | 'syntax'
  | 'unknown-type'
  | 'unknown-element'
  | 'unknown-name'
  | 'unknown-concept-map'
  | 'wrong-use'
  | 'recursion'
  | 'check-failed'
  | 'too-many'
  | 'unmapped-code'
  | 'no-value'
  | 'wrong-value'
  | 'limit'

/** Where in a map's text something stands; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** An expected failure, of a map or of a transform, with the place of both the rule and the content. */
export interface Fault {
  readonly code: FaultCode
  /** A sentence for the one who can mend it; it never quotes content. */
  readonly message: string
  /** The file of the map, or its url where it came without a file. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** The line of the map itself. */
  readonly text?: string
  readonly map?: string
  readonly group?: string
  readonly rule?: string
  /** FHIRPath of the content at fault, from the root of the source. */
  readonly sourcePath?: string
  /** The value at fault, where it is a code, a number, a date or a uri; free text is never told. */
  readonly value?: string
}

/** Carries a fault to the engine's own boundary, where `attempt` turns it into a value. */
export class FaultError extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.message)
    this.name = 'FaultError'
    this.fault = fault
  }
}

/** What the engine's functions give back: a value, or the one fault that stopped them. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault }

/** Ends the work with a fault. */
export function fail(fault: Fault): never {
  throw new FaultError(fault)
}

/** Runs the work; a fault becomes a value, and anything else is a bug and stays an exception. */
export function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    if (error instanceof FaultError) return { ok: false, fault: error.fault }
    throw error
  }
}
