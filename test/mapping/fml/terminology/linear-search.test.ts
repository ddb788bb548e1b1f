import type { ConceptMap, ConceptMapGroup } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { test } from 'tap'
import { reverse, translateBack } from '../../../../src/mapping/fml/terminology/reverse.ts'
import { translate } from '../../../../src/mapping/fml/terminology/translate.ts'
import type { TranslationRequest } from '../../../../src/mapping/fml/terminology/translation.ts'
import { indexed, mapOf, type Target } from './maps.ts'

const CODES = ['a', 'b', 'c', 'd']
const SYSTEMS = ['s', 't', undefined]
const VERSIONS = ['1', '2', undefined]
const EQUIVALENCES = ['equal', 'equivalent', 'wider', 'narrower', 'inexact', 'unmatched', 'disjoint'] as const
const OTHER = 'http://x.example/other'

const dependency: fc.Arbitrary<{ property: string; value: string }> = fc.record({
  property: fc.constantFrom('p', 'q'),
  value: fc.constantFrom('1', '2')
})
const target: fc.Arbitrary<Target> = fc.record(
  {
    code: fc.constantFrom(...CODES),
    equivalence: fc.constantFrom(...EQUIVALENCES),
    dependsOn: fc.oneof(
      { weight: 3, arbitrary: fc.constant<{ property: string; value: string }[]>([]) },
      { weight: 1, arbitrary: fc.array(dependency) }
    )
  },
  { requiredKeys: ['code', 'equivalence'] }
)
const element = fc.record({ code: fc.constantFrom(...CODES), target: fc.array(target, { maxLength: 3 }) })
const unmapped = (withOther: boolean) =>
  fc.constantFrom(
    undefined,
    { mode: 'fixed', code: 'z' } as const,
    { mode: 'provided' } as const,
    withOther ? ({ mode: 'other-map', url: OTHER } as const) : undefined
  )
const group = (withOther: boolean) =>
  fc.record({
    source: fc.constantFrom(...SYSTEMS),
    sourceVersion: fc.constantFrom(...VERSIONS),
    target: fc.constantFrom(...SYSTEMS),
    targetVersion: fc.constantFrom(...VERSIONS),
    element: fc.array(element, { minLength: 1, maxLength: 4 }),
    unmapped: unmapped(withOther)
  }) as fc.Arbitrary<ConceptMapGroup>
const map = (url: string, withOther: boolean) =>
  fc.array(group(withOther), { minLength: 1, maxLength: 3 }).map((groups) => mapOf(groups, url))
const request: fc.Arbitrary<TranslationRequest> = fc.record({
  code: fc.constantFrom(...CODES, 'e'),
  system: fc.constantFrom(...SYSTEMS),
  version: fc.constantFrom(...VERSIONS),
  targetSystem: fc.constantFrom(...SYSTEMS, undefined),
  targetVersion: fc.constantFrom(...VERSIONS),
  dependencies: fc.array(dependency, { maxLength: 2 })
})

const agrees = (asked: string | undefined, own: string | undefined) => [undefined, own].includes(asked) || !own

