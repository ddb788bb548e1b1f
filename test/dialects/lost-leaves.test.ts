import { test } from 'tap'
import { lostLeaves } from './lost-leaves.ts'

const cases: readonly (readonly [string, unknown, unknown, readonly string[]])[] = [
  ['an element that is gone', { a: { b: 1, c: 2 } }, { a: { b: 1 } }, ['R.a.c']],
  ['a value that is another', { a: 1 }, { a: '1' }, ['R.a']],
  ['nothing, where something was added', { a: 1 }, { a: 1, b: 2 }, []],
  ['nothing, where a list gained an item', { a: [1, 2] }, { a: [0, 1, 3, 2] }, []],
  ['nothing, where an item gained an element', { a: [{ b: 1 }] }, { a: [{ c: 2 }, { b: 1, c: 3 }] }, []],
  ['an item that moved before another', { a: [1, 2, 3] }, { a: [2, 1, 3] }, ['R.a[1]']],
  ['one of two alike', { a: [{ b: 1 }, { b: 1 }] }, { a: [{ b: 1 }] }, ['R.a[1].b']],
  ['one of two alike where the other stands at its place', { a: [1, 1] }, { a: [0, 1] }, ['R.a[1]']],
  ['a list that is gone', { a: [1] }, {}, ['R.a[0]']],
  ['a whole resource', { resourceType: 'Flag', id: 'f' }, undefined, ['R.resourceType', 'R.id']]
]
for (const [what, sent, back, lost] of cases) {
  test(`it finds ${what}`, (t) => {
    t.same(
      lostLeaves(sent, back, 'R').map(({ path }) => path),
      lost
    )
    t.end()
  })
}

test('what is excused may be gone, with everything below it and nothing else', (t) => {
  const sent = { a: [{ b: { c: 1 }, d: 2 }] }
  t.same(
    lostLeaves(sent, {}, 'R', (path) => path === 'R.a.b').map(({ path }) => path),
    ['R.a[0].d']
  )
  t.end()
})
