import { randomUUID } from 'node:crypto'
import type { Bundle, Communication, Reference } from '@medplum/fhirtypes'
import { created, posted, secondKey, withEntry, type BadCase } from './refusal.ts'
import { changed, pathIn, patients, plein, referral, report, reportAlone, zuiderlicht, type Wish } from './messages.ts'

const bsn = 'http://fhir.nl/fhir/NamingSystem/bsn'
const ura = 'http://fhir.nl/fhir/NamingSystem/ura'
const ggz = 's-ggz-parkzicht'

/** A referral in which the patient's identifiers are others. */
function withNumbers(system: string, value: string): Bundle {
  return changed(referral(), 'Patient', (one) => ({ ...one, identifier: [{ system, value }] }))
}

const badBsn = (title: string, system: string, value: string): BadCase => ({
  title,
  status: 422,
  code: 'bsn-invalid',
  wrong: () => {
    const bundle = withNumbers(system, value)
    return posted(bundle, `${pathIn(bundle, 'Patient')}.identifier[0].value`)
  }
})

/** A referral with other performers; `at` is what follows `performer` in the expression. */
const badPerformer = (title: string, code: string, performer: readonly Reference[] | undefined, at = ''): BadCase => ({
  title,
  status: 422,
  code,
  wrong: () => {
    const bundle = changed(referral(), 'ServiceRequest', (one) => ({ ...one, performer }))
    return posted(bundle, `${pathIn(bundle, 'ServiceRequest')}.performer${at}`)
  }
})

const byUra = (value: string): Reference => ({ type: 'Organization', identifier: { system: ura, value } })

/** A referral and something else of another one in the same message. */
function twice(wish: Wish): Bundle {
  const [one, two] = [referral(), referral(wish)]
  return { ...one, entry: [...(one.entry ?? []), ...(two.entry ?? [])] }
}

