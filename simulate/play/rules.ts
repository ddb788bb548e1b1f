import type { Communication, Resource } from '@medplum/fhirtypes'
import { directoryOf } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'
import type { Agreements } from '../../src/obligations/agreements/load-agreements.ts'
import type { Dialect, Direction } from '../../src/mapping/port.ts'
import { definitionsOf } from '../../src/profile/definitions/load-definitions.ts'
import { feedbackProfile } from '../../src/profile/forms.ts'
import type { Missing, Validator } from '../../src/profile/port.ts'
import type { Rules } from '../../src/referral/rules.ts'
import { parties } from '../diary/people.ts'

/** The region of the simulated organisations. */
const REGION = 'midden'
/** Everybody speaks the canonical form: mapping is not what is simulated. */
const DIALECT = 'plain'

/** What the gateway decides with, but for mapping and content: every dialect is the same, and a letter says itself what it lacks. */
export function rulesWith(agreements: Agreements): Rules {
  return {
    directory: directoryOf(parties.map(participant)),
    dialects: new Map([[DIALECT, plain]]),
    maps: { direction: () => undefined, conceptMap: () => undefined, reversed: () => undefined },
    validator,
    agreements,
    base: 'http://gateway.simulated/fhir',
    subjectOf: (bsn) => `subject-${bsn}`
  }
}

function participant({ id, role, ura }: (typeof parties)[number]): Participant {
  const name = `${id} of the simulation`
  if (ura === undefined) return { id, name, role, identifiers: {}, region: REGION }
  return { id, name, role, identifiers: { ura }, region: REGION, dialect: DIALECT, delivery: 'pull' }
}

const identity: Direction = (graph) => ({ ok: true, value: { resources: graph, warnings: [], lineage: [] } })

const plain: Dialect = {
  name: DIALECT,
  version: '1',
  fingerprint: DIALECT,
  types: new Set(),
  toCanonical: identity,
  fromCanonical: identity
}

/** The note in which a simulated letter says what it lacks, or as what it is full; a real one is looked into. */
export const LACKS = 'lacks:'
/** The note that names the kind of feedback as which it would do, too. */
export const FULL_AS = 'full as:'

const validator: Validator = {
  types: new Set(),
  known: new Set(),
  structure: () => [],
  base: () => [],
  conforms: () => [],
  lacking(profile, resource) {
    if (resource.resourceType !== 'Communication') return []
    const isKind = (kind = ''): boolean => feedbackProfile(kind) === profile
    const isOwn = resource.category?.some(({ coding }) => coding?.some(({ code }) => isKind(code))) === true
    if (isOwn) return noted(resource, LACKS).map(missing)
    return noted(resource, FULL_AS).some(isKind) ? [] : [missing('content')]
  },
  what: () => undefined,
  validate: () => [],
  unsupportedIn: () => undefined,
  definitions: definitionsOf([])
}

function noted({ note }: Communication, mark: string): readonly string[] {
  const text = note?.find((one) => one.text.startsWith(mark))?.text
  return text === undefined ? [] : text.slice(mark.length).split(' ')
}

function missing(code: string): Missing {
  const what = { en: code, nl: code }
  return { code, what, source: 'the simulated letter', expression: 'payload' }
}

/** A resource of a message, at a place that errors can name. */
export function located(resource: Resource): { readonly resource: Resource; readonly path: string } {
  return { resource, path: resource.resourceType }
}
