/** A node of the syntax tree that the library makes of an expression. */
export interface Node {
  readonly type: string
  readonly text?: string
  /** The name of a variable between back-quotes. */
  readonly delimitedText?: string
  readonly children?: readonly Node[]
}

/** Whether what the library's parser gives is a node. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/**
 * Throws for a function that the library does not have or does not have with so many parameters: it would notice only
 * where the function is reached, which is on the one message that the invariant was written for.
 */
export function assertKnownFunctions(root: unknown): void {
  if (!isNode(root)) throw new Error('an expression was expected')
  if (root.type === 'FunctionInvocation') assertKnown(root)
  for (const child of root.children ?? []) assertKnownFunctions(child)
}

/** The parameters of a function that is called. */
export function parametersOf(call: Node): readonly Node[] {
  const [name] = call.children ?? []
  return name?.children?.find(({ type }) => type === 'ParamList')?.children ?? []
}

function assertKnown(call: Node): void {
  const { text: name = '' } = call
  const counts = parameterCounts.get(name)
  if (counts === undefined) throw new Error(`function ${name}() is not known`)
  if (!counts.includes(parametersOf(call).length)) throw new Error(`function ${name}() has other parameters`)
}

/** How many parameters each function of the library can have, as far as it needs no server. */
const parameterCounts: ReadonlyMap<string, readonly number[]> = new Map([
  ...named(
    'resolve empty not allTrue anyTrue allFalse anyFalse isDistinct distinct count sum min max avg single first last',
    [0]
  ),
  ...named('type tail children descendants hasValue getValue now today timeOfDay toInteger toLong toDecimal', [0]),
  ...named('toString toDate toDateTime toTime toBoolean upper lower length toChars trim htmlChecks', [0]),
  ...named('convertsToBoolean convertsToInteger convertsToLong convertsToDecimal convertsToString', [0]),
  ...named('convertsToDate convertsToDateTime convertsToTime convertsToQuantity abs ceiling exp floor ln sqrt', [0]),
  ...named('truncate yearOf monthOf dayOf hourOf minuteOf secondOf millisecondOf timezoneOffsetOf dateOf timeOf', [0]),
  ...named('memberOf all subsetOf supersetOf where extension select ofType is as take skip combine union', [1]),
  ...named('intersect exclude indexOf lastIndexOf startsWith endsWith contains split encode decode escape', [1]),
  ...named('unescape log power repeat comparable', [1]),
  ...named('exists toQuantity join round lowBoundary highBoundary', [0, 1]),
  ...named('aggregate trace defineVariable substring matches matchesFull', [1, 2]),
  ...named('replace replaceMatches', [2]),
  ...named('iif', [2, 3])
])

function named(names: string, counts: readonly number[]): readonly (readonly [string, readonly number[]])[] {
  return names.split(' ').map((name) => [name, counts] as const)
}
