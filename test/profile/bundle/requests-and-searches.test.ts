import type { Bundle } from '@medplum/fhirtypes'
import { test } from 'tap'
import { base, bundle, found, request, search, self, urn } from './bundles.ts'

const sound: readonly (readonly [string, Bundle])[] = [
  [
    'a transaction',
    bundle('transaction', [
      { fullUrl: urn, ...request('POST', 'Task', { resourceType: 'Task', for: { reference: 'Patient/1' } }) },
      request('PUT', 'Patient/1', { resourceType: 'Patient', id: '1' }, { ifMatch: 'W/"3"' }),
      request('PUT', 'Patient?identifier=a|b', { resourceType: 'Patient' }),
      request('DELETE', 'Task/2'),
      request('DELETE', 'Task?status=draft'),
      request('GET', 'Patient/1/_history'),
      request('POST', 'Task/$validate', { resourceType: 'Parameters' }),
      request('PATCH', 'Task/3', { resourceType: 'Binary' })
    ])
  ],
  ['two deletes of one task in a batch', bundle('batch', [request('DELETE', 'Task/2'), request('DELETE', 'Task/2')])],
  [
    'an answer to a search',
    bundle(
      'searchset',
      [
        search('match', { resourceType: 'Task', id: '1' }),
        search('include', { resourceType: 'Patient', id: '1' }),
        search('outcome', { resourceType: 'OperationOutcome' })
      ],
      self(`${base}/Task?status=x`)
    )
  ],
  [
    'an answer to a search by POST',
    bundle('searchset', [search('match', { resourceType: 'Task', id: '1' })], self(`${base}/Task/_search?status=x`))
  ],
  [
    'an answer to a search of several types',
    bundle('searchset', [search('match', { resourceType: 'Task', id: '1' })], self(`${base}?_type=Patient,Task`))
  ],
  [
    'an answer of an operation',
    bundle('searchset', [search('match', { resourceType: 'Task', id: '1' })], self(`${base}/Patient/1/$everything`))
  ],
  [
    'an answer whose link does not tell the type',
    bundle('searchset', [search('match', { resourceType: 'Task', id: '1' })], self('https://his.example/bladzijde/3'))
  ]
]

for (const [what, value] of sound) {
  test(`a Bundle with ${what} is as FHIR asks`, (t) => {
    t.same(found(value), [])
    t.end()
  })
}

const wrong: readonly (readonly [string, Bundle, readonly string[]])[] = [
  [
    'a URN in a transaction that no entry has',
    bundle('transaction', [request('POST', 'Task', { resourceType: 'Task', for: { reference: urn } })]),
    ['reference-lost Bundle.entry[0].resource.for.reference']
  ],
  ['a POST without a resource', bundle('transaction', [request('POST', 'Task')]), ['bundle-rule Bundle.entry[0]']],
  [
    'a POST to an id',
    bundle('transaction', [request('POST', 'Task/1', { resourceType: 'Task' })]),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'a POST of another type',
    bundle('batch', [request('POST', 'Task', { resourceType: 'Patient' })]),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'a PUT without an id in its URL',
    bundle('transaction', [request('PUT', 'Task', { resourceType: 'Task', id: '1' })]),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'a PUT of another id',
    bundle('transaction', [request('PUT', 'Task/1', { resourceType: 'Task', id: '2' })]),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'a PUT of a resource without an id',
    bundle('transaction', [request('PUT', 'Task/1', { resourceType: 'Task' })]),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'a PUT of another type',
    bundle('transaction', [request('PUT', 'Task/1', { resourceType: 'Flag', id: '1' })]),
    ['bundle-rule Bundle.entry[0]']
  ],
  ['a DELETE of a whole type', bundle('transaction', [request('DELETE', 'Task')]), ['bundle-rule Bundle.entry[0]']],
  [
    'a PATCH by the resource itself',
    bundle('transaction', [request('PATCH', 'Task/1', { resourceType: 'Task', id: '1' })]),
    ['bundle-rule Bundle.entry[0]']
  ],
  ['a URL of no type', bundle('transaction', [request('DELETE', 'Taak/1')]), ['bundle-rule Bundle.entry[0]']],
  [
    'an ifMatch that is no ETag',
    bundle('transaction', [request('PUT', 'Task/1', { resourceType: 'Task', id: '1' }, { ifMatch: '3' })]),
    ['bundle-rule Bundle.entry[0].request.ifMatch']
  ],
  [
    'two changes of one resource',
    bundle('transaction', [request('PUT', 'Task/1', { resourceType: 'Task', id: '1' }), request('DELETE', 'Task/1')]),
    ['bundle-rule Bundle.entry[1]']
  ],
  [
    'an absolute request',
    bundle('transaction', [request('DELETE', `${base}/Task/1`)]),
    ['bundle-advice Bundle.entry[0].request.url']
  ],
  [
    'two self links',
    bundle('history', [], {
      link: [
        { relation: 'self', url: 'a' },
        { relation: 'self', url: 'a' }
      ]
    }),
    ['bundle-rule Bundle.link[1]']
  ],
  ['no self link', bundle('searchset', []), ['bundle-advice Bundle']],
  [
    'an outcome that is none',
    bundle('searchset', [search('outcome', { resourceType: 'Task', id: '1' })], self('Task')),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'an OperationOutcome as a match',
    bundle('searchset', [search('match', { resourceType: 'OperationOutcome', id: '1' })], self('Task')),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'a match without an id',
    bundle('searchset', [search('match', { resourceType: 'Task' })], self('Task')),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'a match of another type',
    bundle('searchset', [search('match', { resourceType: 'Flag', id: '1' })], self(`${base}/Task?a=b`)),
    ['bundle-rule Bundle.entry[0]']
  ]
]

for (const [what, value, expected] of wrong) {
  test(`a Bundle with ${what} is told, at its place`, (t) => {
    t.same(found(value), expected)
    t.end()
  })
}
