import fc from 'fast-check'
import { test } from 'tap'
import { checkIds } from '../../../src/profile/bundle/check-ids.ts'
import { glanceAt } from '../../../src/profile/content/glance.ts'
import { unresolvedAnchors } from '../../../src/profile/narrative/unresolved-anchors.ts'

/** Objects with few different ids, links and resources within, wherever they may stand. */
const { element } = fc.letrec<{ element: object; member: unknown }>((tie) => ({
  member: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', null, 3),
    tie('element'),
    fc.array(tie('element'), { maxLength: 3 })
  ),
  element: fc.record(
    {
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      div: fc.constantFrom('<div>a</div>', '<div xmlns="http://www.w3.org/1999/xhtml"><a href="#z">b</a></div>'),
      resourceType: fc.constantFrom('Patient', 'Composition'),
      name: tie('member'),
      _name: tie('member'),
      contained: tie('member'),
      resource: tie('member')
    },
    { requiredKeys: [] }
  )
}))

test('a glance misses no id that stands twice and no link within', (t) => {
  const counts = { twice: 0, lost: 0, neither: 0 }
  fc.assert(
    fc.property(element, (resource) => {
      const told: unknown[] = []
      checkIds(resource, 'X', (one) => told.push(one))
      const isTwice = told.length > 0
      const isLost = unresolvedAnchors(resource, 'X').length > 0
      const { isAnyIdTwice, hasLinkWithin } = glanceAt(resource)
      counts.twice += Number(isTwice)
      counts.lost += Number(isLost)
      counts.neither += Number(!isAnyIdTwice && !hasLinkWithin)
      return (!isTwice || isAnyIdTwice) && (!isLost || hasLinkWithin)
    }),
    { numRuns: 3000 }
  )
  t.ok(Math.min(...Object.values(counts)) > 100, `each is met: ${JSON.stringify(counts)}`)
  t.end()
})
