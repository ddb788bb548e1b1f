import { randomUUID } from 'node:crypto'
import type { Bundle, Communication, Composition, Identifier, Reference, Organization, Task } from '@medplum/fhirtypes'
import { concept, dayOf, partOf, section, textOf } from '../../demo/simulators/narrative.ts'
import type { Organisation } from '../../demo/simulators/address-book.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** The rubrics of a report after intake: code, title, and what is written where the ask says nothing. */
const rubrics = [
  ['answer', 'Antwoord op uw vraag', 'Gespecialiseerde behandeling is aangewezen; ambulant, in ons team Stemming.'],
  ['diagnosis', 'Diagnose', 'Depressieve stoornis, eenmalige episode, ernstig, zonder psychotische kenmerken (DSM-5).'],
  ['treatment-plan', 'Behandelplan', 'Cognitieve gedragstherapie, wekelijks, en ophogen van de medicatie.'],
  ['regiebehandelaar', 'Regiebehandelaar', 'Mw. drs. J. Visser, klinisch psycholoog.'],
  ['medication', 'Medicatie', 'Sertraline wordt in twee weken opgehoogd naar 100 mg; wij schrijven voor.'],
  [
    'start-or-wait',
    'Start of wachttijd',
    'De behandeling begint over drie weken. Tot dan belt onze verpleegkundige wekelijks.'
  ]
] as const

/**
 * The report after intake as an institution sends it: a Communication with a Composition, in one transaction.
 *
 * @param task - the coordination Task as this system has it.
 * @param ask - `on` (day of the intake), `text {<rubric>: ...}`, `without` (rubrics that are left out), `messageId`.
 */
export function reportMessage(
  institution: Pick<Organisation, 'ura' | 'name'>,
  task: Task,
  ask: Readonly<Record<string, unknown>>
): { readonly bundle: Bundle; readonly messageId: string } {
  const messageId = textOf(ask.messageId, `urn:uuid:${randomUUID()}`)
  const [reportUrl, letterUrl] = [`urn:uuid:${randomUUID()}`, `urn:uuid:${randomUUID()}`]
  const on = dayOf(ask.on)
  const sender: Reference<Organization> & { identifier: Identifier } = {
    type: 'Organization',
    identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: institution.ura },
    display: institution.name
  }
  const subject = { reference: task.for?.reference ?? '' }
  const report: Communication = {
    resourceType: 'Communication',
    extension: [{ url: `${OWN}/StructureDefinition/event-date`, valueDate: on }],
    basedOn: [{ reference: task.focus?.reference ?? '' }],
    status: 'completed',
    category: [concept(`${OWN}/CodeSystem/s-message-type`, '201', 'Bericht na intake')],
    subject,
    about: [{ reference: `Task/${task.id ?? ''}` }],
    sent: textOf(ask.sent, new Date().toISOString()),
    sender,
    payload: [{ contentReference: { reference: letterUrl } }]
  }
  const letter: Composition = {
    resourceType: 'Composition',
    status: 'final',
    type: concept('http://loinc.org', '11488-4', 'Consult note'),
    subject,
    date: on,
    author: [sender],
    title: 'Bericht na intake',
    section: sectionsOf(ask)
  }
  const bundle: Bundle = {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: messageId },
    type: 'transaction',
    entry: [
      { fullUrl: reportUrl, resource: report, request: { method: 'POST', url: 'Communication' } },
      { fullUrl: letterUrl, resource: letter, request: { method: 'POST', url: 'Composition' } }
    ]
  }
  return { bundle, messageId }
}

function sectionsOf(ask: Readonly<Record<string, unknown>>): NonNullable<Composition['section']> {
  const without = Array.isArray(ask.without) ? ask.without.map(String) : []
  const texts = partOf(ask.text)
  return rubrics
    .filter(([code]) => !without.includes(code))
    .map(([code, title, text]) =>
      section(title, concept(`${OWN}/CodeSystem/report-section`, code, title), textOf(texts[code], text))
    )
}
