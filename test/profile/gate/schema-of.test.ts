import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { createGate } from '../../../src/profile/gate/gate.ts'
import { schemasOf } from '../../../src/profile/gate/schema-of.ts'

/** As R4 itself writes it: attributes have a type of FHIRPath, with FHIR's own in an extension. */
const attribute = (fhirType: string): NonNullable<ElementDefinition['type']>[number] => ({
  code: 'http://hl7.org/fhirpath/System.String',
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type', valueUrl: fhirType }]
})

function definition(type: string, kind: StructureDefinition['kind'], elements: readonly object[]): StructureDefinition {
  const element = [{ path: type, min: 0, max: '*' }, ...elements]
  // Only what the schema is made from.
  return { resourceType: 'StructureDefinition', type, kind, snapshot: { element } } as unknown as StructureDefinition
}

const one = { min: 0, max: '1' }
const many = { min: 0, max: '*' }
const id = { path: 'Element.id', min: 0, max: '1' }
const colours = { strength: 'required', valueSet: 'https://a.example/colours' }
const definitions = [
  definition('Element', 'complex-type', [{ path: 'Element.id', ...one, base: id, type: [attribute('string')] }]),
  definition('Thing', 'resource', [
    { path: 'Thing.id', ...one, base: { ...id, path: 'Resource.id' }, type: [attribute('string')] },
    { path: 'Thing.contained', ...many, type: [{ code: 'Resource' }] },
    { path: 'Thing.colour', ...many, type: [{ code: 'code' }], binding: colours },
    { path: 'Thing.size[x]', min: 1, max: '1', type: [{ code: 'integer' }, { code: 'string' }] },
    { path: 'Thing.part', ...many, type: [{ code: 'BackboneElement' }] },
    { path: 'Thing.part.id', ...one, base: id, type: [attribute('string')] },
    { path: 'Thing.part.name', ...one, type: [{ code: 'string' }] },
    { path: 'Thing.part.part', ...many, contentReference: '#Thing.part' }
  ]),
  { ...definition('Thing', 'resource', []), derivation: 'constraint' as const }
]

const codesOf = (canonical: string): readonly string[] | undefined =>
  canonical === 'https://a.example/colours' ? ['red', 'blue'] : undefined
const schema = {
  ...{ $id: 'https://a.example/schema', $comment: 'a test', 'x-types': ['Thing'], 'x-known': [] },
  definitions: schemasOf(definitions, codesOf)
}
const gate = createGate(schema)
const thing = { resourceType: 'Thing', sizeInteger: 1 }

const cases: readonly (readonly [string, object, readonly string[]])[] = [
  [
    'all that the definition has',
    { ...thing, id: 'a', colour: ['red'], part: [{ name: 'x', part: [{ name: 'y' }] }] },
    []
  ],
  ['the id of a resource is one', { ...thing, id: 'a b' }, ['T.id']],
  ['the id of an element is a text', { ...thing, part: [{ id: 'a_b', name: 'x' }] }, []],
  ['an attribute takes no extension', { ...thing, _id: { id: 'x' } }, ['T.id']],
  ['codes are those of the set', { ...thing, colour: ['red', 'green'] }, ['T.colour[1]']],
  ['a choice is needed under one name', { resourceType: 'Thing' }, ['T']],
  ['a choice may be an extension only', { resourceType: 'Thing', _sizeString: { id: 'x' } }, []],
  ['a part within a part is looked at', { ...thing, part: [{ part: [{ name: '' }] }] }, ['T.part[0].part[0].name']],
  ['what is contained is looked at once', { ...thing, contained: [{ ...thing, id: '?' }] }, ['T.contained[0].id']]
]

for (const [what, resource, expressions] of cases) {
  test(`in a schema made from definitions ${what}`, (t) => {
    t.same(
      gate.check(resource, 'T').map(({ expression }) => expression),
      expressions
    )
    t.end()
  })
}

test('a set whose codes cannot be listed leaves a code to the form of codes', (t) => {
  const open = createGate({ ...schema, definitions: schemasOf(definitions, () => undefined) })
  t.same(open.check({ ...thing, colour: ['green'] }, 'T'), [])
  t.equal(open.check({ ...thing, colour: ['a  b'] }, 'T').length, 1)
  t.end()
})
