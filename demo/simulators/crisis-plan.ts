import { randomUUID } from 'node:crypto'
import type { CarePlan, CodeableConcept, Composition, Resource } from '@medplum/fhirtypes'
import { byUra } from './address-book.ts'
import type { Report } from './feedback.ts'
import { concept, section } from './narrative.ts'

const OWN = 'https://ggz-gateway.example/fhir'
const SNOMED = 'http://snomed.info/sct'

/** The type of a letter, for those kinds whose letters have one of their own. */
const letterTypes: Readonly<Record<string, CodeableConcept>> = {
  'crisis-plan': concept(SNOMED, '736253002', 'Mental health crisis plan')
}
const CONSULT_NOTE = concept('http://loinc.org', '11488-4', 'Consult note')

/** A letter with coded sections, and the fullUrl under which it is sent. */
export function letterOf(report: Report): readonly [fullUrl: string, letter: Composition] {
  const letter: Composition = {
    resourceType: 'Composition',
    status: 'final',
    type: letterTypes[report.kind] ?? CONSULT_NOTE,
    subject: report.subject,
    date: report.at,
    author: [byUra(report.author)],
    title: report.title,
    section: report.rubrics.map(({ code, title, text }) => {
      return section(title, concept(`${OWN}/CodeSystem/report-section`, code, title), text)
    })
  }
  return [`urn:uuid:${randomUUID()}`, letter]
}

/**
 * A crisis plan: its letter, and a CarePlan as the index by which it is found at night.
 *
 * @param category - how the sender's dialect says that a CarePlan is a crisis plan.
 */
export function crisisPlanOf(
  report: Report,
  category: CodeableConcept
): readonly (readonly [fullUrl: string, resource: Resource])[] {
  const [letterUrl, letter] = letterOf(report)
  const start = report.on ?? report.at.slice(0, 10)
  const plan: CarePlan = {
    resourceType: 'CarePlan',
    identifier: [{ system: `https://${report.author.id}.example/plannen`, value: randomUUID().slice(0, 13) }],
    status: 'active',
    intent: 'plan',
    category: [category],
    title: report.title,
    subject: report.subject,
    period: { start, end: `${Number(start.slice(0, 4)) + 1}${start.slice(4)}` },
    created: start,
    author: byUra(report.author),
    supportingInfo: [{ reference: letterUrl }]
  }
  return [
    [letterUrl, letter],
    [`urn:uuid:${randomUUID()}`, plan]
  ]
}
