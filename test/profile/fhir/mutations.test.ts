import { join } from 'node:path'
import type { StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { catalogue } from '../../../src/fhir/outcome-catalogue.ts'
import type { Issue } from '../../../src/fhir/outcome.ts'
import { createValidator } from '../../../src/profile/create-validator.ts'
import { PROFILE_BASE } from '../../../src/profile/forms.ts'
import { askedBy } from '../asked.ts'
import { exampleOf, readMutations, type Example } from '../mutation.ts'

// Every profile by the whole validator, as `$validate` asks it: with the gate, the terminology and the rules of content.

const validator = createValidator(join(import.meta.dirname, '..', '..', '..', 'profiles'))
const { definitions } = validator
const sets = readMutations()
const own = definitions.profiles.filter(({ url }) => url.startsWith(PROFILE_BASE))
const profiles = own.filter(({ type }) => type !== 'Extension')

test('each profile of the gateway has its examples', (t) => {
  t.strictSame(sets.map(({ profile }) => profile).sort(), profiles.map(({ id = '' }) => id).sort())
  t.end()
})

for (const set of sets) {
  const canonical = PROFILE_BASE + set.profile

  test(`${set.profile}: the valid example has nothing wrong, and whatever is asked is checked`, (t) => {
    t.strictSame(told(canonical, exampleOf(set)), [])
    t.strictSame(validator.unsupportedIn(canonical), [])
    t.end()
  })

  test(`${set.profile}: each mutation is told by its rule and at its place, and nothing else is`, (t) => {
    for (const mutation of set.mutations) {
      const { rule, severity, expression, also = [], note = '' } = mutation
      const found = told(canonical, exampleOf(set, mutation))
      t.ok(found.includes(`${severity} ${rule} ${expression}`), `${rule} ${note}: ${found.join(', ')}`)
      const rules = found.map((one) => one.split(' ')[1] ?? '')
      t.strictSame([...new Set(rules)].sort(), [rule, ...also].sort(), `${rule} ${note}`)
    }
    t.end()
  })

  test(`${set.profile}: each rule that it adds to its base has a mutation`, (t) => {
    const mutated = new Set(set.mutations.map(({ rule }) => rule))
    const [profile] = profiles.filter(({ id }) => id === set.profile)
    t.strictSame(
      asked(profile).filter((rule) => !mutated.has(rule)),
      []
    )
    t.end()
  })
}

test('each rule of an extension that travels is broken by some mutation', (t) => {
  const broken = new Set(
    sets.flatMap((set) =>
      set.mutations.flatMap((mutation) => {
        const issues = issuesOf(PROFILE_BASE + set.profile, exampleOf(set, mutation))
        return issues.map(({ rule }) => `${rule?.canonical.split('|')[0] ?? ''} ${rule?.id ?? ''}`)
      })
    )
  )
  const types = new Set(['Coding', ...profiles.map(({ type }) => type)])
  // The others stand in what the gateway publishes and takes from nobody.
  const travelling = own.filter(({ context = [] }) =>
    context.some((one) => types.has(one.expression.split('.')[0] ?? ''))
  )
  t.ok(travelling.length > 6)
  t.strictSame(
    travelling.flatMap((one) => asked(one).flatMap((rule) => (broken.has(`${one.url} ${rule}`) ? [] : [one.id, rule]))),
    []
  )
  t.end()
})

function asked(definition: StructureDefinition | undefined): readonly string[] {
  if (definition === undefined) return ['the profile itself']
  return askedBy(definition, definitions.structure(definition.baseDefinition ?? ''))
}

/**
 * What is told of an example, without what the definition of a code says of it:
 * a code that is in no list has no definition either, and the word beside a changed code is that of the old one.
 */
function told(profile: string, example: Example): readonly string[] {
  return issuesOf(profile, example)
    .map((one) => `${catalogue[one.code].severity} ${one.rule?.id ?? one.code} ${one.expression ?? ''}`)
    .filter((one) => !/^information |^\w+ (Coding\.code|Coding\.display) /.test(one))
}

function issuesOf(profile: string, { resource, graph }: Example): readonly Issue[] {
  return validator.validate(resource, resource.resourceType, { profiles: [profile], graph: [...graph.values()] })
}
