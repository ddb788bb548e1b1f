import type {
  CodeableConcept,
  Coding,
  Composition,
  Condition,
  Resource,
  ServiceRequest,
  Task
} from '@medplum/fhirtypes'
import { follow, referenceTo } from '../../src/fhir/references.ts'
import { SUGGESTED } from '../../src/mapping/load-dialects.ts'
import { lostLeaves } from './lost-leaves.ts'
import {
  codeSystem,
  ICPC,
  type Matter,
  meaningOf,
  SNOMED,
  suggestionsFor,
  systemsOf,
  TRIAGE
} from './survival-codes.ts'
import { documentOf } from './survival-documents.ts'
import { type Chain, organisationOf } from './survival-excuses.ts'
import { isObject } from './survival-nodes.ts'

// Whether what a dialect added follows from what was sent.

/** A value that stands in what was got and not in what was sent. */
export interface Addition {
  /** `Type.path` without indexes; the type alone of a whole resource. */
  readonly at: string
  readonly value: unknown
  /** What it stands in: the object or, of an item of a list, the list. */
  readonly within: unknown
  /** The resource as it was got. */
  readonly got: Resource
}

/** A kind of value that a dialect adds, at one place. */
export interface AddedHere {
  readonly from?: string
  readonly to?: string
  readonly at: RegExp
  readonly because: string
  /** Whether the value follows from what was sent. */
  readonly follows: (addition: Addition, chain: Chain) => boolean
}

/** A bare coding of the canonical form or of the receiver, that means what a coding of the sender beside it means. */
export function translated(matter: Matter): AddedHere['follows'] {
  return ({ value, within }, { sent, to }) => {
    const { system = '', code, display, ...rest } = value as Coding
    const meaning = meaningOf(matter, { system, ...(code === undefined ? {} : { code }) })
    const isAsked = [systemsOf[matter][0], ...receiving[to]!].includes(system)
    const beside = (within as readonly Coding[]).filter((one) => one !== value && wasSent(one, sent))
    const isMeant = meaning !== undefined && beside.some((one) => meaningOf(matter, one) === meaning)
    return isAsked && isMeant && typeof display === 'string' && Object.keys(rest).length === 0
  }
}

const receiving: Readonly<Record<string, readonly string[]>> = {
  his: [codeSystem('his-correspondence'), systemsOf.category[1]],
  'gb-ggz': ['gb-bericht', 'gb-verwijzing', 'gb-echelon'].map(codeSystem),
  's-ggz': [...['s-message-type', 's-echelon', 's-triage'].map(codeSystem), SNOMED]
}

function wasSent(coding: Coding, sent: readonly Resource[]): boolean {
  return (
    JSON.stringify(sent).includes(`"system":"${coding.system ?? ''}","code":"${coding.code ?? ''}"`) ||
    holds(sent, coding)
  )
}

function holds(value: unknown, coding: Coding): boolean {
  if (Array.isArray(value)) return value.some((item) => holds(item, coding))
  if (!isObject(value)) return false
  const isIt = value['system'] === coding.system && value['code'] === coding.code
  return isIt || Object.values(value).some((member) => holds(member, coding))
}

export function isConceptOf(
  value: unknown,
  sent: readonly Resource[],
  concepts: (request: ServiceRequest) => readonly (CodeableConcept | undefined)[]
): boolean {
  const { coding = [], text } = value as CodeableConcept
  return sent.some((resource) => {
    if (resource.resourceType !== 'ServiceRequest') return false
    return concepts(resource).some((concept) => {
      if (concept === undefined || concept.text !== text || lostLeaves(concept, value, '').length > 0) return false
      const meaning = concept.coding?.map((one) => meaningOf('echelon', one)).find((one) => one !== undefined)
      const gained = coding.filter((one) => !holds(concept, one))
      return meaning !== undefined && gained.every((one) => meaningOf('echelon', one) === meaning)
    })
  })
}

/** A second extension with the code of the other list for the same hours; the priority itself and NTS stay out of it. */
export function triageLevel({ value, within }: Addition): boolean {
  const level = (one: unknown): Coding => (one as { valueCoding?: Coding }).valueCoding ?? {}
  const { url } = value as { url?: string }
  const meaning = meaningOf('triage', level(value))
  const others = (within as readonly unknown[]).filter((one) => one !== value)
  return url === TRIAGE && meaning !== undefined && others.some((one) => meaningOf('triage', level(one)) === meaning)
}

