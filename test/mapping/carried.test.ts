import fc from 'fast-check'
import { test } from 'tap'
import { lostContent } from '../../src/mapping/carried.ts'

const nothing = () => false

test('what stands where it stood is carried, and what was added beside it does not matter', (t) => {
  t.same(lostContent({ a: { b: [1, 'x'] } }, [{ a: { b: [1, 'x', 'y'] }, c: 2 }], nothing), [])
  t.end()
})

test('a value that moved is found again under its own name, also in another resource', (t) => {
  t.same(lostContent({ a: { code: 'x' } }, [{ b: { code: 'x' } }], nothing), [])
  t.same(lostContent({ a: { code: 'x' } }, [{}, { b: [{ code: 'x' }] }], nothing), [])
  t.same(lostContent({ a: { code: 'x' } }, [{ b: { text: 'x' } }], nothing), ['a.code'], 'not under another name')
  t.end()
})

test('a value that stood twice and is there once is lost once', (t) => {
  const source = { subject: { reference: 'Patient/1' }, for: { reference: 'Patient/1' } }
  t.same(lostContent(source, [{ subject: { reference: 'Patient/1' } }], nothing), ['for.reference'])
  t.end()
})

test('a translated or dropped place is excused, and extensions of primitives are told at their element', (t) => {
  const source = { status: 'completed', _authoredOn: { extension: [{ url: 'u' }] } }
  t.same(
    lostContent(source, [{ status: 'active' }], (path) => path === 'status'),
    ['authoredOn.extension[0].url']
  )
  t.end()
})

test('whatever leaf is taken out of a target is told, and nothing else', (t) => {
  const tree = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.boolean(), tie('list'), tie('object')),
    list: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    object: fc.dictionary(fc.stringMatching(/^[a-e]$/), tie('node'), { minKeys: 1, maxKeys: 3 })
  })).object as fc.Arbitrary<object>
  fc.assert(
    fc.property(tree, fc.nat(), (source, pick) => {
      const paths = leafPaths(source, [])
      const removed = paths[pick % Math.max(1, paths.length)] ?? []
      const target = structuredClone(source)
      if (removed.length > 0) blank(target, removed)
      const lost = lostContent(source, [target], nothing)
      return (
        lost.length === Math.min(removed.length, 1) &&
        lostContent(source, [structuredClone(source)], nothing).length === 0
      )
    })
  )
  t.end()
})

type Steps = readonly (string | number)[]

function leafPaths(value: unknown, steps: Steps): readonly Steps[] {
  if (typeof value !== 'object' || value === null) return [steps]
  const isList = Array.isArray(value)
  return Object.entries(value).flatMap(([key, member]) => leafPaths(member, [...steps, isList ? Number(key) : key]))
}

function blank(value: object, steps: Steps): void {
  const [step, ...rest] = steps
  const member: unknown = Reflect.get(value, step!)
  if (rest.length > 0 && typeof member === 'object' && member !== null) blank(member, rest)
  else Reflect.set(value, step!, null)
}
