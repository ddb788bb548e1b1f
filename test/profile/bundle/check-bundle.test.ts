import type { Bundle } from '@medplum/fhirtypes'
import { test } from 'tap'
import { checkBundle } from '../../../src/profile/bundle/check-bundle.ts'
import type { Issue } from '../../../src/fhir/outcome.ts'
import { at, base, bundle, focus, found, letter, patient, task, urn } from './bundles.ts'
import { cpuMs } from '../cpu-ms.ts'

const sound: readonly (readonly [string, Bundle])[] = [
  ['an empty one', { resourceType: 'Bundle', type: 'collection' }],
  [
    'fullUrls of REST, of a UUID, of another kind',
    bundle('collection', [
      patient,
      { fullUrl: urn, resource: { resourceType: 'Task' } },
      { fullUrl: 'http://his.example/een', resource: { resourceType: 'Task', id: 'twee' } }
    ])
  ],
  [
    'a capitalised word in an address that is no type',
    bundle('collection', [{ fullUrl: 'http://his.example/Map/een', resource: { resourceType: 'Task', id: 'twee' } }])
  ],
  ['a relative reference beside its own base', bundle('message', [focus('Task/1'), task('Patient/1'), patient])],
  ['references by URN', bundle('message', [focus(urn), { fullUrl: urn, resource: { resourceType: 'Task' } }])],
  ['a reference outside the message', bundle('message', [focus('Task/1'), task('https://elders.example/Patient/1')])],
  [
    'a document and what it names',
    bundle('document', [
      letter('Patient/1', { section: [{ section: [{ entry: [{ reference: 'Task/1' }] }] }] }),
      patient,
      task('Patient/1')
    ])
  ],
  ['a contained one', bundle('document', [letter('#p')])],
  [
    'versions picked by meta.versionId',
    bundle('document', [
      letter('Patient/1/_history/2'),
      at('Patient/1', { meta: { versionId: '1' }, link: [{ other: { reference: 'Composition/1' } }] }),
      at('Patient/1', { meta: { versionId: '2' } })
    ])
  ],
  [
    'a provenance that refers to the document',
    bundle('document', [letter('Patient/1'), patient, at('Provenance/1', { target: [{ reference: 'Composition/1' }] })])
  ],
  [
    'anything left out of a collection',
    bundle('collection', [task(urn), at('Task/2', { for: { reference: 'Patient/9' } })])
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
    'a relative fullUrl',
    bundle('collection', [{ fullUrl: 'Patient/1', resource: { resourceType: 'Patient', id: '1' } }]),
    ['bundle-rule Bundle.entry[0].fullUrl']
  ],
  [
    'the fullUrl of another id',
    bundle('collection', [{ fullUrl: `${base}/Patient/2`, resource: { resourceType: 'Patient', id: '1' } }]),
    ['bundle-rule Bundle.entry[0].fullUrl']
  ],
  [
    'the fullUrl of another type',
    bundle('collection', [{ fullUrl: `${base}/Group/1`, resource: { resourceType: 'Patient', id: '1' } }]),
    ['bundle-rule Bundle.entry[0].fullUrl']
  ],
  [
    'a fullUrl missing in a message',
    bundle('message', [focus(), { resource: { resourceType: 'Patient' } }]),
    ['bundle-rule Bundle.entry[1]', 'bundle-advice Bundle.entry[1]']
  ],
  [
    'a fullUrl missing where there is an id',
    bundle('collection', [{ resource: { resourceType: 'Patient', id: '1' } }]),
    ['bundle-rule Bundle.entry[0]']
  ],
  [
    'a focus that is not in the message',
    bundle('message', [focus('Task/9')]),
    ['reference-lost Bundle.entry[0].resource.focus[0].reference']
  ],
  [
    'a focus that only looks like an entry',
    bundle('message', [
      { fullUrl: urn, resource: { resourceType: 'MessageHeader', focus: [{ reference: 'Patient/1' }] } },
      patient
    ]),
    ['reference-lost Bundle.entry[0].resource.focus[0].reference']
  ],
  [
    'a patient that is not in the document',
    bundle('document', [letter('https://elders.example/Patient/1')]),
    ['reference-lost Bundle.entry[0].resource.subject.reference']
  ],
  [
    'an entry of a section within a section that is not in it',
    bundle('document', [letter('#p', { section: [{ section: [{ entry: [{ reference: 'Task/9' }] }] }] })]),
    ['reference-lost Bundle.entry[0].resource.section[0].section[0].entry[0].reference']
  ],
  [
    'a version that is not in the document',
    bundle('document', [letter('Patient/1/_history/3'), at('Patient/1', { meta: { versionId: '1' } })]),
    ['reference-lost Bundle.entry[0].resource.subject.reference']
  ],
  [
    'two versions and a reference to neither',
    bundle('document', [
      letter('Patient/1'),
      at('Patient/1', { meta: { versionId: '1' } }),
      at('Patient/1', { meta: { versionId: '2' } })
    ]),
    ['reference-ambiguous Bundle.entry[0].resource.subject.reference']
  ],
  [
    'a URN that no entry has',
    bundle('message', [focus('Task/1'), task(urn)]),
    ['reference-lost Bundle.entry[1].resource.for.reference']
  ],
  [
    'a reference that only looks like an entry',
    bundle('message', [
      focus('Task/1'),
      at('Task/1', { for: { reference: 'Patient/1' } }),
      { fullUrl: 'https://elders.example/Patient/1', resource: { resourceType: 'Patient', id: '1' } }
    ]),
    ['bundle-advice Bundle.entry[1].resource.for.reference']
  ],
  ['an entry that nothing leads to', bundle('document', [letter('#p'), patient]), ['bundle-advice Bundle.entry[1]']]
]

