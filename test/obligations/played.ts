import assert from 'node:assert/strict'
import type { Communication, Consent, Flag, Resource } from '@medplum/fhirtypes'
import type { Entry, FeedbackEntry, FlagEntry, ObjectionEntry, ReferralDiary } from '../../demo/reckoning/diary.ts'
import { localDay } from '../../src/clock.ts'
import { directoryOf } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'
import { CodeSystem, ExtensionUrl } from '../../src/fhir/systems.ts'
import { openings } from '../../src/obligations/open.ts'
import { readFeedback } from '../../src/referral/feedback.ts'
import { forwardOf } from '../../src/referral/forward.ts'
import type { Arrival, Rules } from '../../src/referral/rules.ts'
import { standingFacts } from '../../src/referral/standing.ts'
import { partOf } from '../../src/referral/lifecycle/transition.ts'
import type { Result } from '../../src/result.ts'
import type { FactRow, ObligationRow, ReferralRow } from '../../src/store/change.ts'
import { agreements, openingFor } from './fixtures.ts'

/** What the gateway keeps of a referral after everything in its diary has been sent to it. */
export interface Played {
  readonly referral: ReferralRow
  readonly facts: readonly FactRow[]
  readonly obligations: readonly ObligationRow[]
}

const participants: readonly Participant[] = [
  { id: 'his-a', name: 'Praktijk A', role: 'his', identifiers: { ura: '00000001' }, region: 'noord' },
  { id: 'his-b', name: 'Praktijk B', role: 'his', identifiers: { ura: '00000002' }, region: 'noord' },
  { id: 'gb-a', name: 'Instelling A', role: 'gb-ggz', identifiers: { ura: '00000003' }, region: 'noord' },
  { id: 's-ggz-a', name: 'Instelling B', role: 's-ggz', identifiers: { ura: '00000004' }, region: 'zuid' }
]

/** The participants of all histories. */
export const directory = directoryOf(participants)

/** Performers' steps after which the Task has the status accepted, or one that follows it. */
const accepting = ['referral.registered', 'intake.planned', 'intake.done', 'patient.no-show', 'treatment.started']

/**
 * Sends a diary to the gateway's own functions, message by message: what they read in it, and which duties that opens.
 *
 * Steps of the Task are put in as the facts that they state; feedback, flags and objections are read from FHIR resources.
 */
export function played(diary: ReferralDiary, earlier?: Played): Played {
  const referral = rowOf(diary)
  const first = received(diary, referral)
  const isFirst = ({ what, at }: Entry): boolean => what === 'flag' && at === diary.referral.receivedAt
  const flags = diary.entries.filter(isFirst).flatMap((entry) => factsOf(diary, referral, { entry, facts: [] }))
  const forward = earlier === undefined ? undefined : passedOn(diary, { earlier, referral })
  let facts = [first, ...flags, ...(forward?.history ?? [])]
  const anew = openings(question(referral, diary.referral.receivedAt), { obligations: [], facts, news: facts })
  const moved = forward?.moved ?? []
  const isMoved = ({ code, trigger, creditor }: ObligationRow): boolean =>
    trigger === 'referral.received' && moved.some((one) => one.code === code && one.creditor === creditor)
  let obligations = [...moved, ...anew.filter((one) => !isMoved(one))]
  for (const entry of diary.entries) {
    if (isFirst(entry)) continue
    const news = factsOf(diary, referral, { entry, facts })
    facts = [...facts, ...news]
    obligations = [...obligations, ...openings(question(referral, entry.at), { obligations, facts, news })]
  }
  return { referral, facts, obligations }
}

function question(referral: ReferralRow, at: string): Parameters<typeof openings>[0] {
  const now = Date.parse(at)
  return openingFor(referral, { message: `at ${at}`, at: now })
}

function rowOf({ referral: { receivedAt, ...parties } }: ReferralDiary): ReferralRow {
  const { id } = parties
  const fixed = { subject: `subject of ${id}`, serviceRequest: id, task: `task-${id}`, agreement: 'lga' }
  return { ...parties, ...fixed, receivedAt: Date.parse(receivedAt) }
}

function received({ referral: { id, receivedAt, requester } }: ReferralDiary, referral: ReferralRow): FactRow {
  const heardAt = Date.parse(receivedAt)
  const occurredOn = localDay(heardAt)
  const of = { referral: referral.id, by: requester, message: `${id}-received` }
  return { ...of, id: `${id}-received`, event: 'referral.received', occurredOn, heardAt }
}

interface Telling<E extends Entry = Entry> {
  readonly entry: E
  /** What is known before it. */
  readonly facts: readonly FactRow[]
}

function factsOf(diary: ReferralDiary, referral: ReferralRow, { entry, facts }: Telling): readonly FactRow[] {
  const arrival = arrivalOf(diary, entry)
  const { now: heardAt, message } = arrival
  const base = { referral: referral.id, heardAt, by: entry.by, message, id: `${message}-fact` }
  if (entry.what === 'feedback') return feedback(diary, referral, { entry, facts: [] })
  if (entry.what === 'step') return [{ ...base, event: entry.event, occurredOn: entry.day }]
  if (entry.what === 'forwarded') {
    const on = { ...base, occurredOn: arrival.today }
    return [
      { ...on, event: 'referral.superseded', successor: entry.to },
      { ...on, id: `${message}-forwarded`, event: 'referral.forwarded' }
    ]
  }
  const resource = entry.what === 'flag' ? flagOf(entry) : consentOf(diary, entry.id)
  const status = entry.what === 'withdrawal' ? { status: 'inactive' } : {}
  const located = { resource: { ...resource, ...status } as Resource, path: 'Bundle.entry[0].resource' }
  return valueOf(standingFacts(rulesFor([]), [located], { arrival, referral, facts, graph: [] }))
}

