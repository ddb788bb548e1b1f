import { fail } from '../fault.ts'

/** A function that the host offers in FHIRPath. */
export interface HostFunction {
  /** The FHIR type of what it gives; `Resource` where each result names its own in `resourceType`. */
  readonly type: string
  /**
   * @param input - the JSON values that it is called on: those before the dot, else `$this`.
   * @returns a JSON value, several in an array, or undefined for none.
   */
  readonly call: (input: readonly unknown[], ...parameters: readonly (string | number | boolean)[]) => unknown
}

/** By name as FHIRPath writes it: `letterText` for `%src.letterText()`. */
export type HostFunctions = Readonly<Record<string, HostFunction>>

/** A host function takes at most as many parameters. */
export const HOST_PARAMETERS_MAX = 5

/** What the library needs a server for; a host may offer them, else a map cannot use them. */
const NEEDS_HOST: ReadonlySet<string> = new Set(['resolve', 'memberOf'])

/** What would give another answer tomorrow: the same input has the same output. */
const READS_CLOCK: ReadonlySet<string> = new Set(['today', 'now', 'timeOfDay'])

/** How many parameters each function of FHIRPath takes: `least` or `least,most`. */
const PARAMETERS: ReadonlyMap<string, readonly [number, number]> = new Map(
  Object.entries({
    '0': `empty not allTrue anyTrue allFalse anyFalse isDistinct distinct count sum min max avg single first last type
      tail toInteger toLong toDecimal toString toDate toDateTime toTime toBoolean hasValue getValue htmlChecks
      convertsToBoolean convertsToInteger convertsToLong convertsToDecimal convertsToString convertsToDate
      convertsToDateTime convertsToTime convertsToQuantity upper lower length toChars trim abs ceiling exp floor ln sqrt
      truncate now today timeOfDay yearOf monthOf dayOf hourOf minuteOf secondOf millisecondOf timezoneOffsetOf dateOf
      timeOf children descendants weight ordinal`,
    '1': `all subsetOf supersetOf where extension select ofType is as take skip combine union intersect exclude indexOf
      lastIndexOf startsWith endsWith contains split encode decode escape unescape log power repeat comparable
      conformsTo`,
    '2': 'replace replaceMatches',
    '0,1': 'exists toQuantity pathname join round lowBoundary highBoundary',
    '1,2': 'aggregate trace defineVariable substring matches matchesFull',
    '2,3': 'iif',
    '1,20': 'coalesce',
    '0,20': 'sort'
  }).flatMap(([count, names]) => {
    const [least = 0, most = least] = count.split(',').map(Number)
    return names.split(/\s+/).map((name) => [name, [least, most] as const] as const)
  })
)

/**
 * Refuses what would fail, or silently give nothing, on every message: an unknown function (FaultError `unknown-name`),
 * a wrong number of parameters, and a function that needs a host's help and does not get it (`wrong-use`).
 */
export function checkFunction(name: string, count: number, functions: HostFunctions): void {
  if (isHostFunction(name, functions)) {
    if (PARAMETERS.has(name))
      fail({ code: 'wrong-use', message: `the host's function ${name}() is one of FHIRPath's own` })
    if (count <= HOST_PARAMETERS_MAX) return
    fail({ code: 'wrong-use', message: `${name}() has over ${HOST_PARAMETERS_MAX} parameters` })
  }
  if (NEEDS_HOST.has(name)) fail({ code: 'wrong-use', message: `${name}() is not offered here` })
  if (READS_CLOCK.has(name)) fail({ code: 'wrong-use', message: `${name}() reads the clock, and a map does not` })
  const range = PARAMETERS.get(name)
  if (range === undefined)
    return fail({ code: 'unknown-name', message: `FHIRPath has no function ${name}()`, value: name })
  const [least, most] = range
  if (count < least || count > most) fail({ code: 'wrong-use', message: `${name}() does not take ${count} parameters` })
}

/** Whether the host offers the function; a name that every object has is none. */
export function isHostFunction(name: string, functions: HostFunctions): boolean {
  return Object.hasOwn(functions, name)
}