for (const [what, value, expected] of wrong) {
  test(`a Bundle with ${what} is told, at its place`, (t) => {
    t.same(found(value), expected)
    t.end()
  })
}

test('references of a Bundle within an entry are its own', (t) => {
  const inner = { fullUrl: `${base}/Bundle/1`, resource: bundle('document', [letter('Patient/9')]) }
  t.same(found(bundle('message', [focus('Bundle/1'), { ...inner, resource: { ...inner.resource, id: '1' } }])), [])
  t.end()
})

test('no reason holds a value of the Bundle', (t) => {
  const issues: Issue[] = []
  const jansen = bundle('document', [
    {
      fullUrl: 'Jansen',
      resource: { resourceType: 'Composition', author: [], subject: { reference: 'urn:uuid:jansen' } }
    }
  ])
  checkBundle(jansen, 'Bundle', (issue) => issues.push(issue))
  t.equal(issues.length, 2)
  t.notMatch(JSON.stringify(issues), /jansen/i)
  t.end()
})

test('a Bundle of thousands of entries that all refer to each other is read in one go', (t) => {
  const entries = Array.from({ length: 5_000 }, (_, number) =>
    at(`Task/${number}`, { partOf: [{ reference: `Task/${(number + 1) % 5_000}` }] })
  )
  const start = cpuMs()
  t.same(found(bundle('message', [focus('Task/1'), ...entries])), [])
  t.ok(cpuMs() - start < 6_000)
  t.end()
})

test('thousands of entries that look alike are judged without delay', { timeout: 60_000 }, (t) => {
  const many = 6000
  const entries = (more: (index: number) => object): object[] =>
    Array.from({ length: many }, (_, index) => ({ fullUrl: `${base}/Patient/1`, ...more(index) }))
  const referring = (reference: string, meta: object = {}): object => ({
    resource: { resourceType: 'Patient', id: '1', ...meta, managingOrganization: { reference } }
  })
  const table: [string, (index: number) => object][] = [
    ['one fullUrl', () => referring('Patient/1')],
    ['versions', (index) => referring('Patient/1/_history/x', { meta: { versionId: `v${index}` } })],
    ['lookalikes', (index) => ({ ...referring('Patient/1'), fullUrl: `https://${index}.example/Patient/1` })]
  ]
  for (const [what, more] of table) {
    const start = cpuMs()
    found(bundle('document', [letter('Patient/1'), ...entries(more)]))
    t.ok(cpuMs() - start < 6_000, what)
  }
  t.end()
})