function feedback(diary: ReferralDiary, referral: ReferralRow, { entry }: Telling<FeedbackEntry>): readonly FactRow[] {
  const before = diary.entries.slice(0, diary.entries.indexOf(entry))
  const isTaken = before.some((one) => one.what === 'step' && one.by === referral.performer && isAccepting(one.event))
  const part = partOf(referral, entry.by)
  assert(part !== undefined)
  const arrival = arrivalOf(diary, entry)
  const located = { resource: communicationOf(referral, entry), path: 'Communication' }
  const composition = { resourceType: 'Composition', id: `content-${entry.id}` } as Resource
  const context = { arrival, referral, part, isTaken, graph: [composition] }
  return valueOf(readFeedback(rulesFor(entry.lacks ?? []), located, context)).facts
}

function isAccepting(event: string): boolean {
  return accepting.includes(event)
}

/** The gateway's rules, with a validator that finds what the diary says is lacking. */
function rulesFor(lacks: readonly string[]): Rules {
  const missing = lacks.map((code) => ({
    code,
    what: { en: code, nl: code },
    source: 'test',
    expression: 'Communication.payload'
  }))
  return { directory, agreements, validator: { lacking: () => missing } } as unknown as Rules
}

function arrivalOf({ referral, entries }: ReferralDiary, entry: Entry): Arrival {
  const now = Date.parse(entry.at)
  const participant = directory.byId(entry.by)
  assert(participant !== undefined, entry.by)
  return { participant, message: `${referral.id}-${entries.indexOf(entry)}`, now, today: localDay(now), graph: [] }
}

function communicationOf(referral: ReferralRow, { id, kind, lacks, ...dates }: FeedbackEntry): Communication {
  const extension = [
    ...(dates.eventDate === undefined ? [] : [{ url: ExtensionUrl.eventDate, valueDate: dates.eventDate }]),
    ...(dates.expectedDate === undefined ? [] : [{ url: ExtensionUrl.expectedDate, valueDate: dates.expectedDate }])
  ]
  const structured = { payload: [{ contentReference: { reference: `Composition/content-${id}` } }] }
  return {
    resourceType: 'Communication',
    id,
    status: 'completed',
    basedOn: [{ reference: `ServiceRequest/${referral.serviceRequest}` }],
    category: [{ coding: [{ system: CodeSystem.feedbackKind, code: kind }] }],
    extension,
    ...(lacks === undefined ? {} : structured)
  }
}

function flagOf({ id, day }: FlagEntry): Flag {
  return {
    resourceType: 'Flag',
    id,
    status: 'active',
    subject: { reference: 'Patient/p' },
    code: { coding: [{ system: CodeSystem.risk, code: 'crisis-prone' }] },
    period: { start: day }
  }
}

function consentOf({ entries }: ReferralDiary, id: string): Consent {
  const made = entries.find((one): one is ObjectionEntry => one.what === 'objection' && one.id === id)
  assert(made !== undefined, `no objection ${id}`)
  const { day, kinds, receivers } = made
  return {
    resourceType: 'Consent',
    id,
    status: 'active',
    scope: {},
    category: [],
    dateTime: day,
    provision: {
      type: 'deny',
      ...(kinds === undefined
        ? {}
        : { code: kinds.map((code) => ({ coding: [{ system: CodeSystem.feedbackKind, code }] })) }),
      ...(receivers === undefined
        ? {}
        : { actor: receivers.map((one) => ({ role: {}, reference: { reference: `Organization/${one}` } })) })
    }
  }
}

/** What passing a referral on takes along, asked at the moment at which the new one arrives. */
function passedOn(
  diary: ReferralDiary,
  { earlier, referral }: { readonly earlier: Played; readonly referral: ReferralRow }
): ReturnType<typeof forwardOf> extends Result<infer Value> ? Value : never {
  const known = earlier.facts.filter(
    ({ event, heardAt }) => event !== 'referral.superseded' && heardAt <= referral.receivedAt
  )
  const obligations = earlier.obligations.filter(({ openedAt }) => openedAt <= referral.receivedAt)
  const before = { referral: earlier.referral, facts: known, obligations, resources: [], rungs: [] }
  const participant = directory.byId(diary.referral.requester)
  assert(participant !== undefined)
  const now = referral.receivedAt
  const arrival = { participant, message: `${referral.id}-received`, now, today: localDay(now), graph: [] }
  const request = {
    resource: { resourceType: 'ServiceRequest' as const, id: referral.id } as never,
    path: 'ServiceRequest'
  }
  return valueOf(forwardOf(rulesFor([]), arrival, { earlier: before, referral, request }))
}

function valueOf<T>(result: Result<T>): T {
  assert(result.ok, JSON.stringify(result))
  return result.value
}
