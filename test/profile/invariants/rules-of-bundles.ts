import type { RuleExample } from './rule-example.ts'

// What each invariant of a Bundle holds of, and by what it is broken: the smallest of each. Test persons only.

const partner = { extension: [{ url: 'urn:reason', valueCode: 'unknown' }] }
const bundle = (type: string, content: object = {}): object => ({ resourceType: 'Bundle', type, ...content })
const practitioner = { resourceType: 'Practitioner', id: 'a' }

export const rulesOfBundles: readonly RuleExample[] = [
  {
    key: 'bdl-1',
    at: 'Bundle',
    holds: [bundle('searchset', { total: 1 }), bundle('batch')],
    broken: [bundle('batch', { total: 1 })]
  },
  {
    key: 'bdl-2',
    at: 'Bundle',
    holds: [bundle('searchset', { entry: [{ search: { mode: 'match' } }] })],
    broken: [bundle('collection', { entry: [{ search: { mode: 'match' } }] })]
  },
  {
    key: 'bdl-3',
    at: 'Bundle',
    holds: [bundle('batch', { entry: [{ request: { method: 'GET' } }] }), bundle('collection', { entry: [{}] })],
    broken: [
      bundle('transaction', { entry: [{ resource: practitioner }] }),
      bundle('document', { entry: [{ request: { method: 'GET' } }] })
    ]
  },
  {
    key: 'bdl-4',
    at: 'Bundle',
    holds: [bundle('batch-response', { entry: [{ response: { status: '200' } }] }), bundle('collection')],
    broken: [
      bundle('transaction-response', { entry: [{}] }),
      bundle('collection', { entry: [{ response: { status: '200' } }] })
    ]
  },
  { key: 'bdl-5', at: 'Bundle.entry', holds: [{ resource: practitioner }], broken: [{ fullUrl: 'urn:x' }] },
  {
    key: 'bdl-7',
    at: 'Bundle',
    holds: [
      bundle('collection', { entry: [{ fullUrl: 'urn:a' }, { fullUrl: 'urn:b' }, {}] }),
      bundle('history', { entry: [{ fullUrl: 'urn:a' }, { fullUrl: 'urn:a' }] }),
      bundle('collection', {
        entry: ['1', '2'].map((versionId) => ({ fullUrl: 'urn:a', resource: { ...practitioner, meta: { versionId } } }))
      })
    ],
    broken: [bundle('collection', { entry: [{ fullUrl: 'urn:a' }, { fullUrl: 'urn:a' }] })]
  },
  {
    key: 'bdl-8',
    at: 'Bundle.entry',
    holds: [{ fullUrl: 'http://a/Patient/1' }, {}],
    broken: [{ fullUrl: 'http://a/Patient/1/_history/2' }]
  },
  {
    key: 'bdl-9',
    at: 'Bundle',
    holds: [bundle('document', { identifier: { system: 'urn:s', value: '1' } }), bundle('batch')],
    broken: [bundle('document'), bundle('document', { identifier: { value: '1' } })]
  },
  {
    key: 'bdl-10',
    at: 'Bundle',
    holds: [bundle('document', { timestamp: '2026-03-16T10:00:00Z' }), bundle('batch')],
    broken: [bundle('document'), bundle('document', { _timestamp: partner })]
  },
  {
    key: 'bdl-11',
    at: 'Bundle',
    holds: [bundle('document', { entry: [{ resource: { resourceType: 'Composition' } }] }), bundle('batch')],
    broken: [bundle('document', { entry: [{ resource: practitioner }] }), bundle('document')]
  },
  {
    key: 'bdl-12',
    at: 'Bundle',
    holds: [bundle('message', { entry: [{ resource: { resourceType: 'MessageHeader' } }] }), bundle('batch')],
    broken: [bundle('message', { entry: [{ resource: practitioner }] })]
  }
]