/** A coding marked as suggested, that a crosswalk has for a code of ICPC-1-NL beside it. */
export function suggestion({ value, within }: Pick<Addition, 'value' | 'within'>): boolean {
  const { system = '', code = '', extension = [], display = '', ...rest } = value as Coding
  const isMarked = extension.length === 1 && extension[0]?.url === SUGGESTED
  const given = (within as readonly Coding[]).filter((one) => one.system === ICPC).flatMap((one) => one.code ?? [])
  const isListed = given.some((one) => suggestionsFor(one).includes(`${system}|${code}`))
  return isMarked && isListed && display !== code && Object.keys(rest).length === 0
}

/** A provisional Condition with a reason of the referral, its patient and encounter, and nothing else. */
export function reasonAsCondition({ value }: Addition, { sent }: Chain): boolean {
  const { code, subject, encounter, verificationStatus, id = '', ...rest } = value as Condition
  const isProvisional = verificationStatus?.coding?.length === 1 && verificationStatus.coding[0]?.code === 'provisional'
  const request = sent.find((resource) => {
    if (resource.resourceType !== 'ServiceRequest') return false
    const isSubject = JSON.stringify([resource.subject, resource.encounter]) === JSON.stringify([subject, encounter])
    return isSubject && resource.reasonCode?.some((reason) => isReason(reason, code)) === true
  })
  return isProvisional && request !== undefined && UUID.test(id) && Object.keys(rest).join() === 'resourceType'
}

function isReason(reason: CodeableConcept, code: CodeableConcept | undefined): boolean {
  const { coding = [], text } = code ?? {}
  const gained = coding.filter((one) => !holds(reason, one))
  const isWhole = lostLeaves(reason, code, '').length === 0 && reason.text === text
  return isWhole && gained.every((one) => suggestion({ value: one, within: coding }))
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The codings of a Condition of the referral with its words; a suspicion is called one, and what was refuted is none. */
export function conditionAsReason({ value, got }: Addition, { sent }: Chain): boolean {
  const { coding = [], text = '', ...rest } = value as CodeableConcept
  const conditions = ((got as ServiceRequest).reasonReference ?? []).map(
    (reference) => [follow(sent, reference), reference.display] as const
  )
  return (
    Object.keys(rest).length === 0 &&
    conditions.some(([condition, display]) => {
      if (condition?.resourceType !== 'Condition') return false
      const codes = condition.verificationStatus?.coding?.map(({ code }) => code) ?? []
      if (codes.some((code) => code === 'refuted' || code === 'entered-in-error')) return false
      const isSuspected = codes.some((code) => ['unconfirmed', 'provisional', 'differential'].includes(code ?? ''))
      const own = condition.code?.coding?.filter(
        ({ extension }) => extension?.some(({ url }) => url === SUGGESTED) !== true
      )
      const words = [
        condition.code?.text,
        own?.find((one) => one.display !== undefined)?.display,
        display,
        own?.[0]?.code
      ].find((one) => one !== undefined)
      const isSame = JSON.stringify(coding) === JSON.stringify(condition.code?.coding ?? [])
      return isSame && text === `${words ?? ''}${isSuspected ? ' (vermoeden)' : ''}`
    })
  )
}

export function letterAsDocument({ value }: Addition, { sent, to }: Chain): boolean {
  if (to === 's-ggz') return false
  return lettersIn(sent).some((letter) => documentOf(letter, value, sent))
}

export function lettersIn(sent: readonly Resource[]): readonly Composition[] {
  return sent.flatMap((resource) => {
    const contained = 'contained' in resource ? (resource.contained ?? []) : []
    return [resource, ...contained].filter((one) => one.resourceType === 'Composition')
  })
}

export function owner(type: string, naming: string): AddedHere['follows'] {
  const system = `http://fhir.nl/fhir/NamingSystem/${naming}`
  return ({ got }, chain) => {
    const { owner: after } = got as Task
    const before = chain.sent.find((one) => referenceTo(one) === referenceTo(got)) as Task | undefined
    const numbers = [before?.owner?.identifier, ...(organisationOf(before?.owner, chain.sent)?.identifier ?? [])]
    const isTheirs = numbers.some((one) => one?.system === system && one.value === after?.identifier?.value)
    return after?.type === type && after.reference === undefined && after.identifier?.system === system && isTheirs
  }
}
