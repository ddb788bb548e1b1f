import { createHash } from 'node:crypto'
import type { Resource } from '@medplum/fhirtypes'

interface PatientPointer {
  readonly reference: string
  readonly type: string
  readonly display: string
}

/** Bytes that are no text: each value there is, behind the head of a PDF. */
export const pdfBytes = Buffer.concat([
  Buffer.from('%PDF-1.7\n'),
  Buffer.from(Array.from({ length: 256 }, (_, index) => index))
])

/** A PDF as an attachment, with its size and hash. */
export function pdf(title: string) {
  return {
    contentType: 'application/pdf',
    language: 'nl-NL',
    data: pdfBytes.toString('base64'),
    size: pdfBytes.byteLength,
    hash: createHash('sha1').update(pdfBytes).digest('base64'),
    title,
    creation: '2026-05-18'
  }
}

/** What travels beside the referral: a laboratory result, medication, a score, a consent, relatives. */
export function besideReferral(patient: PatientPointer): readonly Resource[] {
  return [
    {
      resourceType: 'DocumentReference',
      id: 'doc-uitslag',
      masterIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0d6b7d2e-4f5c-4f3e-9a33-0c1f5b7f8a11' },
      status: 'current',
      docStatus: 'final',
      type: { coding: [{ system: 'http://loinc.org', code: '11502-2' }], text: 'Laboratoriumuitslag' },
      subject: patient,
      date: '2026-05-18T09:12:33.120+02:00',
      description: 'TSH 2,1 mU/l; ASAT licht verhoogd',
      securityLabel: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }] }],
      content: [
        { attachment: pdf('Uitslag 18 mei') },
        {
          attachment: {
            contentType: 'application/pdf',
            url: 'https://praktijk-de-linde.example/bestanden/ecg.pdf',
            title: 'ECG'
          }
        }
      ],
      context: { period: { start: '2026-05-17', end: '2026-05-18' } }
    },
    {
      resourceType: 'MedicationStatement',
      id: 'med-sertraline',
      status: 'active',
      medicationCodeableConcept: {
        coding: [{ system: 'urn:oid:2.16.840.1.113883.2.4.4.10', code: '29300', display: 'SERTRALINE' }]
      },
      subject: patient,
      effectivePeriod: { start: '2026-01' },
      dateAsserted: '2026-05-19',
      note: [{ text: 'Soms vergeten.' }],
      dosage: [
        {
          text: '1 x daags 100 mg',
          timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
          doseAndRate: [{ doseQuantity: { value: 100, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }]
        }
      ]
    },
    {
      resourceType: 'Observation',
      id: 'obs-4dkl',
      status: 'final',
      code: {
        coding: [
          { system: 'https://referentiemodel.nhg.org/tabellen/nhg-tabel-45-diagnostische-bepalingen', code: '2764' }
        ],
        text: '4DKL depressie'
      },
      subject: patient,
      effectiveDateTime: '2026-05-04T10:30:00+02:00',
      valueInteger: 11,
      interpretation: [{ text: 'sterk verhoogd' }]
    },
    {
      resourceType: 'Consent',
      id: 'consent-delen',
      status: 'active',
      scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }], text: 'Toestemming' }],
      patient,
      dateTime: '2026-05-19',
      policyRule: { text: 'Mondeling, vastgelegd in het dossier' },
      provision: {
        type: 'permit',
        period: { end: '2027-05-19' },
        provision: [{ type: 'deny', purpose: [{ code: 'HPAYMT' }] }]
      }
    },
    {
      resourceType: 'RelatedPerson',
      id: 'rel-partner',
      patient,
      relationship: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'HUSB' }], text: 'Echtgenoot' }
      ],
      name: [{ use: 'official', family: 'van der Zee', given: ['Bouke'] }],
      telecom: [{ system: 'phone', value: '06-87654321' }]
    }
  ] as unknown as readonly Resource[]
}
