import { test } from 'tap'
import { ENTRIES_MAX, readTransaction, versionOf } from '../../src/fhir/transaction.ts'

type Entry = Readonly<Record<string, unknown>>

const post: Entry = { resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } }
const put: Entry = {
  fullUrl: 'urn:uuid:1',
  resource: { resourceType: 'Task', id: 't1' },
  request: { method: 'PUT', url: 'Task/t1', ifMatch: 'W/"3"' }
}

function read(entry: readonly unknown[], more: Entry = {}): ReturnType<typeof readTransaction> {
  return readTransaction({ resourceType: 'Bundle', type: 'transaction', entry, ...more })
}

/** The code and the place of a refusal. */
function refusal(result: ReturnType<typeof readTransaction>): readonly unknown[] {
  const issue = result.ok ? undefined : result.outcome.issues[0]
  return [issue?.code, issue?.expression]
}

test('each entry is given with its place, its method, and for a PUT its id and version', (t) => {
  t.same(read([post, put]), {
    ok: true,
    value: {
      entries: [
        { resource: post.resource, path: 'Bundle.entry[0].resource', method: 'POST' },
        {
          resource: put.resource,
          path: 'Bundle.entry[1].resource',
          method: 'PUT',
          fullUrl: 'urn:uuid:1',
          putId: 't1',
          ifMatch: '3'
        }
      ]
    }
  })
  t.end()
})

test("the sender's id of a message is the identifier with its system, and one without a value is refused", (t) => {
  const identifierOf = (identifier: unknown): string | undefined => {
    const result = read([post], { identifier })
    return result.ok ? result.value.identifier : 'refused'
  }
  t.equal(identifierOf({ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1' }), 'urn:ietf:rfc:3986|urn:uuid:1')
  t.equal(identifierOf({ value: 'm-1' }), 'm-1')
  t.equal(identifierOf({ system: 'urn:x', value: '' }), 'refused')
  t.equal(identifierOf({ system: 'urn:x' }), 'refused')
  t.equal(identifierOf('m-1'), 'refused')
  t.equal(identifierOf(undefined), undefined)
  t.end()
})

const refused: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
  ['no entries', [], ['transaction-empty', 'Bundle.entry']],
  ['an entry that is nothing', [post, null], ['invalid-structure', 'Bundle.entry[1]']],
  ['an entry without resource', [{ request: post.request }], ['invalid-structure', 'Bundle.entry[0]']],
  ['a resource without type', [{ ...post, resource: {} }], ['invalid-structure', 'Bundle.entry[0]']],
  ['no request', [{ resource: post.resource }], ['entry-request', 'Bundle.entry[0].request']],
  ['DELETE', [{ ...put, request: { method: 'DELETE', url: 'Task/t1' } }], ['entry-request', 'Bundle.entry[0].request']],
  ['GET', [{ ...put, request: { method: 'GET', url: 'Task/t1' } }], ['entry-request', 'Bundle.entry[0].request']],
  [
    'a conditional create',
    [{ ...post, request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=1' } }],
    ['entry-request', 'Bundle.entry[0].request']
  ],
  [
    'a POST to another type',
    [{ ...post, request: { method: 'POST', url: 'Task' } }],
    ['entry-request', 'Bundle.entry[0].request.url']
  ],
  [
    'a conditional update',
    [{ ...put, request: { method: 'PUT', url: 'Task?identifier=1' } }],
    ['entry-request', 'Bundle.entry[0].request.url']
  ],
  [
    'a PUT to another type',
    [{ ...put, request: { method: 'PUT', url: 'Patient/t1' } }],
    ['entry-request', 'Bundle.entry[0].request.url']
  ],
  [
    'a PUT to a version',
    [{ ...put, request: { method: 'PUT', url: 'Task/t1/_history/2' } }],
    ['entry-request', 'Bundle.entry[0].request.url']
  ],
  [
    'a PUT of another id',
    [{ ...put, resource: { resourceType: 'Task', id: 't2' } }],
    ['id-mismatch', 'Bundle.entry[0].resource.id']
  ],
  [
    'one fullUrl for two entries',
    [
      { ...post, fullUrl: 'urn:uuid:1' },
      { ...post, fullUrl: 'urn:uuid:1' }
    ],
    ['duplicate-full-url', 'Bundle.entry[1].fullUrl']
  ],
  [
    'two PUTs of one resource',
    [put, post, { ...put, fullUrl: 'urn:uuid:2' }],
    ['duplicate-full-url', 'Bundle.entry[2].request.url']
  ]
]

for (const [what, entries, wanted] of refused) {
  test(`${what} is refused at its place`, (t) => {
    t.same(refusal(read(entries)), wanted)
    t.end()
  })
}

test('200 entries are read and one more is refused', (t) => {
  t.equal(ENTRIES_MAX, 200)
  const many = (count: number): readonly unknown[] => Array.from({ length: count }, () => post)
  t.ok(read(many(200)).ok)
  t.same(refusal(read(many(201))), ['invalid-structure', 'Bundle.entry'])
  t.end()
})

test('only a transaction Bundle is a transaction', (t) => {
  t.same(refusal(read([post], { type: 'batch' })), ['bundle-type', 'Bundle.type'])
  t.same(refusal(read([post], { type: 'message' })), ['bundle-type', 'Bundle.type'])
  t.same(refusal(read([post], { resourceType: 'ServiceRequest' })), ['wrong-type', 'resourceType'])
  t.same(refusal(readTransaction({})), ['wrong-type', 'resourceType'])
  t.same(refusal(read([], { entry: { resource: {} } })), ['transaction-empty', 'Bundle.entry'])
  t.end()
})

test('a refused request line is told by its first word, and never by an id or a query', (t) => {
  const lines = ['Patient?identifier=999999151', '999999151', 'Patient/999999151', 'DELETE-999999151']
  for (const line of lines) {
    for (const request of [
      { method: 'GET', url: line },
      { method: line, url: 'Patient' },
      { method: 'POST', url: line }
    ]) {
      const result = read([{ ...post, request }])
      t.notOk(result.ok)
      t.notMatch(JSON.stringify(result), /999999151/, JSON.stringify(request))
    }
  }
  t.notMatch(JSON.stringify(read([post], { resourceType: 'x 999999151' })), /999999151/)
  t.end()
})

test('a version is read from a weak or a strong ETag; anything else fits no version', (t) => {
  t.equal(versionOf('W/"3"'), '3')
  t.equal(versionOf(' "3" '), '3')
  t.equal(versionOf(undefined), undefined)
  t.equal(versionOf('*'), undefined, 'the star fits whatever is there')
  for (const odd of ['3', 'W/3', '"3", "4"']) t.not(versionOf(odd), undefined, `${odd} is no wish to be ignored`)
  t.not(versionOf('"3", "4"'), '3')
  t.end()
})
