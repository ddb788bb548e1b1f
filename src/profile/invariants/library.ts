import { compile, parse, type Compile, type OptionVariants } from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { assertKnownFunctions } from './known-functions.ts'
import { dataOf, GRAPH, libraryFunctions, type Terminology } from './library-functions.ts'
import { typeAt } from './plain-members.ts'
import type { Surroundings } from './reference-target.ts'

/** What an expression gives for a value: each item as it stands in JSON; undefined where it cannot be evaluated. */
export type Evaluated = (value: unknown, around: Surroundings) => readonly unknown[] | undefined

/** An expression, and what it is asked about. */
export interface Asked {
  readonly expression: string
  /** The FHIR path of `$this`: `Period`, `Patient.contact`, `ServiceRequest`. */
  readonly at: string
  readonly terminology?: Terminology | undefined
}

/**
 * Compiles an expression with the FHIRPath library, which answers everything and takes its time.
 *
 * Throws for an expression that it does not understand, or a function that it does not have.
 */
export function compiledByLibrary({ expression, at, terminology }: Asked): Evaluated {
  assertKnownFunctions(parse(expression))
  let steps = 0
  const options = {
    async: false,
    resolveInternalTypes: false,
    // Without a function of our own, trace() would print parts of the message.
    traceFn: () => undefined,
    userInvocationTable: libraryFunctions(terminology),
    debugger: (_context, _focus, result) => {
      steps += 1 + result.length
      if (steps > STEPS_MAX) throw new Error('too many steps')
    }
  } satisfies OptionVariants
  const base = typeAt(at)
  const path = base === undefined ? expression : { base, expression }
  const evaluate: Compile<typeof options> = compile(path, r4, options)
  return (value, around) => {
    if (isLargerThan(value, NODES_MAX) || (asksAround.test(expression) && isLargerThan(around.root, NODES_MAX))) {
      return undefined
    }
    steps = 0
    try {
      return evaluate(value, variablesOf(around)).map(dataOf)
    } catch {
      // Several values where one is asked, units that cannot be compared, a function that needs what is not here.
      return undefined
    }
  }
}

/** Steps and items of one evaluation: some tens of milliseconds. */
const STEPS_MAX = 100_000

/** Values in what is evaluated, because the library compares each with each to find those that are the same. */
const NODES_MAX = 5_000

const asksAround = /%|resolve/

/** https://hl7.org/fhir/R4/fhirpath.html#variables; the library itself has `%ucum` and `%context`. */
const CONSTANTS = { sct: 'http://snomed.info/sct', loinc: 'http://loinc.org' }

function variablesOf({ resource, root, graph }: Surroundings): Record<string, unknown> {
  return { ...CONSTANTS, resource, rootResource: root, [GRAPH]: graph }
}

function isLargerThan(value: unknown, nodesMax: number): boolean {
  return count(value, nodesMax) > nodesMax
}

function count(value: unknown, max: number): number {
  if (typeof value !== 'object' || value === null) return 1
  let counted = 1
  for (const one of Object.values(value)) {
    counted += count(one, max - counted)
    if (counted > max) return counted
  }
  return counted
}
