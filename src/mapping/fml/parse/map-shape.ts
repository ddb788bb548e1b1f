import {
  inputModes,
  relations,
  sourceListModes,
  statuses,
  structureModes,
  targetListModes,
  transforms,
  typeModes
} from './codes.ts'
import { textFields } from './header.ts'
import type { Shape } from './json-shape.ts'

const text: Shape = { kind: 'text' }
const anything: Shape = { kind: 'anything' }

/** Elements of every part, which say nothing that changes its meaning; a modifierExtension would, and is no field. */
const ofAnyPart: Readonly<Record<string, Shape>> = {
  id: text,
  extension: { kind: 'list', items: () => extension, min: 1 }
}

/** Extensions are looked into where they are constants or dropped paths; others say nothing to an engine. */
const extension: Shape = { kind: 'any-object', required: ['url'] }

function object(fields: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape {
  return { kind: 'object', fields: { ...ofAnyPart, ...fields }, required }
}

function list(items: Shape, min = 1): Shape {
  return { kind: 'list', items: () => items, min }
}

function codes(of: readonly string[]): Shape {
  return { kind: 'code', codes: of }
}

const structure = object({ url: text, mode: codes(structureModes), alias: text, documentation: text }, 'url', 'mode')

const input = object({ name: text, type: text, mode: codes(inputModes), documentation: text }, 'name', 'mode')

const source = object(
  {
    context: text,
    element: text,
    type: text,
    min: { kind: 'integer' },
    max: text,
    defaultValueString: { kind: 'maybe-empty-text' },
    defaultValueInteger: { kind: 'integer' },
    defaultValueDecimal: { kind: 'decimal' },
    defaultValueBoolean: { kind: 'boolean' },
    defaultValueExpression: object({ language: codes(['text/fhirpath']), expression: text }, 'language', 'expression'),
    listMode: codes(sourceListModes),
    variable: text,
    condition: text,
    check: text,
    logMessage: text
  },
  'context'
)

const parameter = object({
  valueId: text,
  // A text of no characters is a value: `append(a, '')`.
  valueString: { kind: 'maybe-empty-text' },
  valueBoolean: { kind: 'boolean' },
  valueInteger: { kind: 'integer' },
  valueDecimal: { kind: 'decimal' }
})

const target = object({
  context: text,
  contextType: codes(['variable']),
  element: text,
  variable: text,
  listMode: list(codes(targetListModes)),
  listRuleId: text,
  transform: codes(transforms),
  parameter: list(parameter)
})

const dependent = object({ name: text, variable: list(text) }, 'name', 'variable')

const rule: Shape = object(
  {
    name: text,
    source: list(source),
    target: list(target),
    rule: { kind: 'list', items: () => rule, min: 1 },
    dependent: list(dependent),
    documentation: text
  },
  'source'
)

const group = object(
  {
    name: text,
    extends: text,
    typeMode: codes(typeModes),
    documentation: text,
    input: list(input),
    rule: list(rule, 0)
  },
  'name',
  'input'
)

const mapping = object(
  { code: text, display: text, equivalence: codes(relations.map(([, code]) => code)), comment: text },
  'equivalence'
)

const conceptMapGroup = object(
  {
    source: text,
    target: text,
    element: list(object({ code: text, display: text, target: list(mapping) }, 'code')),
    unmapped: object({ mode: codes(['provided']) }, 'mode')
  },
  'source',
  'element'
)

/** A concept map that stands in a map; what a rule cannot ask for (dependsOn, product) is no field. */
const conceptMap = object(
  {
    resourceType: codes(['ConceptMap']),
    status: codes(statuses),
    url: text,
    name: text,
    title: text,
    version: text,
    description: text,
    group: list(conceptMapGroup)
  },
  'resourceType',
  'id',
  'group'
)

/** Elements about the map that no rule reads, and that FML has no form for. */
export const elementsAbout: readonly string[] = ['meta', 'text', 'identifier', 'contact', 'useContext', 'jurisdiction']

/** A StructureMap of R4, as far as an engine or FML can do something with it. */
export const mapShape: Shape = object(
  {
    resourceType: codes(['StructureMap']),
    ...Object.fromEntries(textFields.map((name) => [name, text])),
    ...Object.fromEntries(elementsAbout.map((name) => [name, anything])),
    status: codes(statuses),
    experimental: { kind: 'boolean' },
    contained: list(conceptMap),
    structure: list(structure),
    import: list(text),
    group: list(group)
  },
  'resourceType',
  'url',
  'name',
  'group'
)
