/** A pattern of `matches()`: whether it is found in a text; undefined for a text that would take too long. */
export type BoundedPattern = (text: string) => boolean | undefined

/**
 * Compiles a pattern of a definition so that no text of a message makes it run long.
 *
 * JavaScript's engine tries every way to divide a text among the repetitions of a pattern, so the length of text that is
 * looked at shrinks as these add up; repetitions within repetitions leave room for a short word only. Throws for what is
 * no pattern, and for one that has no bound at all. Source: https://hl7.org/fhirpath/N1/#matchesregex-string-boolean (`.` matches the end of a line as well)
 */
export function boundedPattern(pattern: string, flags = ''): BoundedPattern {
  if (!/^[im]*$/.test(flags)) throw new Error('the flags of a pattern are i and m')
  const expression = new RegExp(pattern, `su${flags}`)
  const charactersMax = charactersMaxOf(pattern)
  return (text) => (text.length <= charactersMax ? expression.test(text) : undefined)
}

/** Steps that one evaluation may take at worst: some tens of milliseconds. */
const STEPS_MAX = 4_000_000

function charactersMaxOf(pattern: string): number {
  const { repetitions, options, isNested } = shapeOf(pattern)
  // A backward reference makes the work on one text hard to foresee.
  if (isNested || options > 12 || /\\[1-9]|\\k</.test(pattern)) return CHARACTERS_MAX_NESTED
  // A pattern that is not bound to the start is tried at each character.
  const power = repetitions + (pattern.startsWith('^') && !pattern.includes('|') ? 0 : 1)
  return Math.floor((STEPS_MAX / 2 ** options) ** (1 / Math.max(power, 1)))
}

/** Two to this power are the ways to divide such a text. */
const CHARACTERS_MAX_NESTED = 20

interface Shape {
  /** Parts that may stand a varying number of times. */
  readonly repetitions: number
  /** Parts that may be left out. */
  readonly options: number
  /** Whether something that varies is repeated. */
  readonly isNested: boolean
}

/** Reads the quantifiers of a pattern; classes and escapes are passed over. */
function shapeOf(pattern: string): Shape {
  const tokens = pattern.replaceAll(/\\u\{[^}]*\}|\\[pP]\{[^}]*\}|\\./gs, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  // For each open group, whether something in it varies; the last that closed is what a quantifier may follow.
  const groups: boolean[] = [false]
  let closed = false
  let [repetitions, options, isNested] = [0, 0, false]
  for (const [token] of tokens.matchAll(/\(\?<?[=!:]|\(\?<\w+>|\(|\)|\||\*|\+|\?|\{\d+(?:,\d*)?\}|[^]/g)) {
    const quantifier = quantifierOf(token)
    if (quantifier === undefined) {
      closed = false
      if (token.startsWith('(')) groups.push(false)
      else if (token === ')') closed = groups.length > 1 && groups.pop() === true
      else if (token === '|') groups[groups.length - 1] = true
      // A group that varies makes the one around it vary.
      if (closed) groups[groups.length - 1] = true
      continue
    }
    if (closed && leastOf(token) > TIMES_MAX) throw new Error('a pattern repeats a varying part too often')
    if (quantifier === 'optional') options += 1
    else {
      // A fixed number of varying parts multiplies as any other repetition does.
      isNested ||= closed
      if (quantifier === 'repeated') repetitions += 1
    }
    if (quantifier !== 'fixed') groups[groups.length - 1] = true
    closed = false
  }
  return { repetitions, options, isNested }
}

/** What may match nothing can be repeated in more ways than a text has characters: patterns with that are refused. */
const TIMES_MAX = 4

function leastOf(quantifier: string): number {
  return Number(/^\{(\d+)/.exec(quantifier)?.[1] ?? 0)
}

function quantifierOf(token: string): 'fixed' | 'optional' | 'repeated' | undefined {
  if (token === '?' || token === '{0,1}') return 'optional'
  if (token === '*' || token === '+') return 'repeated'
  if (!/^\{\d/.test(token)) return undefined
  return token.includes(',') ? 'repeated' : 'fixed'
}
