import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { treeOf, type ElementNode } from '../../../src/profile/compile/tree.ts'

function definitionOf(elements: readonly Partial<ElementDefinition>[]): StructureDefinition {
  const element = elements as ElementDefinition[]
  const header = {
    resourceType: 'StructureDefinition',
    url: 'x',
    name: 'x',
    status: 'active',
    kind: 'resource'
  } as const
  return { ...header, abstract: false, type: 'X', snapshot: { element } }
}

/** `name(children)[slices]`, slices by their names. */
function shown({ name, element, children, slices }: ElementNode): string {
  const label = element.sliceName === undefined ? name : `:${element.sliceName}`
  const below = children.length === 0 ? '' : `(${children.map(shown).join(' ')})`
  return `${label}${below}${slices.length === 0 ? '' : `[${slices.map(shown).join(' ')}]`}`
}

const path = (path: string, sliceName?: string): Partial<ElementDefinition> =>
  sliceName === undefined ? { path } : { path, sliceName }

const cases: readonly { what: string; elements: readonly Partial<ElementDefinition>[]; is: string | undefined }[] = [
  { what: 'a root alone', elements: [path('X')], is: 'X' },
  { what: 'elements below elements', elements: [path('X'), path('X.a'), path('X.a.b'), path('X.c')], is: 'X(a(b) c)' },
  {
    what: 'what stands below a slice belongs to the slice',
    elements: [path('X'), path('X.a'), path('X.a.b'), path('X.a', 's'), path('X.a.b'), path('X.a', 't'), path('X.a.c')],
    is: 'X(a(b)[:s(b) :t(c)])'
  },
  {
    what: 'a slice of a slice',
    elements: [path('X'), path('X.a'), path('X.a', 's'), path('X.a', 's/u'), path('X.a.b'), path('X.a', 's/u/v')],
    is: 'X(a[:s[:s/u(b)[:s/u/v]]])'
  },
  {
    what: 'a slice in a slice',
    elements: [path('X'), path('X.a'), path('X.a', 's'), path('X.a.b'), path('X.a.b', 't'), path('X.a.b.c')],
    is: 'X(a[:s(b[:t(c)])])'
  },
  {
    what: 'elements of one path in different slices are no slices of each other',
    elements: [path('X'), path('X.a'), path('X.a', 's'), path('X.a.b'), path('X.a', 't'), path('X.a.b')],
    is: 'X(a[:s(b) :t(b)])'
  },
  {
    what: 'a choice that is written by its type is that choice',
    elements: [path('X'), { ...path('X.valueString'), base: { path: 'X.value[x]', min: 0, max: '1' } }],
    is: 'X(value[x])'
  },
  {
    what: 'a choice that is written by its type beside the choice is a slice of it',
    elements: [
      path('X'),
      path('X.value[x]'),
      { ...path('X.valueQuantity', 'q'), base: { path: 'X.value[x]', min: 0, max: '1' } },
      path('X.valueQuantity.code')
    ],
    is: 'X(value[x][:q(code)])'
  },
  { what: 'nothing', elements: [], is: undefined },
  { what: 'another root', elements: [path('X'), path('Y.a')], is: undefined },
  { what: 'a parent that is missing', elements: [path('X'), path('X.a.b')], is: undefined },
  {
    what: 'a parent that only an earlier slice has',
    elements: [path('X'), path('X.a'), path('X.a', 's'), path('X.a.b'), path('X.a', 't'), path('X.a.b.c')],
    is: undefined
  },
  { what: 'an element twice', elements: [path('X'), path('X.a'), path('X.a')], is: undefined }
]

test('a snapshot is a tree of elements and slices, or none', (t) => {
  for (const { what, elements, is } of cases) {
    const root = treeOf(definitionOf(elements))
    t.equal(root === undefined ? undefined : shown(root), is, what)
  }
  t.end()
})

test('a type that is listed twice is one type with the profiles of both', (t) => {
  const type = (profile: string[] | undefined, targetProfile?: string[]) => ({
    code: 'Reference',
    profile,
    targetProfile
  })
  const element = { path: 'X.a', type: [type(['p'], ['q']), type(undefined, ['r'])] } as ElementDefinition
  const [child] = treeOf(definitionOf([path('X'), element]))?.children ?? []
  t.strictSame(child?.element.type, [{ code: 'Reference', profile: undefined, targetProfile: ['q', 'r'] }])
  t.end()
})
