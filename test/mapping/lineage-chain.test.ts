import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { LineageEntry } from '../../src/mapping/fml/lineage.ts'
import { chained, stepsOf, type Step } from '../../src/mapping/lineage-chain.ts'

const request = 'ServiceRequest/r1'

function entry(target: string, sources: readonly string[], transform = 'copy'): LineageEntry {
  return { target, sources, transform, isConstant: sources.length === 0, map: 'm', group: 'g', rule: target, line: 1 }
}

/** Steps of one map over a resource that stands at `path` in its message. */
function steps(path: string, entries: readonly LineageEntry[], context: readonly Resource[] = []): readonly Step[] {
  const graph = [{ resource: { resourceType: 'ServiceRequest', id: 'r1' } as Resource, path }]
  const targets = [request, 'DocumentReference/d1']
  return stepsOf([{ source: request, targets, entries }], { graph, context })
}

const inMessage = 'Bundle.entry[1].resource'

test('paths are tied to the resource that they are in: mapped, looked at, or made beside', (t) => {
  const given = [
    entry('ServiceRequest.status', [`${inMessage}.status`]),
    entry('Bundle.entry[0].resource.description', ['graph.entry[0].resource.title', 'graph.entry[1].resource.code']),
    entry('Bundle.entry[0]', [])
  ]
  const made = steps(inMessage, given, [{ resourceType: 'Composition', id: 'c1' } as Resource])
  t.strictSame(
    made.map(({ target, sources }) => [
      target.resource,
      target.path,
      sources.map(({ resource, path }) => [resource, path])
    ]),
    [
      [request, 'ServiceRequest.status', [[request, 'ServiceRequest.status']]],
      [
        'DocumentReference/d1',
        'DocumentReference.description',
        [
          ['Composition/c1', 'Composition.title'],
          [request, 'ServiceRequest.code']
        ]
      ]
    ]
  )
  t.end()
})

test('an element leads back to the place in the message, through what was written, above it, or below it', (t) => {
  const earlier = steps(inMessage, [
    entry('ServiceRequest.status', [`${inMessage}.intent`], 'translate'),
    entry('ServiceRequest.statusReason', [`${inMessage}.note`]),
    entry('ServiceRequest.code', [], 'create'),
    entry('ServiceRequest.code.text', [`${inMessage}.category[0].text`]),
    entry('ServiceRequest.code.coding[0].code', [`${inMessage}.category[0].coding[0].code`]),
    entry('ServiceRequest.subject', [`${inMessage}.requester`])
  ])
  const table: readonly [string, readonly string[]][] = [
    ['status', [`${inMessage}.intent`]],
    ['code', [`${inMessage}.category[0].coding[0].code`, `${inMessage}.category[0].text`]],
    ['code.text', [`${inMessage}.category[0].text`]],
    ['subject.reference', [`${inMessage}.requester.reference`]],
    ['status.extension[0]', [`${inMessage}.intent`]],
    ['priority', []]
  ]
  for (const [path, expected] of table) {
    const later = steps('ServiceRequest', [entry(`ServiceRequest.${path}`, [`ServiceRequest.${path}`])])
    const [trace] = chained(later, earlier)
    t.strictSame(
      trace?.origins.map(({ told }) => told),
      expected,
      path
    )
  }
  t.end()
})

test('a constant comes of nothing, and what reads very much names a bounded part of it', (t) => {
  const many = Array.from({ length: 500 }, (_, index) =>
    entry(`ServiceRequest.note[${index}].text`, [`${inMessage}.note[${index}].text`])
  )
  const later = steps('ServiceRequest', [
    entry('ServiceRequest.intent', []),
    entry('ServiceRequest.text', ['ServiceRequest.note'])
  ])
  const [constant, text] = chained(later, steps(inMessage, many))
  t.strictSame([constant?.origins, constant?.via], [[], []])
  t.equal(text?.via.length, 20)
  t.end()
})
