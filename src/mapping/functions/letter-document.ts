import type { Attachment, Composition, DocumentReference, Patient, Reference, Resource } from '@medplum/fhirtypes'
import { derivedId } from '../../fhir/derived-id.ts'
import { referenceTo } from '../../fhir/references.ts'
import { letterText } from './letter-text.ts'

/**
 * A letter as a DocumentReference with its words as plain text, for a system that shows documents and not Compositions.
 *
 * Its id follows from the Composition's; `context.related` points at the Composition, or, since nothing outside can
 * refer to what is contained, at the resource that contains it.
 */
export function letterDocument(composition: Composition, container: Resource | undefined): DocumentReference {
  const { type, title, status, confidentiality } = composition
  const related = referenceTo(container ?? composition)
  return {
    resourceType: 'DocumentReference',
    id: derivedId('letter-as-document', related, container === undefined ? '' : (composition.id ?? '')),
    status: status === 'entered-in-error' ? 'entered-in-error' : 'current',
    docStatus: status,
    type,
    ...partiesOf(composition),
    description: title,
    ...(confidentiality === undefined
      ? {}
      : { securityLabel: [{ coding: [{ system: LABELS, code: confidentiality }] }] }),
    content: [{ attachment: attachmentOf(composition) }],
    context: { related: [{ reference: related, type: container?.resourceType ?? 'Composition' }] }
  }
}

/** Composition.confidentiality is a code of this system. Source: https://hl7.org/fhir/R4/composition.html */
const LABELS = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'

/** Patient, authors and moment; a reference to something contained means nothing outside, so it stays behind. */
function partiesOf({ subject, author, date }: Composition): Pick<DocumentReference, 'subject' | 'author' | 'date'> {
  const authors = author.filter(({ reference }) => !reference?.startsWith('#'))
  return {
    ...(isPatient(subject) ? { subject } : {}),
    ...(authors.length === 0 ? {} : { author: authors }),
    // Composition.date may be a day only; DocumentReference.date is an instant, so the day is in Attachment.creation.
    ...(/T.*(?:Z|[+-]\d\d:\d\d)$/.test(date) ? { date } : {})
  }
}

function isPatient(subject: Reference | undefined): subject is Reference<Patient> {
  return subject?.reference?.startsWith('Patient/') === true
}

function attachmentOf(composition: Composition): Attachment {
  const { title, date, language } = composition
  const text = Buffer.from(letterText(composition), 'utf8')
  return {
    contentType: 'text/plain; charset=utf-8',
    ...(language === undefined ? {} : { language }),
    data: text.toString('base64'),
    size: text.byteLength,
    title,
    creation: date
  }
}
