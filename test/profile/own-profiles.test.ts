import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { catalogue } from '../../src/fhir/outcome-catalogue.ts'
import type { Issue } from '../../src/fhir/outcome.ts'
import { CANONICAL } from '../../src/fhir/systems.ts'
import { createGate, readGateSchema } from '../../src/profile/gate/gate.ts'
import { exampleOf, readMutations, type Example } from './mutation.ts'
import { profileValidator } from './profile-validator.ts'

// The profiles that are not about feedback, nor letters in coded sections; those are tested in feedback-profiles.test.ts and
// fhir/mutations.test.ts.

const folder = join(import.meta.dirname, '..', '..', 'profiles', 'fhir')
const elsewhere = /^(feedback|crisis-plan|yearly-report|intake-report|referral-letter)/
const definitions = readdirSync(folder)
  .filter((name) => name.startsWith('StructureDefinition-'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as StructureDefinition)
const profiles = definitions.filter(({ id = '', type }) => type !== 'Extension' && !elsewhere.test(id))
const mutations = new Map(readMutations().map((one) => [one.profile, one]))
const validator = profileValidator()
const gate = createGate(readGateSchema(join(folder, '..', 'base')))

test('there is a profile for each form of what travels', (t) => {
  const ids = profiles.map(({ id }) => id)
  const canonical = ['referral', 'coordination-task', 'obligation-task', 'patient', 'organization', 'practitioner-role']
  const dialects = ['his', 'gb-ggz', 's-ggz'].flatMap((dialect) =>
    ['service-request', 'task', 'communication'].map((type) => `${dialect}-${type}`)
  )
  const wanted = [...canonical, 'condition', 'consent', 'flag', 'provenance', 'audit-event', ...dialects]
  t.strictSame(
    wanted.filter((id) => !ids.includes(id)),
    []
  )
  t.end()
})

for (const profile of profiles) {
  const id = profile.id ?? ''

  test(`all that ${id} asks is checked`, (t) => {
    t.strictSame(validator.unsupportedIn(profile.url), [])
    t.end()
  })

  test(`the example of ${id} breaks no rule, and each rule has a change that breaks it`, (t) => {
    const set = mutations.get(id)
    if (set === undefined) throw new Error(`${id} has no mutations`)
    const { resource } = exampleOf(set)
    // Of what the gateway only writes there is no gate.
    t.strictSame(
      gate.check(resource, resource.resourceType).filter(({ code }) => code !== 'unknown-type'),
      []
    )
    t.strictSame(told(profile, exampleOf(set)), [])
    const rules = new Set(set.mutations.map(({ rule }) => rule))
    t.strictSame(
      askedIn(profile).filter((rule) => !rules.has(rule)),
      []
    )
    for (const mutation of set.mutations) {
      const { rule, severity, expression, also = [] } = mutation
      const found = told(profile, exampleOf(set, mutation))
      t.ok(found.includes(`${severity} ${rule} ${expression}`), `${rule}: ${found.join(', ')}`)
      const others = found.map((one) => one.split(' ')[1] ?? '').filter((one) => one !== rule)
      t.strictSame([...new Set(others)].sort(), [...also].sort(), `beside ${rule}`)
    }
    t.end()
  })
}

/** What a profile says of an example, without what the standard holds for good practice (a narrative). */
function told({ url }: StructureDefinition, { resource, graph }: Example): readonly string[] {
  return validator
    .check(resource, resource.resourceType, { profiles: [url], graph })
    .filter((one) => severityOf(one) !== 'information')
    .map((one) => `${severityOf(one)} ${one.rule?.id ?? one.code} ${one.expression ?? ''}`)
}

function severityOf({ code }: Issue): string {
  return catalogue[code].severity
}

/** What the profile itself asks: its invariants, and elements by number, value and codes. */
function askedIn({ differential }: StructureDefinition): readonly string[] {
  return (differential?.element ?? []).flatMap((element) => {
    const keys = element.constraint?.map(({ key }) => key) ?? []
    return isAsking(element) ? [...keys, element.id ?? ''] : keys
  })
}

/** The system of a slice only tells which slice it is, and a sliced element stands as often as its slices ask. */
function isAsking(element: ElementDefinition): boolean {
  if (/\.system$/.test(element.path) || element.slicing !== undefined) return false
  const { strength } = element.binding ?? {}
  return (
    (element.min ?? 0) > 0 || element.patternCode !== undefined || strength === 'required' || strength === 'extensible'
  )
}

test('whatever is in the definitions is this gateway’s own', (t) => {
  for (const { url } of definitions) t.ok(url.startsWith(`${CANONICAL}/StructureDefinition/`), url)
  t.end()
})
