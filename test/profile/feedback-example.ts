import type {
  CarePlan,
  CodeableConcept,
  Communication,
  Composition,
  CompositionSection,
  Resource
} from '@medplum/fhirtypes'
import { CANONICAL, CodeSystem, ExtensionUrl } from '../../src/fhir/systems.ts'
import type { FeedbackKind } from '../../src/obligations/feedback-kinds.ts'

// Feedback of every kind in canonical form. Test persons only.

/** The sections that each kind asks of a letter. */
export const sectionsAsked: Readonly<Record<FeedbackKind, readonly string[]>> = {
  'registration-confirmation': ['start-or-wait', 'contact'],
  'status-notice': ['care-status', 'start-or-wait', 'responsible', 'bridging-care'],
  'appointment-notice': ['appointment'],
  'appearance-confirmation': [],
  'no-show': ['next-step', 'who-acts'],
  'intake-confirmation': ['answer', 'diagnosis', 'treatment-plan', 'regiebehandelaar', 'medication', 'start-or-wait'],
  'care-offer': ['offer', 'regiebehandelaar', 'responsible'],
  'treatment-start': [],
  'progress-report': ['diagnosis', 'treatment', 'course', 'medication', 'risk', 'regiebehandelaar'],
  'change-notice': ['change', 'reason', 'checks'],
  'transfer-notice': ['transfer', 'reason', 'contact'],
  'end-report': ['reason', 'course', 'diagnosis', 'medication', 'follow-up', 'relapse-plan', 'contact'],
  rejection: ['reason', 'alternative', 'patient-informed'],
  'crisis-report': ['urgency', 'findings', 'risk', 'measures', 'medication', 'responsible'],
  'crisis-plan': ['version', 'signs', 'actions', 'not-to-do', 'contact', 'medication', 'agreements'],
  'no-plan': ['reason', 'decided-by'],
  'unreferred-care': ['reason', 'treatment-plan'],
  'handover-proposal': ['diagnosis', 'medication', 'checks', 'follow-up', 'relapse-plan', 'contact'],
  'information-request': ['missing-items'],
  'information-answer': [],
  'consultation-question': ['question', 'consent'],
  'consultation-answer': ['answer', 'responsible'],
  'exploratory-advice': [],
  'professional-summary': [],
  'instability-notice': []
}

/** A feedback with what it refers to. */
export interface FeedbackExample {
  readonly communication: Communication
  readonly graph: readonly Resource[]
}

/** A complete feedback with a letter in coded sections, given on 17 March about 16 March 2026. */
export function structuredFeedback(kind: FeedbackKind): FeedbackExample {
  const payload = [{ contentReference: { reference: 'Composition/letter-1' } }]
  const graph = [letter(sectionsAsked[kind].map((code) => sectionOf(code)))]
  if (kind !== 'crisis-plan') return { communication: communication(kind, payload), graph }
  return {
    communication: communication(kind, [...payload, { contentReference: { reference: 'CarePlan/plan-1' } }]),
    graph: [...graph, carePlan]
  }
}

/** The same feedback in plain text. */
export function textFeedback(kind: FeedbackKind): FeedbackExample {
  return { communication: communication(kind, [{ contentString: 'Bericht over uw patiënt.' }]), graph: [] }
}

/** A section of a report with a text. */
export function sectionOf(code: string, system = `${CANONICAL}/CodeSystem/report-section`): CompositionSection {
  const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Zie dossier.</p></div>'
  return { title: code, code: concept(system, code), text: { status: 'additional', div } }
}

/** The feedback with elements of its letter changed. */
export function withLetter({ communication, graph }: FeedbackExample, change: Partial<Composition>): FeedbackExample {
  const changed = graph.map((one) => (one.resourceType === 'Composition' ? { ...one, ...change } : one))
  return { communication, graph: changed }
}

/** The feedback with elements of the Communication changed; undefined leaves one out. */
export function withElements(
  { communication, graph }: FeedbackExample,
  change: Readonly<Record<string, unknown>>
): FeedbackExample {
  const all: Readonly<Record<string, unknown>> = { ...communication, ...change }
  const changed = Object.entries(all).filter(([, value]) => value !== undefined)
  return { communication: Object.fromEntries(changed) as unknown as Communication, graph }
}

/** The extension that carries a day. */
export function dayIn(url: 'eventDate' | 'expectedDate', value: string): NonNullable<Communication['extension']> {
  return [{ url: ExtensionUrl[url], [value.includes('T') ? 'valueDateTime' : 'valueDate']: value }]
}

/** The crisis plan as a CarePlan without a date of its own, so that the letter has to give its version. */
export const carePlan: CarePlan = {
  resourceType: 'CarePlan',
  id: 'plan-1',
  status: 'active',
  intent: 'plan',
  category: [concept(`${CANONICAL}/CodeSystem/care-plan-category`, 'crisis-plan')],
  subject: { reference: 'Patient/patient-1' }
}

function communication(kind: FeedbackKind, payload: NonNullable<Communication['payload']>): Communication {
  return {
    resourceType: 'Communication',
    id: 'communication-1',
    extension: dayIn('eventDate', '2026-03-16'),
    basedOn: [{ reference: 'ServiceRequest/referral-1' }],
    status: 'completed',
    category: [concept(CodeSystem.feedbackKind, kind)],
    subject: { reference: 'Patient/patient-1' },
    sent: '2026-03-17T09:00:00+01:00',
    sender: { reference: 'Organization/parkzicht' },
    payload
  }
}

function letter(section: CompositionSection[]): Composition {
  return {
    resourceType: 'Composition',
    id: 'letter-1',
    status: 'final',
    type: concept(CodeSystem.loinc, '11488-4'),
    subject: { reference: 'Patient/patient-1' },
    date: '2026-03-17',
    author: [{ reference: 'Organization/parkzicht' }],
    title: 'Bericht',
    ...(section.length > 0 ? { section } : {})
  }
}

function concept(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] }
}
