import type { Resource } from '@medplum/fhirtypes'
import type { Participant } from '../directory/participant.ts'
import { readGraph } from '../fhir/graph.ts'
import { normalised } from '../fhir/identifiers.ts'
import type { Located } from '../fhir/located.ts'
import { isError, issue, type Issue } from '../fhir/outcome.ts'
import { ENTRIES_MAX, readTransaction, type Entry } from '../fhir/transaction.ts'
import type { Dialect } from '../mapping/port.ts'
import { profileFor } from '../profile/forms.ts'
import { CANONICAL_FORM, mapContent, type MapRules } from './map-content.ts'
import { creatableTypes, updatableTypes } from './read-message.ts'
import { canonicalsOf, pathOf, resourcesIn, uncheckedIn } from './validate.ts'
import { distinct, type Found } from './validation-answer.ts'

/** What is asked about content of a participant. */
export interface TakeAsked {
  readonly participant: Pick<Participant, 'dialect'>
  /** Whether the sender's token allows this on a type. */
  readonly allows: (type: string, letter: 'c' | 'u') => boolean
  /** What the sender would do with it; undefined: only its content counts. */
  readonly mode: 'create' | 'update' | undefined
  /** Of a resource that is named in the URL. */
  readonly id: string | undefined
  readonly content: Readonly<Record<string, unknown>>
}

/** What ids are derived from for resources that have none: nothing is kept, so it need not be unique. */
const SEED = ['validation']

/**
 * What would keep this gateway from taking content of a participant, as far as the content alone tells: its dialect's profiles;
 * of a transaction how its entries hang together; with a mode, whether that is offered, and whether the dialect's map can
 * read every code.
 *
 * What is stored, who takes part and how a referral stands is not looked at. Content that is not sound FHIR is not looked
 * at either: `validateContent` says so.
 */
export function wouldTake(rules: MapRules, asked: TakeAsked): Found {
  const offered = offeredFor(asked)
  const dialect = rules.dialects.get(asked.participant.dialect ?? '')
  if (dialect === undefined || !isReadable(rules, asked)) return { issues: offered, profiles: [] }
  const graph = graphOf(asked.content, rules.base)
  const issues = [...offered, ...graph.issues]
  for (const { resource, path } of graph.located) issues.push(...carriedBy(rules, dialect, { resource, path }, asked))
  const resources = graph.isResolved ? graph.located.map(({ resource }) => normalised(resource)) : []
  for (const [index, resource] of resources.entries()) {
    const path = graph.located[index]?.path ?? ''
    issues.push(...rules.validator.base(resource, path))
    issues.push(...rules.validator.conforms(dialect.name, resource, { path, graph: resources }))
  }
  const profiles = canonicalsOf(
    rules.validator,
    resources.map((resource) => profileFor(dialect.name, resource))
  )
  if (asked.mode !== undefined && !issues.some(isError)) issues.push(...mapping(rules, dialect, asked))
  return { issues: distinct([...issues, ...profiles.flatMap((one) => uncheckedIn(rules.validator, one))]), profiles }
}

/** Whether it is sound enough, and in few enough parts, to be looked at any further. */
function isReadable({ validator }: MapRules, { content }: TakeAsked): boolean {
  return resourcesIn(content).length <= ENTRIES_MAX && validator.structure(content, pathOf(content)).length === 0
}

/** Whether what the sender would do is offered at all, and to this sender. */
function offeredFor({ mode, content, allows, id }: TakeAsked): readonly Issue[] {
  const type = pathOf(content)
  if (mode === undefined) return []
  if (type === 'Bundle' && mode === 'create') {
    return content.type === 'transaction' ? [] : [issue('bundle-type', {}, 'Bundle.type')]
  }
  const types = mode === 'create' ? creatableTypes : updatableTypes
  const letter = mode === 'create' ? 'c' : 'u'
  if (!types.has(type)) return [issue('method-not-allowed', { type }, type)]
  const issues = allows(type, letter) ? [] : [issue('not-allowed', { scope: `system/${type}.${letter}` }, type)]
  if (mode === 'create') return issues
  const words = {
    what: 'the id of what is updated',
    whatNl: 'het id van wat wordt gewijzigd',
    source: 'FHIR R4, update'
  }
  if (content.id === undefined) return [...issues, issue('required-missing', words, `${type}.id`)]
  return id === undefined || content.id === id ? issues : [...issues, issue('id-mismatch', {}, `${type}.id`)]
}

interface ReadGraph {
  readonly located: readonly (Located & Partial<Pick<Entry, 'method'>>)[]
  readonly issues: readonly Issue[]
  /** Whether its references lead where they would lead here; a profile that follows them is of no use before. */
  readonly isResolved: boolean
}

/** The resources as the gateway reads them; a Bundle that is no message is read in the same way, without a word about it. */
function graphOf(content: TakeAsked['content'], base: string): ReadGraph {
  const plain = plainEntries(content)
  const isMessage = content.resourceType !== 'Bundle' || content.type === 'transaction'
  const message = content.type === 'transaction' && isBundle(content) ? readTransaction({ ...content }) : undefined
  if (message?.ok === false) return { located: plain, issues: message.outcome.issues, isResolved: false }
  const read = readGraph(message?.value.entries ?? plain, SEED, base)
  if (read.ok) return { located: read.value.entries, issues: [], isResolved: true }
  return { located: plain, issues: isMessage ? read.outcome.issues : [], isResolved: false }
}

function plainEntries(content: TakeAsked['content']): readonly Entry[] {
  const given = isBundle(content)
    ? resourcesIn(content)
    : [{ resource: content, path: pathOf(content), fullUrl: undefined }]
  return given.map(({ resource, path, fullUrl }) => {
    // The structure was found sound. An id stays, so that what is found is what stands there.
    const entry = { resource: resource as Resource, path, method: 'POST' } as const
    const { id } = entry.resource
    return { ...entry, ...(fullUrl === undefined ? {} : { fullUrl }), ...(id === undefined ? {} : { putId: id }) }
  })
}

function isBundle({ resourceType }: TakeAsked['content']): boolean {
  return resourceType === 'Bundle'
}

/** What the gateway says of a type, before it looks at the content. */
function carriedBy(
  { validator }: MapRules,
  dialect: Dialect,
  { resource, path }: Located,
  { mode, allows, content }: TakeAsked
): readonly Issue[] {
  const { resourceType: type } = resource
  if (!validator.types.has(type)) return []
  const isAllowed = mode === undefined || !isBundle(content) || allows(type, 'c') || allows(type, 'u')
  return [
    ...(isAllowed ? [] : [issue('not-allowed', { scope: `system/${type}.c` }, path)]),
    ...(dialect.types.has(type) ? [] : [issue('type-not-in-dialect', { dialect: dialect.name, type }, path)])
  ]
}

/** What the map to the canonical form cannot read, and what it leaves out. */
function mapping(rules: MapRules, { name: from }: Dialect, { content }: TakeAsked): readonly Issue[] {
  const mapped = mapContent(rules, { content, by: { from, to: CANONICAL_FORM }, lineage: false })
  return mapped.ok ? mapped.value.warnings : mapped.outcome.issues
}
