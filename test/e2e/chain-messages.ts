import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Bundle, BundleEntry, DocumentReference, Reference, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { referenceTo, withReferences } from '../../src/fhir/references.ts'
import { fullReferral } from '../dialects/full-referral.ts'
import { inBundle } from './http.ts'

const OWN = 'https://ggz-gateway.example/fhir'
const agb = 'http://fhir.nl/fhir/NamingSystem/agb-z'

/** The organisations of the full referral, as the directory of the demonstration numbers and names them. */
const readdressed: readonly (readonly [string, string])[] = [
  ['00001111', '90000101'],
  ['00002222', '90000201'],
  ['06291234', '22051234'],
  ['GGZ Instelling Waterland', 'Praktijk voor Psychologie De Brug']
]

/** What the GP asks first: generalist care. */
const generalist = { system: `${OWN}/CodeSystem/echelon`, code: 'gb-ggz', display: 'Generalistische basis-ggz' }

/**
 * The full referral as De Linde's system posts it to De Brug.
 *
 * An Endpoint is the directory's to know, and no sender's to post.
 */
export function referralOfLinde(): Bundle {
  const text = readdressed.reduce(
    (all, [from, to]) => all.replaceAll(from, to),
    JSON.stringify(fullReferral('his').map(({ resource }) => resource))
  )
  const resources = (JSON.parse(text) as readonly Resource[]).flatMap((resource): readonly object[] => {
    if (resource.resourceType === 'Endpoint') return []
    if (resource.resourceType === 'Organization') return [{ ...resource, endpoint: undefined }]
    if (resource.resourceType !== 'ServiceRequest') return [resource]
    return [{ ...resource, performerType: { ...resource.performerType, coding: [generalist] } }]
  })
  return transaction(resources as readonly Resource[])
}

/** What De Brug writes itself when it passes a patient on. */
export const ofBrug = {
  number: 'BR-2026-31',
  letter:
    'Twaalf zittingen CGT gaven te weinig herstel; de doodswens is terug en er is nu wél een plan. Graag opname in het team Stemming vóór 12 juni.',
  issued: '2026-06-01'
} as const

/**
 * The referral that De Brug posts to Parkzicht: its own request and letter, and by reference what it got from the GP.
 *
 * @param got - the message as De Brug received it.
 */
export function forwardOfBrug(got: Bundle): Bundle {
  const request = inBundle(got, 'ServiceRequest')
  const brug: Reference<never> = { type: 'Organization', identifier: { system: agb, value: '22051234' } } as never
  const parkzicht: Reference<never> = { type: 'Organization', identifier: { system: agb, value: '06011234' } } as never
  const forward: ServiceRequest = {
    ...withoutGatewayParts(request),
    id: 'verder',
    identifier: [{ system: 'https://de-brug.example/verwijzingen', value: ofBrug.number }],
    basedOn: [{ reference: referenceTo(request) }],
    performerType: { coding: [{ system: `${OWN}/CodeSystem/gb-echelon`, code: 'S' }], text: 'Specialistische ggz' },
    authoredOn: ofBrug.issued,
    requester: { ...brug, display: 'Praktijk voor Psychologie De Brug' },
    performer: [{ ...parkzicht, display: 'GGZ Parkzicht' }],
    supportingInfo: [...(request.supportingInfo ?? []), ...restOf(got), { reference: 'DocumentReference/brief-brug' }]
  }
  const letter: DocumentReference = {
    resourceType: 'DocumentReference',
    id: 'brief-brug',
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '57133-1' }], text: 'Verwijsbrief' },
    subject: request.subject as NonNullable<DocumentReference['subject']>,
    date: `${ofBrug.issued}T09:00:00+02:00`,
    author: [brug],
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: Buffer.from(ofBrug.letter, 'utf8').toString('base64'),
          title: 'Verwijsbrief De Brug'
        }
      }
    ]
  }
  return transaction([forward, letter])
}

/** What it got and the GP's request does not name: a legal status, a relative. A practice that names less passes on less. */
function restOf({ entry = [] }: Bundle): readonly Reference<never>[] {
  const request = JSON.stringify(entry.map(({ resource }) => resource).filter((one) => one?.resourceType !== 'Patient'))
  const isLeft = (resource: Resource): boolean =>
    ['Condition', 'RelatedPerson'].includes(resource.resourceType) && !request.includes(`"${referenceTo(resource)}"`)
  return entry.flatMap(({ resource }) =>
    resource !== undefined && isLeft(resource) ? [{ reference: referenceTo(resource) }] : []
  )
}

/** The request without what the gateway gave it, and without what the GP's system says of the GP's own date. */
function withoutGatewayParts(request: ServiceRequest): ServiceRequest {
  const { meta, _authoredOn, ...rest } = request as ServiceRequest & { readonly _authoredOn?: unknown }
  assert(meta !== undefined && _authoredOn !== undefined, 'the request comes from the gateway, and has the GP’s date')
  return rest
}

/** Resources as one message: each is posted under a fullUrl, and those that name each other do so by it. */
export function transaction(resources: readonly Resource[]): Bundle {
  const urls = new Map(resources.map((resource) => [referenceTo(resource), `urn:uuid:${randomUUID()}`]))
  const entry = resources.map((resource): BundleEntry => {
    const rest = withReferences(resource, (reference) => urls.get(reference))
    delete rest.id
    return {
      fullUrl: urls.get(referenceTo(resource)) ?? '',
      resource: rest,
      request: { method: 'POST', url: resource.resourceType }
    }
  })
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` }
  return { resourceType: 'Bundle', identifier, type: 'transaction', entry }
}
