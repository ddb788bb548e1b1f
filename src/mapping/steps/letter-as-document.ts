import type {
  Attachment,
  Communication,
  CommunicationPayload,
  Composition,
  DocumentReference,
  Patient,
  Reference
} from '@medplum/fhirtypes'
import { derivedId } from '../../fhir/derived-id.ts'
import { ok } from '../../result.ts'
import type { Located } from '../../fhir/located.ts'
import { letterText } from './letter-text.ts'
import type { Step, StepContext } from './step.ts'

/**
 * Gives each letter behind a Communication also as a DocumentReference with its words as plain text, for a system that
 * shows documents and not Compositions.
 *
 * `payload.contentReference` then points at the document, whose `context.related` points at the Composition, which
 * travels too. The document's id follows from the Composition's. A Composition contained in the Communication stays
 * there and the document is added beside it, since nothing outside can refer to what is contained.
 */
export const letterAsDocument: Step = (resource, context) => {
  if (resource.resourceType !== 'Communication' || resource.payload === undefined) return ok({ resource })
  const communication = resource
  const documents: Located[] = []
  const payload = resource.payload.flatMap((part): CommunicationPayload[] => {
    const { contentReference } = part
    const letter = letterBehind(contentReference, communication, context)
    if (contentReference === undefined || letter === undefined) return [part]
    const document = documentOf(letter)
    if (!documents.some((one) => one.resource.id === document.id))
      documents.push({ resource: document, path: letter.path })
    const reference = `DocumentReference/${document.id ?? ''}`
    const pointer: Reference = { ...contentReference, reference, type: 'DocumentReference' }
    return letter.isContained ? [part, { contentReference: pointer }] : [{ ...part, contentReference: pointer }]
  })
  return documents.length === 0 ? ok({ resource }) : ok({ resource: { ...communication, payload }, beside: documents })
}

interface Letter {
  readonly composition: Composition
  readonly path: string
  /** What the document is about: the Composition, or the Communication that contains it. */
  readonly related: string
  readonly isContained: boolean
}

function letterBehind(
  pointer: Reference | undefined,
  from: Communication,
  { graph, path }: StepContext
): Letter | undefined {
  const reference = pointer?.reference
  if (reference === undefined) return undefined
  if (reference.startsWith('#')) {
    const index = from.contained?.findIndex(({ id }) => id === reference.slice(1)) ?? -1
    const composition = from.contained?.[index]
    if (composition?.resourceType !== 'Composition') return undefined
    const related = `Communication/${from.id ?? ''}`
    return { composition, path: `${path}.contained[${index}]`, related, isContained: true }
  }
  const found = graph.get(reference)
  if (found?.resource.resourceType !== 'Composition') return undefined
  return { composition: found.resource, path: found.path, related: reference, isContained: false }
}

function documentOf({ composition, related, isContained }: Letter): DocumentReference {
  const { type, title, status, confidentiality } = composition
  return {
    resourceType: 'DocumentReference',
    id: derivedId('letter-as-document', related, isContained ? (composition.id ?? '') : ''),
    status: status === 'entered-in-error' ? 'entered-in-error' : 'current',
    docStatus: status,
    type,
    ...partiesOf(composition),
    description: title,
    ...(confidentiality === undefined
      ? {}
      : { securityLabel: [{ coding: [{ system: LABELS, code: confidentiality }] }] }),
    content: [{ attachment: attachmentOf(composition) }],
    context: { related: [{ reference: related, type: isContained ? 'Communication' : 'Composition' }] }
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
