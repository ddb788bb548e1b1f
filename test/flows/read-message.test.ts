import { join } from 'node:path'
import type { ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { missingIn } from '../../src/flows/read-message.ts'
import { createValidator } from '../../src/profile/create-validator.ts'

const validator = createValidator(join(import.meta.dirname, '..', '..', 'profiles'))

function referral(category: string): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    status: 'completed',
    intent: 'order',
    authoredOn: '2026-03-02',
    category: [{ coding: [{ system: category, code: '1' }] }],
    subject: { reference: 'Patient/p' },
    requester: { reference: 'Organization/a' }
  }
}

function missing(resource: ServiceRequest): readonly (string | undefined)[] {
  const entry = { resource, path: 'ServiceRequest', method: 'POST', id: 'r' } as const
  return missingIn({ validator }, 'his', { entries: [entry], outside: [] }).map(({ expression }) => expression)
}

test('both names of NHG table 69 are the same table, and another table is not', (t) => {
  t.strictSame(missing(referral('urn:oid:2.16.840.1.113883.2.4.4.30.69')), [])
  t.strictSame(missing(referral('https://referentiemodel.nhg.org/tabellen/nhg-tabel-69-soort-correspondentie')), [])
  t.strictSame(missing(referral('urn:oid:2.16.840.1.113883.2.4.4.30.20')), ['ServiceRequest.category'])
  t.end()
})
