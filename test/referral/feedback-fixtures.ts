import type { Bundle, Communication } from '@medplum/fhirtypes'
import type { Participant } from '../../src/directory/participant.ts'
import { stateOf } from '../../src/obligations/state.ts'
import { followUp } from '../../src/referral/follow-up.ts'
import type { Decision } from '../../src/referral/rules.ts'
import type { Result } from '../../src/result.ts'
import type { ReferralFacts } from '../../src/store/port.ts'
import { rule } from '../obligations/fixtures.ts'
import * as f from './fixtures.ts'

/** A referral that was opened, and the coordination Task as institution A reads it. */
export const posted = f.referralBundle()
export const known = f.knownAfter(f.open(posted).decision)
export const task = f.taskOf(known, 's-a')
/** 17 March, the day after the intake. */
export const reported = f.start + 15 * f.dayMs

/** What is decided when a participant sends this about the referral. */
export function tell(
  bundle: Bundle,
  { from = f.sA, at = reported, message = 'message-2', about = known }: Telling = {}
): Result<Decision> {
  const arrival = f.arrivalOf(from, bundle, { at, message })
  return followUp(f.rules, { arrival, known: about, steps: [], directory: [], isMatched: false })
}

/** Who tells, when, and about which referral. */
export interface Telling {
  readonly from?: Participant
  readonly at?: number
  readonly message?: string
  readonly about?: ReferralFacts
}

/** What is known after it. */
export function after(bundle: Bundle, telling: Telling = {}): ReferralFacts {
  return f.knownAfter(f.valueOf(tell(bundle, telling)), telling.about ?? known)
}

/** The state of the first duty on a day. */
export function stateOn(facts: ReferralFacts, on: string): string {
  return stateOf({ rule, obligation: facts.obligations[0]!, facts: facts.facts, on }).state
}

/** The codes of what the sender is told. */
export function said(result: Result<Decision>): readonly string[] {
  return f.valueOf(result).issues.map(({ code }) => code)
}

/** A complete report after intake. */
export const report = f.reportBundle(task)

/** The report with elements changed; undefined leaves one out. */
export function communication(change: Readonly<Record<string, unknown>>): Bundle {
  return f.changed(report, 'Communication', (one) => ({ ...one, ...change }))
}

/** A report after intake in plain text, sent by a practice. */
export function hisReport(about: ReferralFacts, from: Participant): Bundle {
  const system = 'https://ggz-gateway.example/fhir/CodeSystem/his-correspondence'
  const resource: Communication = {
    resourceType: 'Communication',
    status: 'completed',
    basedOn: [{ reference: `ServiceRequest/${about.referral.id}` }],
    category: [{ coding: [{ system, code: 'INTAKE' }] }],
    subject: { reference: f.taskOf(about, 'his-a').for?.reference ?? '' },
    sender: {
      type: 'Organization',
      identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: from.identifiers.ura ?? '' }
    },
    extension: [{ url: 'https://ggz-gateway.example/fhir/StructureDefinition/event-date', valueDate: '2026-03-16' }],
    payload: [{ contentString: 'Intake was op 16 maart.' }]
  }
  return f.withEntry({ resourceType: 'Bundle', type: 'transaction' }, 'urn:uuid:c', resource)
}
