import { randomUUID } from 'node:crypto'
import type { Bundle, Communication, Extension, Resource } from '@medplum/fhirtypes'
import { beforeTreatment } from './texts/before-treatment.ts'
import { crisis } from './texts/crisis.ts'
import { written, type FeedbackText, type Written } from './texts/feedback-text.ts'
import { treatment } from './texts/treatment.ts'
import { textOf } from './narrative.ts'
import { idIn } from './refer.ts'
import type { Organisation } from './address-book.ts'
import type { SaidFeedback } from './said.ts'
import type { Acted, Action, System } from './system.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** What is written, by feedback kind. */
export const texts: Readonly<Record<string, FeedbackText>> = { ...beforeTreatment, ...treatment, ...crisis }

/** One feedback before it has the shape of a dialect. */
export interface Report {
  readonly kind: string
  readonly title: string
  readonly rubrics: readonly Written[]
  readonly subject: { readonly reference: string }
  readonly author: Organisation
  /** When it is written: ISO 8601. */
  readonly at: string
  /** The day that it is about. */
  readonly on?: string
}

/** How a dialect writes feedback: its code for the kind, and what the Communication's payload is made of. */
export interface FeedbackShape {
  readonly category: (kind: string, title: string) => NonNullable<Communication['category']>
  readonly sender: (author: Organisation) => NonNullable<Communication['sender']>
  /** The payload, and the resources that it refers to by their fullUrl. */
  readonly content: (report: Report) => {
    readonly as: SaidFeedback['content']
    readonly payload: NonNullable<Communication['payload']>
    readonly beside: readonly (readonly [fullUrl: string, resource: Resource])[]
  }
}

/** Whether a report after intake is to say what care is offered, too. */
function isOffering({ kind, offers }: Readonly<Record<string, unknown>>): boolean {
  return kind === 'intake-confirmation' && offers === 'yes'
}

/** What is written: of an offer in a report after intake, what the report does not say anyway. */
function rubricsOf(text: FeedbackText, ask: Readonly<Record<string, unknown>>): FeedbackText {
  if (!isOffering(ask)) return text
  const said = new Set(text.rubrics.map(({ code }) => code))
  return {
    ...text,
    rubrics: [...text.rubrics, ...treatment['care-offer'].rubrics.filter(({ code }) => !said.has(code))]
  }
}

/** The rubrics of a letter that a rule knows under another code than the letter does. */
const ruleOf: Readonly<Record<string, string>> = { 'treatment-plan': 'plan', 'start-or-wait': 'start' }

/**
 * Reports on a referral, in the shape of a dialect.
 *
 * @param shape - how this system writes.
 * @returns the action; its ask: `referral`, `kind`, `on` and `expectedOn` (days), `without` (rubrics left out, or
 * `event-date`), `choice` (which of the texts),
 * `offers` (`yes`: a report after intake says what care is offered, too), `basedOn` (referrals named instead of `referral`; none for an empty list).
 */
export function reporting(shape: FeedbackShape): Action {
  return async (system: System, ask): Promise<Acted> => {
    const messageId = `urn:uuid:${randomUUID()}`
    const referral = textOf(ask.referral, '')
    const without = Array.isArray(ask.without) ? ask.without.map(String) : []
    const { bundle, as, kind } = messageOf(system, shape, { ask, messageId, without })
    const { on, ...expected } = daysIn(ask)
    const days = on === undefined || without.includes('event-date') ? expected : { ...expected, on }
    const basedOn = namedReferrals(ask)
    const answer = await system.gateway.transaction(bundle, (given) => {
      const communication = idIn(given, 'Communication') ?? ''
      const lacks = without.map((code) => ruleOf[code] ?? code)
      // Of text nobody can tell what it offers.
      const offers = isOffering(ask) && as === 'sections' ? { offers: true as const } : {}
      const said: SaidFeedback = {
        what: 'feedback',
        kind,
        communication,
        ...days,
        content: as,
        lacks,
        ...offers,
        basedOn
      }
      return { referral, said }
    })
    return { messageId, referral, ...answer }
  }
}

function messageOf(
  system: System,
  shape: FeedbackShape,
  given: { ask: Readonly<Record<string, unknown>>; messageId: string; without: readonly string[] }
): { readonly bundle: Bundle; readonly as: SaidFeedback['content']; readonly kind: string } {
  const { ask, messageId, without } = given
  const kind = textOf(ask.kind, '')
  const text = texts[kind]
  if (text === undefined) throw new Error(`nobody has written texts for ${kind}`)
  const days = daysIn(ask)
  const choice = typeof ask.choice === 'number' ? ask.choice : 0
  const report: Report = {
    kind,
    title: text.title,
    rubrics: written(rubricsOf(text, ask), { choice, ...days }).filter(({ code }) => !without.includes(code)),
    subject: { reference: subjectOf(system, textOf(ask.referral, '')) },
    author: system.organisation,
    at: system.now(),
    ...(days.on === undefined ? {} : { on: days.on })
  }
  const { as, payload, beside } = shape.content(report)
  const basedOn = namedReferrals(ask).map((id) => ({ reference: `ServiceRequest/${id}` }))
  const extension = [
    ...(days.on === undefined || without.includes('event-date') ? [] : [day('event-date', days.on)]),
    ...(days.expectedOn === undefined ? [] : [day('expected-date', days.expectedOn)])
  ]
  const communication: Communication = {
    resourceType: 'Communication',
    ...(extension.length === 0 ? {} : { extension }),
    identifier: [{ system: `https://${system.organisation.id}.example/berichten`, value: randomUUID().slice(0, 13) }],
    ...(basedOn.length === 0 ? {} : { basedOn }),
    status: 'completed',
    category: shape.category(kind, text.title),
    subject: report.subject,
    sent: report.at,
    sender: shape.sender(report.author),
    payload
  }
  const entries: readonly (readonly [string, Resource])[] = [[`urn:uuid:${randomUUID()}`, communication], ...beside]
  return { bundle: transactionOf(messageId, entries), as, kind }
}

/** A message: each resource posted under its fullUrl. */
export function transactionOf(messageId: string, entries: readonly (readonly [string, Resource])[]): Bundle {
  return {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: messageId },
    type: 'transaction',
    entry: entries.map(([fullUrl, resource]) => ({
      fullUrl,
      resource,
      request: { method: 'POST', url: resource.resourceType }
    }))
  }
}

/** The patient of a referral as this system knows it: of what arrived. */
export function subjectOf({ diary }: System, referral: string): string {
  const request = diary.resources[`ServiceRequest/${referral}`]
  if (request?.resourceType !== 'ServiceRequest') throw new Error(`referral ${referral} has not arrived here`)
  return request.subject.reference ?? ''
}

function daysIn({ on, expectedOn }: Readonly<Record<string, unknown>>): Pick<SaidFeedback, 'on' | 'expectedOn'> {
  return {
    ...(typeof on === 'string' ? { on } : {}),
    ...(typeof expectedOn === 'string' ? { expectedOn } : {})
  }
}

function namedReferrals({ basedOn, referral }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(basedOn) ? basedOn.map(String) : [textOf(referral, '')]
}

function day(name: string, value: string): Extension {
  return { url: `${OWN}/StructureDefinition/${name}`, valueDate: value }
}
