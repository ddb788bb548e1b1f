import { join } from 'node:path'
import type { ElementDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { loadDefinitions } from '../../../src/profile/definitions/load-definitions.ts'
import { withSnapshot } from '../../conformance/snapshot.ts'
import { errorsIn, probeValidator } from './probe.ts'

const standard = loadDefinitions(join(import.meta.dirname, '..', '..', '..', 'profiles'))
const OBSERVATION = 'http://hl7.org/fhir/StructureDefinition/Observation'

function ranges(...slices: readonly (readonly [type: string | undefined, appliesTo: string | undefined])[]): string {
  const discriminator = ['type', 'appliesTo'].map((path) => ({ type: 'pattern' as const, path }))
  const element: ElementDefinition[] = [
    { id: 'Observation.referenceRange', path: 'Observation.referenceRange', slicing: { discriminator, rules: 'open' } },
    ...slices.flatMap(([type, appliesTo], at) => sliceOf(`part${at}`, { type, appliesTo }))
  ]
  const url = `https://example.org/fhir/test/ranges-${JSON.stringify(slices)}`
  const profile: StructureDefinition = {
    ...{
      resourceType: 'StructureDefinition',
      url,
      name: 'Ranges',
      status: 'active',
      kind: 'resource',
      abstract: false
    },
    ...{ type: 'Observation', baseDefinition: OBSERVATION, derivation: 'constraint', differential: { element } }
  }
  made.set(url, withSnapshot(profile, standard)!)
  return url
}

const made = new Map<string, StructureDefinition>()

function sliceOf(sliceName: string, said: Readonly<Record<string, string | undefined>>): ElementDefinition[] {
  const id = `Observation.referenceRange:${sliceName}`
  const below = Object.entries(said).flatMap(([name, code]): ElementDefinition[] => {
    if (code === undefined) return []
    const path = `Observation.referenceRange.${name}`
    return [{ id: `${id}.${name}`, path, patternCodeableConcept: { coding: [{ code }] } }]
  })
  return [{ id, path: 'Observation.referenceRange', sliceName, min: 0, max: '1' }, ...below]
}

const range = (type: string, appliesTo: string): object => ({
  type: { coding: [{ code: type }] },
  appliesTo: [{ coding: [{ code: appliesTo }] }],
  text: 'x'
})

const BOTH = ranges(['normal', 'a'], ['treatment', undefined])
const NEITHER = ranges(['normal', 'a'], [undefined, undefined])
const validator = probeValidator([...made.values()])

function told(profile: string, ...referenceRange: readonly object[]): readonly string[] {
  const code = { text: 'x' }
  const resource = { resourceType: 'Observation', status: 'final', code, referenceRange } as unknown as Resource
  return errorsIn(validator.check(resource, 'Observation', { profiles: [profile] }))
}

test('a slice that leaves one of two discriminators open is told by the other', (t) => {
  t.strictSame(told(BOTH, range('normal', 'a'), range('treatment', 'b')), [])
  t.strictSame(told(BOTH, range('normal', 'b'), range('normal', 'c')), [], 'they are of no slice')
  t.strictSame(told(BOTH, range('treatment', 'b'), range('treatment', 'c')), [
    'too-many Observation.referenceRange Observation.referenceRange:part1'
  ])
  t.strictSame(validator.unsupportedIn(BOTH), [])
  t.end()
})

test('a slice that says nothing at any discriminator is listed, and no slice of it is checked', (t) => {
  t.strictSame(told(NEITHER, range('normal', 'a'), range('normal', 'a')), [])
  t.match(validator.unsupportedIn(NEITHER), [{ reason: /discriminator/ }])
  t.end()
})
