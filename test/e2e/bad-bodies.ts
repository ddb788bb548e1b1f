import { asked, created, posted, withEntry, type BadCase } from './refusal.ts'
import { changed, pathIn, patients, referral } from './messages.ts'

/** Largest body that the gateway under test takes; a referral has about 8 kB. */
export const bodyBytesMax = 64 * 1024

const text = (): string => JSON.stringify(referral())
const deep = (levels: number): string => `{"resourceType":"Bundle","x":${'['.repeat(levels)}${']'.repeat(levels)}}`

/** What is wrong before anyone reads what the message says: bytes, media types, types, methods, URLs. */
export const badBodies: readonly BadCase[] = [
  { title: 'a body cut off', status: 400, code: 'not-json', wrong: () => posted(text().slice(0, 900)) },
  { title: 'an empty body', status: 400, code: 'not-json', wrong: () => posted('') },
  { title: 'a list in place of an object', status: 400, code: 'not-json', wrong: () => posted(`[${text()}]`) },
  {
    title: 'text that says it is text',
    status: 415,
    code: 'wrong-media-type',
    wrong: () => posted(text(), undefined, { 'content-type': 'text/plain' })
  },
  {
    title: 'FHIR in XML',
    status: 415,
    code: 'wrong-media-type',
    wrong: () => posted('<Bundle/>', undefined, { 'content-type': 'application/fhir+xml' })
  },
  {
    title: 'a sender who takes nothing but HTML',
    status: 406,
    code: 'not-acceptable',
    wrong: () => posted(referral(), undefined, { accept: 'text/html' })
  },
  {
    title: 'a body over the limit',
    status: 413,
    code: 'body-too-large',
    wrong: () => posted(JSON.stringify({ ...referral(), language: 'x'.repeat(bodyBytesMax) }))
  },
  { title: '200 levels', status: 400, code: 'too-deep', wrong: () => posted(deep(200)) },
  {
    title: 'a key that reaches into the engine',
    status: 400,
    code: 'forbidden-key',
    wrong: () => posted(text().replace('{', '{"__proto__":{"type":"transaction"},'))
  },
  {
    title: 'the same key written with an escape',
    status: 400,
    code: 'forbidden-key',
    wrong: () => posted(text().replace('{', '{"\\u005f_proto__":{"type":"transaction"},'))
  },
  {
    title: 'a key that stands twice',
    status: 400,
    code: 'duplicate-key',
    wrong: () => posted(text().replace('"birthDate"', '"birthDate":"1950-01-01","birthDate"'))
  },
  {
    title: 'bytes that are no UTF-8',
    status: 400,
    code: 'not-utf8',
    wrong: () => posted(Buffer.from(text().replace('één', 'eeén'), 'latin1'))
  },
  {
    title: 'a type that FHIR does not have',
    status: 400,
    code: 'unknown-type',
    wrong: () => created('Letter', { resourceType: 'Letter' })
  },
  {
    title: 'such a type within a message',
    status: 400,
    code: 'unknown-type',
    wrong: () => {
      const bundle = changed(referral(), 'Condition', (one) => ({ ...one, resourceType: 'Complaint' }))
      const index = bundle.entry?.findIndex(({ request }) => request?.url === 'Condition') ?? 0
      const entry = (bundle.entry ?? []).map((one, at) => {
        return at === index ? { ...one, request: { method: 'POST' as const, url: 'Complaint' } } : one
      })
      return posted({ ...bundle, entry }, `Bundle.entry[${index}].resource`)
    }
  },
  {
    title: 'a type that is read here but not posted',
    status: 405,
    code: 'method-not-allowed',
    wrong: () => created('Patient', { resourceType: 'Patient' })
  },
  {
    title: 'another resource than the URL names',
    status: 400,
    code: 'wrong-type',
    wrong: () => created('ServiceRequest', { resourceType: 'Task' }, 'resourceType')
  },
  {
    title: 'a batch',
    status: 422,
    code: 'bundle-type',
    wrong: () => posted({ ...referral(), type: 'batch' }, 'Bundle.type')
  },
  {
    title: 'a message id that cannot be read',
    status: 422,
    code: 'invalid-structure',
    wrong: () => posted({ ...referral(), identifier: 'verwijzing-1' }, 'Bundle.identifier')
  },
  {
    title: 'a read within a transaction',
    status: 422,
    code: 'entry-request',
    wrong: () => {
      const bundle = withEntry(referral(), { request: { method: 'GET', url: 'Patient' } })
      const last = (bundle.entry?.length ?? 0) - 1
      const entry = bundle.entry?.with(last, { ...bundle.entry[last], resource: { resourceType: 'Patient' } })
      return posted({ ...bundle, entry }, `Bundle.entry[${last}].request`)
    }
  },
  {
    title: 'a condition that would be ignored',
    status: 422,
    code: 'entry-request',
    wrong: () =>
      created('ServiceRequest', { resourceType: 'ServiceRequest' }, undefined, { 'if-none-exist': 'identifier=1' })
  },
  {
    title: 'an element that FHIR does not have',
    status: 422,
    code: 'invalid-structure',
    wrong: () => {
      const bundle = changed(referral(), 'ServiceRequest', (one) => ({ ...one, urgency: 'high' }))
      return posted(bundle, `${pathIn(bundle, 'ServiceRequest')}.urgency`)
    }
  },
  {
    title: 'a deletion',
    status: 405,
    code: 'method-not-allowed',
    wrong: ({ known }) => asked('DELETE', `/fhir/Task/${known.task.id ?? ''}`)
  },
  {
    title: 'a patch',
    status: 405,
    code: 'method-not-allowed',
    wrong: ({ known }) => ({
      ask: { method: 'PATCH', path: `/fhir/Task/${known.task.id ?? ''}`, body: [{ op: 'remove', path: '/status' }] }
    })
  },
  {
    title: 'an update of what takes none',
    status: 405,
    code: 'method-not-allowed',
    wrong: ({ known }) => ({
      ask: { method: 'PUT', path: `/fhir/ServiceRequest/${known.request.id ?? ''}`, body: known.request }
    })
  },
  {
    title: 'a write to an address that is none',
    status: 405,
    code: 'method-not-allowed',
    wrong: ({ known }) => ({
      ask: { method: 'POST', path: `/fhir/Task/${known.task.id ?? ''}/$cancel`, body: known.task }
    })
  },
  {
    title: 'a BSN in a URL',
    status: 400,
    code: 'bsn-in-url',
    counts: false,
    wrong: () => asked('GET', `/fhir/Task?patient.identifier=${patients[0].bsn}`)
  },
  {
    title: 'a BSN in a URL under its system, encoded',
    status: 400,
    code: 'bsn-in-url',
    counts: false,
    wrong: () => {
      const token = encodeURIComponent(`http://fhir.nl/fhir/NamingSystem/bsn|${patients[1].bsn}`)
      return asked('GET', `/fhir/Task?patient:identifier=${token}`)
    }
  },
  {
    title: 'a search parameter that is not there',
    status: 400,
    code: 'search-parameter',
    counts: false,
    wrong: () => asked('GET', '/fhir/Task?colour=blue')
  },
  {
    title: 'a report parameter that is not there',
    status: 400,
    code: 'report-parameter',
    counts: false,
    wrong: () => asked('GET', '/reports/obligations?asOf=yesterday')
  }
]
