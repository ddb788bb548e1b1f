import { test } from 'tap'
import { checkIds } from '../../../src/profile/bundle/check-ids.ts'

/** The places of the ids that stand twice. */
function twice(resource: object): readonly (string | undefined)[] {
  const places: (string | undefined)[] = []
  checkIds(resource, 'X', ({ code, expression }) => places.push(code === 'id-duplicate' ? expression : code))
  return places
}

const rows: readonly (readonly [string, object, readonly string[]])[] = [
  ['two elements', { name: [{ id: 'a' }], contact: [{ name: { id: 'a' } }] }, ['X.contact[0].name']],
  ['an element and a primitive', { name: [{ id: 'a' }], _birthDate: { id: 'a' } }, ['X.birthDate']],
  [
    'two contained resources',
    {
      contained: [
        { resourceType: 'Patient', id: 'a' },
        { resourceType: 'Group', id: 'a' }
      ]
    },
    ['X.contained[1]']
  ],
  ['different elements', { name: [{ id: 'a' }, { id: 'b' }] }, []],
  ['an element and the resource itself', { id: 'a', name: [{ id: 'a' }] }, []],
  [
    'an element of a contained resource',
    { name: [{ id: 'a' }], contained: [{ resourceType: 'Patient', id: 'b', name: [{ id: 'a' }] }] },
    []
  ],
  [
    'elements of two entries',
    {
      entry: [
        { resource: { resourceType: 'Patient', id: 'a', name: [{ id: 'n' }] } },
        { resource: { resourceType: 'Group', id: 'a', member: [{ id: 'n' }] } }
      ]
    },
    []
  ],
  ['two entries themselves', { entry: [{ id: 'a' }, { id: 'a' }] }, ['X.entry[1]']],
  ['differential and snapshot', { snapshot: { element: [{ id: 'a' }] }, differential: { element: [{ id: 'a' }] } }, []],
  ['an element without a value', { _given: [null, { id: 'a' }], name: null }, []]
]

for (const [what, resource, expected] of rows) {
  test(`an id of ${what} ${expected.length === 0 ? 'is no duplicate' : 'is told at the later one'}`, (t) => {
    t.same(twice({ resourceType: 'Patient', ...resource }), expected)
    t.end()
  })
}
