import { isError, type Issue } from '../../../src/fhir/outcome.ts'
import { leaksOf } from './leak.ts'
import { mutantOf, type Mutant } from './mutant.ts'

/** What is fuzzed: from the bytes of a body to all that is wrong with it. It throws nothing. */
export type Validate = (bytes: Uint8Array) => readonly Issue[]

/** How it is fuzzed. */
export interface FuzzAsk {
  readonly validate: Validate
  /** JSON texts of sound resources. */
  readonly sources: readonly string[]
  readonly count: number
  readonly seed: number
  /** Whether a text is one of the definitions and not of a patient. */
  readonly isKnown: (text: string) => boolean
  /** Told now and then. */
  readonly progress?: (done: number) => void
}

/** What went wrong with one body. */
export interface Finding {
  readonly kind: 'crash' | 'slow' | 'leak'
  readonly number: number
  readonly changes: readonly string[]
  readonly what: string
}

/** What came of it. */
export interface FuzzOutcome {
  readonly findings: readonly Finding[]
  /** Bodies without an error, and with one or more. */
  readonly silent: number
  readonly told: number
  /** Codes that were told, with how often. */
  readonly codes: ReadonlyMap<string, number>
  readonly slowestMs: number
}

/** Longer than this, in time of the processor, nobody may keep the one thread that answers everyone. */
export const BODY_MS_MAX = 50

/** What is slow is looked at so often again: the first time may have compiled a profile, and others may use the same caches. */
const AGAIN = 9

/** Findings that are kept: the first ones are enough to begin with. */
const FINDINGS_MAX = 50

/** A body of this size is a big one: the gateway takes no more, unless it is told to. */
const BODY_BYTES_MAX = 2 * 1024 * 1024

/** Validates so many bodies and tells what crashed, what took too long, and what gave a value of the body away. */
export function fuzz({ validate, sources, count, seed, isKnown, progress }: FuzzAsk): FuzzOutcome {
  const findings: Finding[] = []
  const codes = new Map<string, number>()
  let [silent, told, slowestMs] = [0, 0, 0]
  for (let number = 0; number < count && findings.length < FINDINGS_MAX; number++) {
    if (number % 5000 === 0) progress?.(number)
    const mutant = mutantOf(sources, number, seed)
    if (mutant.bytes.length > BODY_BYTES_MAX) continue
    const found = (kind: Finding['kind'], what: string): void =>
      void findings.push({ kind, number, changes: mutant.changes, what })
    const outcome = timed(validate, mutant)
    if ('error' in outcome) {
      found('crash', outcome.error)
      continue
    }
    slowestMs = Math.max(slowestMs, outcome.ms)
    if (outcome.ms > BODY_MS_MAX) found('slow', `${Math.round(outcome.ms)} ms for ${mutant.bytes.length} bytes`)
    if (!outcome.issues.some(isError)) silent++
    else told++
    for (const { code } of outcome.issues) codes.set(code, (codes.get(code) ?? 0) + 1)
    for (const leak of leaksOf(parsed(mutant), outcome.issues, isKnown)) {
      const by = outcome.issues.filter((issue) => JSON.stringify(issue).includes(JSON.stringify(leak).slice(1, -1)))
      found('leak', `${JSON.stringify(leak).slice(0, 80)} in ${[...new Set(by.map(({ code }) => code))].join(', ')}`)
    }
  }
  return { findings, silent, told, codes, slowestMs }
}

type Timed = { readonly ms: number; readonly issues: readonly Issue[] } | { readonly error: string }

function timed(validate: Validate, { bytes }: Mutant): Timed {
  let best = Infinity
  let issues: readonly Issue[] = []
  try {
    for (let turn = 0; turn <= AGAIN && best > BODY_MS_MAX; turn++) {
      const start = process.threadCpuUsage()
      issues = validate(bytes)
      const { user, system } = process.threadCpuUsage(start)
      best = Math.min(best, (user + system) / 1000)
    }
  } catch (error) {
    return {
      error: error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : 'thrown'
    }
  }
  return { ms: best, issues }
}

/** The body as a message; what is no JSON has no values. */
function parsed({ bytes }: Mutant): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown
  } catch {
    return undefined
  }
}
