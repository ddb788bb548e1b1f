import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { attempt } from '../../../../src/mapping/fml/fault.ts'
import { createSchema } from '../../../../src/mapping/fml/schema/schema.ts'
import { definitions, schema } from '../test-schema.ts'

const FHIR = 'http://hl7.org/fhir/StructureDefinition'

/** The JSON properties of an element with their types: `valueString: string`. */
function propertiesOf(type: string, element: string): readonly string[] {
  const { properties = [] } = schema.type(type)?.elements.get(element) ?? {}
  return properties.map((property) => `${property.name}: ${property.type.name}`)
}

test('a type is known by each of its names', (t) => {
  for (const [asked, name] of [
    ['Patient', 'Patient'],
    ['Patient.contact', 'Patient.contact'],
    ['Timing.repeat', 'Timing.repeat'],
    ['string', 'string'],
    [`${FHIR}/Patient`, 'Patient'],
    [`${FHIR}/HumanName`, 'HumanName'],
    ['http://hl7.org/fhirpath/System.String', 'string'],
    ['http://hl7.org/fhirpath/System.Boolean', 'boolean'],
    ['http://hl7.org/fhirpath/System.Integer', 'integer'],
    ['http://hl7.org/fhirpath/System.Decimal', 'decimal'],
    ['http://hl7.org/fhirpath/System.DateTime', 'dateTime'],
    ['http://hl7.org/fhirpath/System.Quantity', 'Quantity']
  ] as const) {
    t.equal(schema.type(asked)?.name, name, asked)
    t.equal(schema.type(asked), schema.type(name), `${asked} is the one type of that name`)
  }
  t.end()
})

test('what is no type is not known', (t) => {
  for (const name of ['', '.', 'Patients', 'Patient.', 'Patient.name', '.contact', 'patient', `${FHIR}/Nothing`]) {
    t.equal(schema.type(name), undefined, name)
  }
  t.end()
})

test('a type tells its kind and what it descends from', (t) => {
  for (const [name, kind, base, isAbstract] of [
    ['Resource', 'resource', undefined, true],
    ['DomainResource', 'resource', 'Resource', true],
    ['Patient', 'resource', 'DomainResource', false],
    ['Bundle', 'resource', 'Resource', false],
    ['Bundle.entry', 'complex', 'BackboneElement', false],
    ['Timing.repeat', 'complex', 'Element', false],
    ['Timing', 'complex', 'BackboneElement', false],
    ['HumanName', 'complex', 'Element', false],
    ['Age', 'complex', 'Quantity', false],
    ['string', 'primitive', 'Element', false],
    ['code', 'primitive', 'string', false],
    ['id', 'primitive', 'string', false],
    ['markdown', 'primitive', 'string', false],
    ['url', 'primitive', 'uri', false],
    ['canonical', 'primitive', 'uri', false],
    ['oid', 'primitive', 'uri', false],
    ['uuid', 'primitive', 'uri', false],
    ['positiveInt', 'primitive', 'integer', false],
    ['unsignedInt', 'primitive', 'integer', false]
  ] as const) {
    const type = schema.type(name)
    t.strictSame([type?.kind, type?.base, type?.isAbstract], [kind, base, isAbstract], name)
  }
  t.end()
})

test('an element has one property, or one for each type of a choice', (t) => {
  for (const [type, element, properties] of [
    ['Patient', 'id', ['id: id']],
    ['DomainResource', 'id', ['id: id']],
    ['HumanName', 'id', ['id: string']],
    ['Extension', 'url', ['url: uri']],
    ['Patient', 'birthDate', ['birthDate: date']],
    ['Patient', 'text', ['text: Narrative']],
    ['Patient', 'contained', ['contained: Resource']],
    ['Patient', 'contact', ['contact: Patient.contact']],
    ['Patient', 'deceased', ['deceasedBoolean: boolean', 'deceasedDateTime: dateTime']],
    ['Bundle.entry', 'resource', ['resource: Resource']],
    ['Bundle.entry', 'link', ['link: Bundle.link']],
    ['Parameters.parameter', 'part', ['part: Parameters.parameter']],
    ['Questionnaire.item', 'item', ['item: Questionnaire.item']],
    ['Narrative', 'div', ['div: xhtml']],
    ['xhtml', 'value', ['value: xhtml']],
    ['code', 'value', ['value: code']],
    ['code', 'id', ['id: string']],
    ['code', 'extension', ['extension: Extension']],
    ['Age', 'value', ['value: decimal']]
  ] as const) {
    t.strictSame(propertiesOf(type, element), properties, `${type}.${element}`)
  }
  t.end()
})

test('an element tells whether it is a list, a choice and required', (t) => {
  for (const [type, element, isList, isChoice, min] of [
    ['Patient', 'name', true, false, 0],
    ['Patient', 'birthDate', false, false, 0],
    ['Patient', 'deceased', false, true, 0],
    ['Observation', 'code', false, false, 1],
    ['Patient.link', 'other', false, false, 1],
    ['string', 'extension', true, false, 0]
  ] as const) {
    const found = schema.type(type)?.elements.get(element)
    t.strictSame([found?.isList, found?.isChoice, found?.min], [isList, isChoice, min], `${type}.${element}`)
  }
  t.end()
})

