import { test } from 'tap'
import { asEndpoint, asOrganization } from '../../src/directory/as-resources.ts'
import type { Participant } from '../../src/directory/participant.ts'

const his: Participant = {
  id: 'his-een',
  name: 'Praktijk Een',
  role: 'his',
  identifiers: { ura: '90000101', agb: '01054321' },
  dialect: 'his',
  delivery: 'push',
  endpoint: { url: 'http://127.0.0.1:9101/fhir', auth: { type: 'none' } },
  keys: { jwks: { keys: [{ kty: 'EC', x: 'x' }] } }
}

test('a participant is shown as an Organization with its numbers and without its keys', (t) => {
  const organization = asOrganization(his)
  t.same(organization.identifier, [
    { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90000101' },
    { system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value: '01054321' }
  ])
  t.match(organization, { resourceType: 'Organization', id: 'his-een', name: 'Praktijk Een', active: true })
  t.equal(organization.type?.[0]?.coding?.[0]?.code, 'his')
  t.notMatch(JSON.stringify(organization), 'jwks')
  t.end()
})

test('where it receives is shown as an Endpoint that the Organization points to', (t) => {
  t.match(asEndpoint(his), { id: 'his-een', address: 'http://127.0.0.1:9101/fhir', status: 'active' })
  t.same(asEndpoint(his)?.managingOrganization, { reference: 'Organization/his-een' })
  t.same(asOrganization(his).endpoint, [{ reference: 'Endpoint/his-een' }])
  t.end()
})

test('a participant by pull has no Endpoint', (t) => {
  const post: Participant = { id: 'hap', name: 'Post', role: 'hap', identifiers: {}, dialect: 'his', delivery: 'pull' }
  t.equal(asEndpoint(post), undefined)
  t.notOk('endpoint' in asOrganization(post))
  t.end()
})

test('a participant that receives nothing has no Endpoint and no empty elements', (t) => {
  const auditor: Participant = { id: 'auditor', name: 'Toezicht', role: 'auditor', identifiers: {} }
  t.equal(asEndpoint(auditor), undefined)
  const organization = asOrganization(auditor)
  t.notOk('identifier' in organization)
  t.notOk('endpoint' in organization)
  t.end()
})
