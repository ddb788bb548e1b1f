import type { FileProblem } from '../../src/obligations/agreements/agreement-problem.ts'
import type { Agreement } from '../../src/obligations/agreement.ts'
import { agreementsOf, type LoadedAgreements } from '../../src/obligations/agreements/load-agreements.ts'
import { rule } from './fixtures.ts'

/** An agreement of one duty, the report after intake, and nothing else. */
export const small: Agreement = {
  id: 'small',
  version: '1.0.0',
  title: { nl: 'Klein', en: 'Small' },
  source: 'An agreement of the test.',
  obligations: [rule]
}

/** A refinement of it that says nothing yet. */
export const narrower = {
  id: 'region-a',
  version: '1.0.0',
  title: { nl: 'Regio A', en: 'Region A' },
  source: 'A regional agreement of the test.',
  refines: 'small|1.0.0'
}

/** What files of these contents, by their names, load as. */
export function loadedFrom(files: Readonly<Record<string, unknown>>): LoadedAgreements {
  const texts = Object.entries(files).map(([name, content]): [string, string] => [name, JSON.stringify(content)])
  return agreementsOf(new Map(texts))
}

/** What is wrong with them. */
export function problemsIn(files: Readonly<Record<string, unknown>>): readonly FileProblem[] {
  const loaded = loadedFrom(files)
  return loaded.ok ? [] : loaded.problems
}

/** One of them as it holds, by id or `id|version`. */
export function agreementIn(files: Readonly<Record<string, unknown>>, key: string): Agreement {
  const loaded = loadedFrom(files)
  const agreement = loaded.ok ? loaded.agreements.get(key) : undefined
  if (agreement === undefined) throw new Error(`${key}: ${JSON.stringify(loaded.ok ? 'not loaded' : loaded.problems)}`)
  return agreement
}