test('types that hold each other are one and the same wherever they stand', (t) => {
  const reference = schema.type('Reference')
  const identifier = reference?.elements.get('identifier')?.properties[0]?.type
  t.equal(identifier?.elements.get('assigner')?.properties[0]?.type, reference)
  const item = schema.type('QuestionnaireResponse.item')
  t.equal(item?.elements.get('item')?.properties[0]?.type, item)
  t.end()
})

test('a property points back at its element', (t) => {
  const element = schema.type('Observation')?.elements.get('value')
  t.equal(element?.properties.length, 11)
  t.ok(element?.properties.every((property) => property.element === element))
  t.end()
})

test('every element of every definition is there with its types', (t) => {
  for (const { type: root, snapshot } of definitions) {
    for (const { path, max, type = [] } of snapshot?.element ?? []) {
      const dot = path.lastIndexOf('.')
      if (dot < 0 || max === '0') continue
      const found = schema.type(path.slice(0, dot))?.elements.get(path.slice(dot + 1).replace('[x]', ''))
      t.equal(found?.properties.length, Math.max(type.length, 1), `${root}: ${path}`)
    }
  }
  t.end()
})

/** A StructureDefinition as a package has it, of elements as [path, type, more]. */
function definition(name: string, kind: StructureDefinition['kind'], elements: readonly unknown[]) {
  const element = [{ path: name }, ...elements] as ElementDefinition[]
  const url = `http://x.example/${name}`
  return { resourceType: 'StructureDefinition', url, name, kind, type: name, snapshot: { element } } as never
}

const SYSTEM_STRING = { code: 'http://hl7.org/fhirpath/System.String' }
const FHIR_TYPE = `${FHIR}/structuredefinition-fhir-type`
const string = definition('string', 'primitive-type', [{ path: 'string.value', type: [SYSTEM_STRING] }])
const uri = definition('uri', 'primitive-type', [{ path: 'uri.value', type: [SYSTEM_STRING] }])
const id = definition('id', 'primitive-type', [{ path: 'id.value', type: [SYSTEM_STRING] }])

test('definitions as the standard publishes them give the same types', (t) => {
  const uriType = { ...SYSTEM_STRING, extension: [{ url: FHIR_TYPE, valueUrl: 'uri' }] }
  const thing = definition('Thing', 'resource', [
    { path: 'Thing.id', base: { path: 'Resource.id' }, type: [SYSTEM_STRING] },
    { path: 'Thing.url', type: [uriType] },
    { path: 'Thing.text', type: [SYSTEM_STRING] }
  ])
  const made = createSchema([thing, string, uri, id])
  const types = ['id', 'url', 'text'].map((name) => made.type('Thing')?.elements.get(name)?.properties[0]?.type.name)
  t.strictSame(types, ['id', 'uri', 'string'])
  t.equal(made.type('uri')?.elements.get('value')?.properties[0]?.type.name, 'uri')
  t.end()
})

test('a profile makes no type, and what is forbidden or a slice no element', (t) => {
  const thing = definition('Thing', 'complex-type', [
    { path: 'Thing.part', type: [{ code: 'string' }] },
    { path: 'Thing.part', sliceName: 'first', max: '1', type: [{ code: 'string' }] },
    { path: 'Thing.none', max: '0', type: [{ code: 'string' }] }
  ])
  const profile = {
    ...(thing as StructureDefinition),
    url: 'http://x.example/profile',
    derivation: 'constraint'
  } as const
  const made = createSchema([profile, thing, string])
  t.strictSame([...(made.type('Thing')?.elements.keys() ?? [])], ['part'])
  t.equal(made.type('Thing')?.elements.get('part')?.isList, true)
  t.equal(made.type('http://x.example/profile'), undefined)
  t.end()
})

test('definitions that leave something open are refused at the start', (t) => {
  const unknown = definition('Thing', 'complex-type', [{ path: 'Thing.part', type: [{ code: 'Nothing' }] }])
  const nowhere = definition('Thing', 'complex-type', [{ path: 'Thing.part', contentReference: '#Thing.nothing' }])
  const orphan = definition('Thing', 'complex-type', [{ path: 'Thing.part.inner', type: [{ code: 'string' }] }])
  const empty = { ...(string as StructureDefinition), snapshot: { element: [] } }
  for (const [title, given, code] of [
    ['an unknown type', [unknown, string], 'unknown-type'],
    ['an unknown content reference', [nowhere, string], 'unknown-type'],
    ['an element without its parent', [orphan, string], 'wrong-value'],
    ['no elements', [empty], 'wrong-value'],
    ['a type twice', [string, string], 'wrong-value']
  ] as const) {
    const outcome = attempt(() => createSchema(given))
    t.equal(outcome.ok ? undefined : outcome.fault.code, code, title)
  }
  t.end()
})
