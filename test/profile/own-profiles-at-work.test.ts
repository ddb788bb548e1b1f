import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { isError } from '../../src/fhir/outcome.ts'
import { CANONICAL, CodeSystem } from '../../src/fhir/systems.ts'
import { loadDefinitions } from '../../src/profile/definitions/load-definitions.ts'
import { profileValidator } from './profile-validator.ts'

// The messages of the demo and the golden pairs of the dialects are what systems really send and get: no profile refuses them.

const root = join(import.meta.dirname, '..', '..')
const dialects = ['his', 'gb-ggz', 's-ggz']
const validator = profileValidator()
const definitions = loadDefinitions(join(root, 'profiles'))

for (const dialect of dialects) {
  test(`no message of the demo in dialect ${dialect} is refused by a profile`, (t) => {
    const files = jsonIn(join('demo', 'fixtures', dialect))
    t.ok(files.length >= 10)
    for (const file of files)
      t.strictSame(
        refusals(file, (resource) => dialectProfile(dialect, resource)),
        [],
        file
      )
    t.end()
  })

  test(`no golden message of dialect ${dialect} is refused by a profile, in either form`, (t) => {
    const files = jsonIn(join('test', 'dialects', dialect))
    const own = files.filter((file) => /to-canonical\.in|from-canonical\.out/.test(file))
    const canonical = files.filter((file) => /to-canonical\.out|from-canonical\.in/.test(file))
    t.ok(own.length >= 16 && canonical.length >= 16)
    for (const file of own)
      t.strictSame(
        refusals(file, (resource) => dialectProfile(dialect, resource)),
        [],
        file
      )
    for (const file of canonical) t.strictSame(refusals(file, canonicalProfile), [], file)
    t.end()
  })
}

function jsonIn(folder: string): readonly string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.json'))
  return names.map((name) => join(folder, name))
}

/** What a profile refuses; what R4 itself asks (con-4, cmp-1) is the matter of other tests. */
function refusals(file: string, profileOf: (resource: Resource) => string | undefined): readonly string[] {
  const bundle = JSON.parse(readFileSync(join(root, file), 'utf8')) as Bundle
  const entries = bundle.entry ?? []
  const graph = new Map<string, Resource>()
  for (const { fullUrl, resource } of entries) {
    if (resource === undefined) continue
    if (fullUrl !== undefined) graph.set(fullUrl, resource)
    graph.set(`${resource.resourceType}/${resource.id ?? ''}`, resource)
  }
  return entries.flatMap(({ resource }) => {
    const profile = resource === undefined ? undefined : profileOf(resource)
    if (resource === undefined || profile === undefined) return []
    return validator
      .check(resource, resource.resourceType, { profiles: [profile], graph })
      .filter((issue) => isError(issue) && !/^[a-z]{3}-\d+$/.test(issue.rule?.id ?? ''))
      .map(({ code, rule, expression }) => `${code} ${rule?.id ?? ''} ${expression ?? ''}`)
  })
}

function dialectProfile(dialect: string, { resourceType }: Resource): string | undefined {
  const type = resourceType.replaceAll(/(?<=.)[A-Z]/g, (capital) => `-${capital}`).toLowerCase()
  return known(`${dialect}-${type}`)
}

function canonicalProfile(resource: Resource): string | undefined {
  if (resource.resourceType === 'ServiceRequest') return known('referral')
  if (resource.resourceType === 'Communication') return known('feedback')
  if (resource.resourceType !== 'Task') return known(resource.resourceType.toLowerCase())
  const isAsked = resource.code?.coding?.some(({ system }) => system === CodeSystem.taskKind) === true
  return known(isAsked ? 'negotiation-task' : 'coordination-task')
}

function known(id: string): string | undefined {
  const canonical = `${CANONICAL}/StructureDefinition/${id}`
  return definitions.structure(canonical) === undefined ? undefined : canonical
}