/** What a message says that cannot be so, or that nobody could receive. */
export const badContent: readonly BadCase[] = [
  badPerformer('a referral to nobody', 'performer-missing', undefined),
  badPerformer('a referral to a name', 'performer-unidentified', [{ display: 'GGZ Parkzicht' }], '[0]'),
  badPerformer('a referral to a number that nobody has', 'performer-unknown', [byUra('90000999')], '[0]'),
  badPerformer('a referral to a practice', 'performer-unknown', [byUra(plein.ura)], '[0]'),
  badPerformer('a referral to two', 'performer-ambiguous', [byUra('90000301'), byUra(zuiderlicht.ura)]),
  {
    title: 'a Task whose owner is another than the performer',
    status: 422,
    code: 'owner-mismatch',
    wrong: () => {
      const bundle = changed(referral(), 'Task', (one) => ({ ...one, owner: byUra(zuiderlicht.ura) }))
      return posted(bundle, `${pathIn(bundle, 'Task')}.owner`)
    }
  },
  {
    title: 'a referral in another practice’s name',
    status: 422,
    code: 'requester-mismatch',
    wrong: () => {
      const bundle = referral({ from: plein })
      return posted(bundle, `${pathIn(bundle, 'ServiceRequest')}.requester`)
    }
  },
  badBsn('a BSN that fails the 11-test', bsn, '999999152'),
  badBsn('the BSN of nobody', bsn, '000000000'),
  badBsn('a BSN that fails under its OID', 'urn:oid:2.16.840.1.113883.2.4.6.3', '172642864'),
  badBsn('a BSN of eight digits', bsn, '99911120'),
  {
    title: 'a patient without a BSN',
    status: 422,
    code: 'bsn-missing',
    wrong: () => {
      const bundle = withNumbers('https://his.example/patient', '4711')
      return posted(bundle, `${pathIn(bundle, 'Patient')}.identifier`)
    }
  },
  {
    title: 'a kind of correspondence that is no referral',
    status: 422,
    code: 'unmapped-code',
    wrong: () => {
      const coding = [{ system: 'urn:oid:2.16.840.1.113883.2.4.4.30.69', code: '2' }]
      const bundle = changed(referral(), 'ServiceRequest', (one) => ({ ...one, category: [{ coding }] }))
      return posted(bundle, `${pathIn(bundle, 'ServiceRequest')}.category[0].coding[0].code`)
    }
  },
  {
    title: 'a kind of feedback that is not known',
    as: ggz,
    status: 422,
    code: 'unknown-code',
    wrong: ({ known }) => {
      const system = 'https://ggz-gateway.example/fhir/CodeSystem/s-message-type'
      const body = { ...reportAlone(known.task), category: [{ coding: [{ system, code: '999' }] }] }
      return created('Communication', body, 'Communication.category[0].coding[0].code')
    }
  },
  {
    title: 'two patients in one referral',
    status: 422,
    code: 'subject-mismatch',
    wrong: () => {
      const patient = referral({ patient: 1 }).entry?.find(({ resource }) => resource?.resourceType === 'Patient')
      const own = changed(referral(), 'Condition', (one) => ({
        ...one,
        subject: { reference: patient?.fullUrl ?? '' }
      }))
      const stranger = { ...patient?.resource, generalPractitioner: undefined }
      const bundle = withEntry(own, { ...patient, resource: stranger } as NonNullable<typeof patient>)
      return posted(bundle, `Bundle.entry[${(bundle.entry?.length ?? 0) - 1}].resource`)
    }
  },
  {
    title: 'a reference to an entry that is not there',
    status: 422,
    code: 'reference-unresolved',
    wrong: () => {
      const supportingInfo = [{ reference: `urn:uuid:${randomUUID()}` }]
      const bundle = changed(referral(), 'ServiceRequest', (one) => ({ ...one, supportingInfo }))
      return posted(bundle, `${pathIn(bundle, 'ServiceRequest')}.supportingInfo[0].reference`)
    }
  },
  {
    title: 'a reference to what somebody else may see',
    as: 'his-het-plein',
    status: 422,
    code: 'reference-unresolved',
    wrong: ({ known }) => {
      const supportingInfo = [known.request.supportingInfo?.[0]]
      const bundle = changed(referral({ from: plein }), 'ServiceRequest', (one) => ({ ...one, supportingInfo }))
      return posted(bundle, `${pathIn(bundle, 'ServiceRequest')}.supportingInfo[0].reference`)
    }
  },
  {
    title: 'two referrals in one message',
    status: 422,
    code: 'transaction-mixed',
    wrong: () => posted(twice({}), `Bundle.entry[${(referral().entry?.length ?? 0) + 1}].resource`)
  },
  {
    title: 'a report about a referral that its sender cannot see',
    as: ggz,
    status: 422,
    code: 'reference-unresolved',
    wrong: ({ known, other }) => {
      const basedOn = [{ reference: `ServiceRequest/${other.request.id ?? ''}` }]
      const bundle = changed(report(known.task), 'Communication', (one) => ({ ...one, basedOn }))
      return posted(bundle, 'Bundle.entry[0].resource.basedOn[0].reference')
    }
  },
  {
    title: 'a report about a referral that nobody knows',
    as: ggz,
    status: 422,
    code: 'reference-unresolved',
    wrong: ({ known }) => {
      const basedOn = [{ reference: 'ServiceRequest/3f0c8a52-6a0e-4c59-9d0f-6f1f6f1c2b11' }]
      const body = { ...reportAlone(known.task), basedOn }
      return created('Communication', body, 'Communication.basedOn[0].reference')
    }
  },
  {
    title: 'a report and a step about two referrals',
    as: ggz,
    status: 422,
    code: 'transaction-mixed',
    wrong: ({ known, second }) => {
      const request = { method: 'PUT', url: `Task/${second.task.id ?? ''}` } as const
      const step = { ...second.task, status: 'received' } as const
      return posted(withEntry(report(known.task), { resource: step, request }), 'Bundle.entry')
    }
  },
  {
    title: 'a report in another institution’s name',
    as: ggz,
    status: 422,
    code: 'sender-mismatch',
    wrong: ({ known }) => {
      const body: Communication = { ...reportAlone(known.task), sender: byUra(zuiderlicht.ura) as never }
      return created('Communication', body, 'Communication.sender')
    }
  },
  {
    title: 'a report about another patient',
    as: ggz,
    status: 422,
    code: 'subject-mismatch',
    wrong: ({ known }) => {
      const stranger = { resourceType: 'Patient', id: 'p', identifier: [{ system: bsn, value: patients[2].bsn }] }
      const alone = reportAlone(known.task)
      const body = { ...alone, contained: [...(alone.contained ?? []), stranger], subject: { reference: '#p' } }
      return created('Communication', body)
    }
  },
  {
    title: 'a referral that was sent before, in a new message',
    status: 409,
    code: 'business-identifier-known',
    wrong: ({ known }) => {
      const identifier = known.request.identifier
      const bundle = changed(referral(), 'ServiceRequest', (one) => ({ ...one, identifier }))
      return posted(bundle, `${pathIn(bundle, 'ServiceRequest')}.identifier`)
    }
  },
  {
    title: 'another body under a message id that was used',
    status: 409,
    code: 'idempotency-conflict',
    wrong: ({ known }) => posted({ ...referral(), identifier: known.message.identifier })
  },
  {
    title: 'another body under the same Idempotency-Key',
    status: 409,
    code: 'idempotency-conflict',
    wrong: () => posted({ ...referral(), identifier: undefined }, undefined, { 'idempotency-key': secondKey })
  },
  {
    title: 'a Task that is not about the referral beside it',
    status: 422,
    code: 'transaction-mixed',
    wrong: ({ known }) => {
      const focus = { reference: `ServiceRequest/${known.request.id ?? ''}` }
      const bundle = changed(referral(), 'Task', (one) => ({ ...one, focus }))
      return posted(bundle, `${pathIn(bundle, 'Task')}.focus`)
    }
  }
]
