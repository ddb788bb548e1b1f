import type { ConceptMap } from '@medplum/fhirtypes'
import { test } from 'tap'
import { indexConceptMap } from '../../../../src/mapping/fml/terminology/index-concept-map.ts'
import { translate } from '../../../../src/mapping/fml/terminology/translate.ts'
import { groupOf, indexed, mapOf, S, T2, to } from './maps.ts'

const dependsOn = [{ property: 'http://x.example/sex', value: 'male' }]

/** A map with one group that has more than, or other things than, what a map should have. */
const withGroup = (more: object) => mapOf([{ ...groupOf({ a: [to('A')] }), ...more }])
const withTarget = (target: object) => withGroup({ element: [{ code: 'a', target: [target] }] })

test('a map that is amiss is refused with the place', (t) => {
  for (const [title, map, place] of [
    ['no map', { resourceType: 'CodeSystem' }, 'no ConceptMap'],
    ['no url', { ...mapOf([groupOf({ a: [] })]), url: undefined }, 'the map has no url'],
    ['an empty url', { ...mapOf([groupOf({ a: [] })]), url: '' }, 'the map.url is no text'],
    ['no group', mapOf([]), 'the map has no group'],
    ['a group that is no list', { ...mapOf([]), group: {} }, 'group is no list'],
    ['a group that is no object', mapOf([null as never]), 'group[0] is no object'],
    ['no element', withGroup({ element: [] }), 'group[0] has no element'],
    ['a source that is no text', withGroup({ source: 1 }), 'group[0].source is no text'],
    ['no code', withGroup({ element: [{ display: 'a' }] }), 'group[0].element[0] has no code'],
    ['no target code', withTarget({ equivalence: 'equal' }), 'group[0].element[0].target[0] has no code'],
    ['no code of a disjoint target', withTarget({ equivalence: 'disjoint' }), 'element[0].target[0] has no code'],
    ['no equivalence', withTarget({ code: 'A' }), 'group[0].element[0].target[0] has no equivalence'],
    ['an equivalence of R5', withTarget({ code: 'A', equivalence: 'related-to' }), 'target[0] has no equivalence'],
    ['a name that objects have', withTarget({ code: 'A', equivalence: 'toString' }), 'target[0] has no equivalence'],
    [
      'a condition without value',
      withTarget(to('A', 'equal', { dependsOn: [{ property: 'x' }] as never })),
      'no value'
    ],
    ['a product without property', withTarget(to('A', 'equal', { product: [{ value: 'x' }] as never })), 'no property'],
    ['no mode', withGroup({ unmapped: {} }), 'group[0].unmapped has no mode'],
    ['a mode of R5', withGroup({ unmapped: { mode: 'use-source-code' } }), 'group[0].unmapped has no mode'],
    ['nothing fixed', withGroup({ unmapped: { mode: 'fixed' } }), 'group[0].unmapped has no code'],
    ['no other map', withGroup({ unmapped: { mode: 'other-map' } }), 'group[0].unmapped has no url'],
    ['a modifier', withTarget(to('A', 'equal', { modifierExtension: [{ url: 'x' }] })), 'has a modifierExtension'],
    ['two that mean the same', mapOf([groupOf({ a: [to('A'), to('B', 'equal')] })]), 'contradict each other: A and B'],
    ['the same in two groups', mapOf([groupOf({ a: [to('A')] }), groupOf({ a: [to('B')] })]), 'contradict each other']
  ] as const) {
    const outcome = indexConceptMap(map as ConceptMap, 'map.json')
    t.equal(outcome.ok, false, title)
    if (outcome.ok) continue
    t.equal(outcome.fault.code, 'wrong-value', title)
    t.equal(outcome.fault.file, 'map.json', title)
    t.match(outcome.fault.message, place, title)
  }
  t.end()
})

test('several targets are accepted where they do not contradict each other', (t) => {
  for (const [title, map] of [
    ['one meaning and one wider', mapOf([groupOf({ a: [to('A'), to('B', 'wider')] })])],
    ['under different conditions', mapOf([groupOf({ a: [to('A', 'equal', { dependsOn }), to('B', 'equal')] })])],
    ['in different target systems', mapOf([groupOf({ a: [to('A')] }), groupOf({ a: [to('B')] }, { target: T2 })])],
    [
      'of different versions',
      mapOf([groupOf({ a: [to('A')] }, { sourceVersion: '1' }), groupOf({ a: [to('B')] }, { sourceVersion: '2' })])
    ],
    ['the same code as equal and as equivalent', mapOf([groupOf({ a: [to('A', 'equal'), to('A')] })])]
  ] as const) {
    t.equal(indexConceptMap(map, 'map.json').ok, true, title)
  }
  t.end()
})

test('a code with two targets that mean the same gives both where that is asked for', (t) => {
  const map = indexed(mapOf([groupOf({ a: [to('B'), to('A', 'equal')] })]), { severalMeanings: true })
  const answer = translate(map, { code: 'a', system: S }, () => undefined)
  const codes = answer.kind === 'found' ? answer.targets.map(({ code }) => code) : []
  t.strictSame(codes, ['B', 'A'])
  t.end()
})