/** The rules again, as a search through the whole resource for every request; results as `kind`, or as codes. */
function search(resource: ConceptMap, asked: TranslationRequest, other?: ConceptMap): string | readonly string[] {
  const groups = resource.group ?? []
  const listing = (one: ConceptMapGroup) => one.element.filter(({ code }) => code === asked.code)
  const systems = new Set(groups.filter((one) => listing(one).length > 0).map(({ source }) => source))
  if (asked.system === undefined && systems.size > 1) return 'ambiguous'
  const own = groups.filter(({ source }) => {
    if (asked.system !== undefined) return source === asked.system
    return systems.size === 0 || systems.has(source)
  })
  const chosen = own.filter((one) => {
    if (asked.targetSystem !== undefined && one.target !== asked.targetSystem) return false
    return agrees(asked.version, one.sourceVersion) && agrees(asked.targetVersion, one.targetVersion)
  })
  const all = chosen.flatMap((one) => listing(one).flatMap(({ target = [] }) => target.map((row) => ({ one, row }))))
  if (all.length > 0) {
    const holding = all.filter(({ row }) =>
      (row.dependsOn ?? []).every(({ property, value }) =>
        (asked.dependencies ?? []).some((given) => given.property === property && given.value === value)
      )
    )
    const results = holding.filter(({ row }) => row.equivalence !== 'unmatched' && row.equivalence !== 'disjoint')
    const isUnmatched = holding.some(({ row }) => row.equivalence === 'unmatched')
    if (results.length === 0) return isUnmatched ? 'unmatched' : 'unmapped'
    return results.map(({ one, row }) => `${one.target ?? '-'}|${row.code ?? ''}|${row.equivalence}`)
  }
  const open = own.filter((one) => one.unmapped && listing(one).every(({ target = [] }) => target.length === 0))
  if (open.length > 0 && new Set(own.map(({ source }) => source)).size > 1) return 'ambiguous'
  return byDefault(open, chosen, asked, other)
}

function byDefault(
  open: readonly ConceptMapGroup[],
  chosen: readonly ConceptMapGroup[],
  asked: TranslationRequest,
  other: ConceptMap | undefined
): string | readonly string[] {
  const found: string[] = []
  let kind = 'unmapped'
  for (const one of open) {
    const isVersion = agrees(asked.version, one.sourceVersion)
    if (one.unmapped?.mode === 'fixed' && chosen.includes(one)) found.push(`${one.target ?? '-'}|z|relatedto`)
    if (one.unmapped?.mode === 'provided' && isVersion && [undefined, one.source].includes(asked.targetSystem)) {
      found.push(`${one.source ?? '-'}|${asked.code}|relatedto`)
    }
    if (one.unmapped?.mode === 'other-map' && isVersion && other !== undefined) {
      const answer = search(other, { ...asked, system: asked.system ?? one.source })
      if (answer === 'ambiguous') return answer
      if (answer === 'unmatched') kind = answer
      if (typeof answer !== 'string') found.push(...answer)
    }
  }
  return found.length > 0 ? found : kind
}

test('an indexed map answers as a search through the whole of it does', (t) => {
  fc.assert(
    fc.property(map('http://x.example/map', true), map(OTHER, false), request, (first, second, asked) => {
      const other = indexed(second, { severalMeanings: true })
      const answer = translate(indexed(first, { severalMeanings: true }), asked, () => other)
      const expected = search(first, asked, second)
      const shown =
        answer.kind === 'found'
          ? answer.targets.map(({ system, code, equivalence }) => `${system ?? '-'}|${code}|${equivalence}`)
          : answer.kind
      t.strictSame(unique(shown), unique(expected), JSON.stringify({ first, second, asked }))
    }),
    { numRuns: 3000 }
  )
  t.end()
})

/** What a map says twice is one answer for the index, so that order is what is compared. */
function unique(answer: string | readonly string[]): string | readonly string[] {
  return typeof answer === 'string' ? answer : [...new Set(answer)]
}

test('what a turned map gives is a source of that target, and the only one', (t) => {
  let found = 0
  fc.assert(
    fc.property(map('http://x.example/map', false), fc.constantFrom(...CODES), (resource, code) => {
      const forward = indexed(resource, { severalMeanings: true })
      const back = translateBack(reverse(forward), { code })
      if (back.kind !== 'found') return
      found += 1
      const giving = (resource.group ?? []).flatMap(({ source }) =>
        [...CODES, 'e'].filter((one) => {
          const answer = search(resource, { code: one, system: source })
          return typeof answer !== 'string' && answer.some((shown) => shown.split('|')[1] === code)
        })
      )
      t.strictSame(
        [...new Set(giving)].filter((one) => one !== back.targets[0].code),
        [],
        JSON.stringify({ resource, code })
      )
    }),
    { numRuns: 2000 }
  )
  t.ok(found > 50, 'maps that can be turned are among those tried')
  t.end()
})
