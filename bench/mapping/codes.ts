import type { ConceptMap } from '@medplum/fhirtypes'

/** The one source system of every map here. */
export const SOURCE_SYSTEM = 'https://his.example/codes'

const CODES: readonly (readonly [string, string])[] = [
  ['active', 'active'],
  ['on-hold', 'on-hold'],
  ['revoked', 'revoked'],
  ['unknown', 'unknown'],
  ['completed', 'active'],
  ['entered-in-error', 'entered-in-error'],
  ['draft', 'on-hold'],
  ['gewoon', 'routine'],
  ['routine', 'routine'],
  ['spoed', 'urgent'],
  ['urgent', 'urgent'],
  ['asap', 'asap'],
  ['stat', 'stat'],
  ['crisis', 'stat'],
  ['usual', 'usual'],
  ['official', 'official'],
  ['temp', 'temp'],
  ['secondary', 'secondary'],
  ['old', 'old'],
  ['vast', 'official'],
  ['tijdelijk', 'temp'],
  ['gebruikelijk', 'usual'],
  ['oud', 'old'],
  ['tweede', 'secondary'],
  ['wacht', 'on-hold']
]

/** The table of the referral map's three translations. */
export const codes: ReadonlyMap<string, string> = new Map(CODES)

/** The same table as a ConceptMap of 25 codes in one group, which is all that the other engine looks at. */
export const codesMap: ConceptMap = conceptMap('bench-codes', CODES)

/** A ConceptMap of so many codes. */
export function largeMap(size: number): ConceptMap {
  return conceptMap(
    'bench-large',
    Array.from({ length: size }, (_, index) => [codeAt(index), `t${String(index)}`] as const)
  )
}

/** The code at a place of the large map. */
export function codeAt(index: number): string {
  return `s${String(index)}`
}

function conceptMap(name: string, pairs: readonly (readonly [string, string])[]): ConceptMap {
  return {
    resourceType: 'ConceptMap',
    url: `https://ggz-gateway.example/fhir/ConceptMap/${name}`,
    status: 'active',
    group: [
      {
        source: SOURCE_SYSTEM,
        target: 'https://ggz-gateway.example/codes',
        element: pairs.map(([code, target]) => ({ code, target: [{ code: target, equivalence: 'equivalent' }] }))
      }
    ]
  }
}
