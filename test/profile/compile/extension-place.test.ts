import type { Resource, StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { errorsIn, probeCanonical, probeDefinitions, probeValidator } from './probe.ts'

const DIV = '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'
const composition = {
  ...{ resourceType: 'Composition', status: 'final', type: { text: 'x' }, date: '2026-01-01' },
  ...{ author: [{ display: 'x' }], title: 'x' }
}

test('an extension may stand at an element that is defined as the one that its context names', (t) => {
  const simple = probeDefinitions.find(({ url }) => url === probeCanonical('probe-simple')) as StructureDefinition
  const url = `${simple.url}-within`
  const text = JSON.stringify(simple).replaceAll(`"${simple.url}"`, `"${url}"`)
  const context = [{ type: 'element', expression: 'Composition.section.section' }]
  const within = { ...(JSON.parse(text) as StructureDefinition), context } as StructureDefinition
  const check = (place: object, inner: object): readonly string[] => {
    const section = [{ title: 'x', section: [{ title: 'y', text: { status: 'empty', div: DIV }, ...inner }] }]
    const resource = { ...composition, section, ...place } as unknown as Resource
    return errorsIn(probeValidator([within]).check(resource, 'Composition'))
  }
  const extension = [{ url, valueCode: 'main' }]
  t.strictSame(check({}, { extension }), [])
  t.strictSame(check({ extension }, {}), ['extension-misplaced Composition.extension[0] Extension'])
  t.end()
})
