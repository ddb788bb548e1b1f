import { test } from 'tap'
import { unresolvedAnchors } from '../../../src/profile/narrative/unresolved-anchors.ts'

function text(content: string): object {
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>` }
}

const rows: readonly (readonly [string, object, number])[] = [
  ['to an anchor of the narrative', { text: text('<a name="x">a</a><a href="#x">b</a>') }, 0],
  ['to an id in the narrative', { text: text('<p id="x">a</p><a href="#x">b</a>') }, 0],
  ['to an element', { text: text('<a href="#x">b</a>'), name: [{ id: 'x', text: 'a' }] }, 0],
  ['to a primitive', { text: text('<a href="#x">b</a>'), _birthDate: { id: 'x' } }, 0],
  [
    'to a contained resource',
    { text: text('<img src="#x" alt=""/>'), contained: [{ resourceType: 'Binary', id: 'x' }] },
    0
  ],
  [
    'to a place in another narrative of it',
    { text: text('<a href="#x">b</a>'), section: [{ text: text('<p id="x">a</p>') }] },
    0
  ],
  ['to the resource itself', { text: text('<a href="#">b</a>') }, 0],
  ['elsewhere', { text: text('<a href="https://ggz.example/#x">b</a>') }, 0],
  ['to nothing', { text: text('<a href="#x">b</a>') }, 1],
  ['to nothing, from an image', { text: text("<img alt='' src='#x'/>") }, 1],
  [
    'into a resource of an entry',
    { text: text('<a href="#x">b</a>'), entry: [{ resource: { resourceType: 'Patient', id: 'x' } }] },
    1
  ]
]

for (const [what, resource, count] of rows) {
  test(`a link of a narrative ${what} is ${count === 0 ? 'left alone' : 'told'}`, (t) => {
    const issues = unresolvedAnchors({ resourceType: 'Composition', ...resource }, 'Composition')
    t.equal(issues.length, count)
    if (count > 0) t.match(issues, [{ code: 'narrative-link-lost', expression: 'Composition.text.div' }])
    t.end()
  })
}

test('a narrative that is not XML gives no links to look for', (t) => {
  t.same(unresolvedAnchors({ text: { div: '<div><a href="#x"' } }, 'Patient'), [])
  t.end()
})
