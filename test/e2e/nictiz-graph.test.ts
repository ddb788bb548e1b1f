import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { createValidator } from '../../src/profile/create-validator.ts'
import { root } from './gateway-process.ts'
import { inBundle } from './http.ts'
import { linde, parkzicht, patients, stringsIn } from './messages.ts'
import { arrival, startWorld } from './world.ts'

/** Nictiz's own example graph of a referral by a GP; it is no part of this project, so the test needs it beside it. */
const folder = resolve(root, '..', 'shared', 'examples', 'nictiz-elz-01')
const skip = existsSync(folder) ? false : 'the example graph of Nictiz ELZ is not beside this project'

const ura = 'http://fhir.nl/fhir/NamingSystem/ura'

/** Each file as an entry under a URL of its own: two of the files have the same id, so references go by file name. */
function graph(): Bundle {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const urls = new Map(files.map((name, index) => [name.replace('.json', ''), `urn:uuid:${uuid(index)}`]))
  const entry = files.map((name): BundleEntry => {
    const text = readFileSync(join(folder, name), 'utf8').replaceAll(
      /"reference": "[A-Za-z]+\/([^"]+)"/g,
      (_, id: string) => {
        return `"reference": "${urls.get(id) ?? ''}"`
      }
    )
    const resource = routed(JSON.parse(text) as Resource, name)
    return {
      fullUrl: urls.get(name.replace('.json', '')) ?? '',
      resource,
      request: { method: 'POST', url: resource.resourceType }
    }
  })
  return { resourceType: 'Bundle', identifier: { value: 'nictiz-elz-01' }, type: 'transaction', entry }
}

/** What the example lacks to be sent to somebody: numbers of the organisations, an owner that is the performer, a BSN. */
function routed(resource: Resource, file: string): Resource {
  const numbered = (value: string): Resource => ({ ...resource, identifier: [{ system: ura, value }] }) as Resource
  if (file.endsWith('Organization-01.json')) return numbered(linde.ura)
  if (file.endsWith('Organization-02.json')) return numbered(parkzicht.ura)
  if (resource.resourceType === 'Patient') {
    return { ...resource, identifier: [{ system: 'urn:oid:2.16.840.1.113883.2.4.6.3', value: patients[0].bsn }] }
  }
  if (resource.resourceType !== 'Task') return resource
  return { ...resource, owner: { type: 'Organization', identifier: { system: ura, value: parkzicht.ura } } }
}

function uuid(index: number): string {
  return `0a6f3c1e-0000-4000-8000-${String(index).padStart(12, '0')}`
}

test('the example graph of Nictiz crosses whole', { skip }, async (t) => {
  const world = await startWorld()
  t.teardown(async () => world.stop())
  const message = graph()
  const answer = await world.as('his-de-linde', { method: 'POST', path: '/fhir', body: message })
  t.equal(answer.status, 200, answer.text)

  const arrived = await arrival(world.receivers['s-ggz-parkzicht'], 0)
  const all = (arrived.entry ?? []).flatMap(({ resource }) => resource ?? [])
  const validator = createValidator(join(root, 'profiles'))
  const problems = all.flatMap((resource) => [
    ...validator.base(resource, resource.resourceType),
    ...validator.conforms('s-ggz', resource, { path: resource.resourceType, graph: all })
  ])
  t.strictSame(problems, [])
  t.equal(all.length, message.entry?.length)
  for (const type of ['Composition', 'Condition', 'Patient', 'Practitioner'] as const) {
    // The profiles that a sender claims are its own; what arrives is checked against the receiver's.
    const [sent, got] = [inBundle(message, type), inBundle(arrived, type)]
    // The BSN came under its OID and is kept under its URI: the same system.
    const expected = stringsIn({ ...sent, meta: undefined }).map((text) =>
      text.replace('urn:oid:2.16.840.1.113883.2.4.6.3', 'http://fhir.nl/fhir/NamingSystem/bsn')
    )
    t.strictSame(stringsIn({ ...got, meta: undefined }), expected.sort(), type)
  }
  t.equal(inBundle(arrived, 'Condition').code?.coding?.[0]?.code, 'L15')
  const places = all.flatMap((one) => (one.resourceType === 'Location' ? [one.name] : []))
  t.strictSame(places.sort(), ['West 1', 'de Valk'], 'two places that had one id are still two')
  t.equal(inBundle(arrived, 'ServiceRequest').status, 'active')
})
