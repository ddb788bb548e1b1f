import { test } from 'tap'
import { createSchema } from '../../../../src/mapping/fml/schema/schema.ts'
import {
  findProperty,
  isKindOf,
  propertiesOf,
  propertyOf,
  typeOfResource
} from '../../../../src/mapping/fml/schema/navigate.ts'
import { definitions, schema } from '../test-schema.ts'

test('a choice has a property for each of its types, and no other', (t) => {
  const value = schema.type('Observation')?.elements.get('value')
  if (value === undefined) throw new Error('Observation.value is not defined')
  t.equal(propertyOf(value, 'Quantity')?.name, 'valueQuantity')
  t.equal(propertyOf(value, 'dateTime')?.name, 'valueDateTime')
  t.equal(propertyOf(value, 'Age'), undefined)
  t.equal(propertyOf(value, 'code'), undefined)
  t.end()
})

test('a type is of the kind of what it descends from', (t) => {
  for (const [type, ancestor, expected] of [
    ['Patient', 'Patient', true],
    ['Patient', 'DomainResource', true],
    ['Patient', 'Resource', true],
    ['Bundle', 'DomainResource', false],
    ['Patient.contact', 'BackboneElement', true],
    ['Patient.contact', 'Element', true],
    ['Timing.repeat', 'BackboneElement', false],
    ['Age', 'Quantity', true],
    ['Quantity', 'Age', false],
    ['code', 'string', true],
    ['string', 'code', false],
    ['string', 'Element', true],
    ['url', 'uri', true],
    ['url', 'string', false],
    ['Patient', 'Element', false]
  ] as const) {
    const found = schema.type(type)
    t.equal(found !== undefined && isKindOf(found, ancestor, schema), expected, `${type} is a ${ancestor}`)
  }
  t.end()
})

test('types that descend from each other do not hang', (t) => {
  const element = (path: string) => ({ path, min: 0, max: '*' })
  const round = (name: string, base: string) => ({
    ...definitions[0],
    url: `http://x.example/${name}`,
    baseDefinition: `http://x.example/${base}`,
    snapshot: { element: [element(name)] }
  })
  const made = createSchema([round('A', 'B'), round('B', 'A')] as never)
  const type = made.type('A')
  t.equal(type !== undefined && isKindOf(type, 'C', made), false)
  t.end()
})

test('a resource says its type, and only by its name', (t) => {
  for (const [title, value, expected] of [
    ['a resource', { resourceType: 'Patient' }, 'Patient'],
    ['an abstract type', { resourceType: 'DomainResource' }, undefined],
    ['a data type', { resourceType: 'HumanName' }, undefined],
    ['a backbone element', { resourceType: 'Patient.contact' }, undefined],
    ['a canonical', { resourceType: 'http://hl7.org/fhir/StructureDefinition/Patient' }, undefined],
    ['an unknown type', { resourceType: 'Nothing' }, undefined],
    ['no string', { resourceType: ['Patient'] }, undefined],
    ['no type', {}, undefined],
    ['a list', [{ resourceType: 'Patient' }], undefined],
    ['null', null, undefined],
    ['a string', 'Patient', undefined]
  ] as const) {
    t.equal(typeOfResource(value, schema)?.name, expected, title)
  }
  t.end()
})

test('a property is found by its name in JSON', (t) => {
  const type = schema.type('Extension')
  if (type === undefined) throw new Error('Extension is not defined')
  const found = findProperty(type, 'valueString')
  t.strictSame([found?.element.name, found?.type.name], ['value', 'string'])
  for (const name of ['value', 'value[x]', '_valueString', 'valuestring', '__proto__', 'constructor']) {
    t.equal(findProperty(type, name), undefined, name)
  }
  t.strictSame([...propertiesOf(type).keys()].slice(0, 4), ['id', 'extension', 'url', 'valueBase64Binary'])
  t.end()
})
