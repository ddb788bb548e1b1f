import type { CodeableConcept, Condition, Reference, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { follow, referenceTo } from '../../src/fhir/references.ts'
import { LEGAL_STATUS, NTS, systemsOf, TRIAGE } from './survival-codes.ts'
import { isObject, type Node, nodesOf, textOf } from './survival-nodes.ts'

/** Something that a graph says, wherever a dialect puts it within a resource. */
export interface Fact {
  /** Equal for what is equal: the resource, and what is said of it. */
  readonly key: string
  /** `Type.path` of the element that says it, for the table of what takes another form. */
  readonly path: string
  readonly holder: string
  readonly value: unknown
}

/** A row of the table: what must survive, and how it is collected. Facts are equal where their keys are. */
export interface Row {
  readonly name: string
  readonly collect: (graph: readonly Resource[]) => readonly Fact[]
}

const DATES = ['date', 'dateTime', 'instant', 'time']
const MEASURES = ['Period', 'Age', 'Quantity', 'Duration', 'Range', 'Ratio', 'Timing', 'SampledData']
const TEXTS = ['string', 'markdown', 'xhtml']
const STATES = ['status', 'docStatus', 'intent', 'active', 'confidentiality', 'mode', 'use']

/** What must come through every chain. Where nothing else is said, a value is equal when all its parts are. */
export const rows: readonly Row[] = [
  { name: 'priority', collect: elements(({ name }) => name === 'priority', { byName: true }) },
  { name: 'GGz triage level', collect: elements(isExtension(TRIAGE)) },
  { name: 'NTS level', collect: elements(isExtension(NTS)) },
  { name: 'to be seen before', collect: elements(({ path }) => /^ServiceRequest\.occurrence\w+$/.test(path)) },
  { name: 'reason', collect: reasons },
  { name: 'coding', collect: elements(ofType('Coding')) },
  { name: 'text of a concept', collect: elements(({ name, path }) => name === 'text' && !/note\.text$/.test(path)) },
  { name: 'free text', collect: elements(ofType(...TEXTS), { byName: true }) },
  { name: 'note', collect: elements(ofType('Annotation')) },
  { name: 'date with its precision', collect: elements(ofType(...DATES), { byName: true }) },
  { name: 'period, age, quantity', collect: elements(ofType(...MEASURES)) },
  { name: 'identifier', collect: elements(ofType('Identifier'), { byName: true }) },
  { name: 'name of a person', collect: elements(ofType('HumanName')) },
  { name: 'telecom', collect: elements(ofType('ContactPoint')) },
  { name: 'address', collect: elements(ofType('Address')) },
  { name: 'attachment', collect: elements(ofType('Attachment')) },
  { name: 'reference', collect: references },
  {
    name: 'status',
    collect: elements(({ name, type }) => STATES.includes(name) && ['code', 'boolean'].includes(type), { byName: true })
  },
  {
    name: 'yes or no, number, address of a system',
    collect: elements(
      ofType('boolean', 'integer', 'positiveInt', 'unsignedInt', 'decimal', 'uri', 'url', 'canonical', 'code'),
      { byName: true }
    )
  },
  { name: 'extension', collect: elements(ofType('Extension')) },
  { name: 'flag', collect: wholes((resource) => resource.resourceType === 'Flag') },
  { name: 'consent', collect: wholes((resource) => resource.resourceType === 'Consent') },
  {
    name: 'legal status',
    collect: elements(({ type, value }) => type === 'Coding' && isObject(value) && value['system'] === LEGAL_STATUS)
  },
  { name: 'letter', collect: wholes((resource) => resource.resourceType === 'Composition') }
]

type Matches = (node: Node) => boolean

function ofType(...types: readonly string[]): Matches {
  return ({ type }) => types.includes(type)
}

function isExtension(url: string): Matches {
  return ({ type, value }) => type === 'Extension' && isObject(value) && value['url'] === url
}

/**
 * Collects the elements that match, wherever they stand in their resource.
 *
 * A primitive counts without its extensions, which have a row of their own.
 *
 * @param byName - the name of the element counts, too: `sent` is not `received`.
 */
function elements(matches: Matches, { byName = false } = {}): Row['collect'] {
  return (graph) =>
    nodesOf(graph)
      .filter(matches)
      .map(({ holder, path, name, value: whole }) => {
        const value: unknown = isObject(whole) && 'partner' in whole ? whole['value'] : whole
        return { key: [holder, ...(byName ? [name] : []), textOf(value)].join(' '), path, holder, value }
      })
}

function wholes(matches: (resource: Resource) => boolean): Row['collect'] {
  return (graph) =>
    graph.filter(matches).map((resource) => {
      const holder = referenceTo(resource)
      return { key: textOf(resource), path: resource.resourceType, holder, value: resource }
    })
}

/** Why somebody is referred: each coding and each text, in the referral itself or in a Condition that it names. */
function reasons(graph: readonly Resource[]): readonly Fact[] {
  return graph.flatMap((request) => {
    if (request.resourceType !== 'ServiceRequest') return []
    const holder = referenceTo(request)
    const facts = reasonsOf(request, graph).flatMap(({ coding = [], text }) => [
      ...coding,
      ...(text === undefined ? [] : [text])
    ])
    const path = 'ServiceRequest.reasonCode'
    return facts.map((value) => ({ key: `${holder} ${textOf(value)}`, path, holder, value }))
  })
}

function reasonsOf(
  { reasonCode = [], reasonReference = [] }: ServiceRequest,
  graph: readonly Resource[]
): readonly CodeableConcept[] {
  const displays = reasonReference.flatMap(({ display }) => (display === undefined ? [] : [{ text: display }]))
  const conditions = reasonReference.flatMap((reference) => {
    const condition = follow(graph, reference)
    return condition?.resourceType === 'Condition' ? [condition] : []
  })
  return [...reasonCode, ...displays, ...conditions.flatMap(({ code }: Condition) => code ?? [])]
}

/** Each reference with what it says of its target, and that the target is there where it was there. */
function references(graph: readonly Resource[]): readonly Fact[] {
  return nodesOf(graph)
    .filter(ofType('Reference'))
    .flatMap(({ holder, path, name, value }) => {
      const there = follow(graph, value as Reference) === undefined ? 'elsewhere' : 'in the message'
      // Of the number that stands beside it the row of identifiers speaks.
      const { reference, type, display } = value as Reference
      return [{ key: `${holder} ${name} ${textOf({ reference, type, display })} ${there}`, path, holder, value }]
    })
}

/** Systems whose codes say how urgent something is; none is ever translated into one of another list. */
export const urgencySystems: readonly (readonly string[])[] = [
  systemsOf.triage,
  ['https://ggz-gateway.example/fhir/CodeSystem/nts-urgency'],
  ['http://hl7.org/fhir/request-priority']
]
