import type { CodeSystem, ValueSet, ValueSetCompose } from '@medplum/fhirtypes'
import { test } from 'tap'
import { requiredCodes } from '../../../src/profile/gate/required-codes.ts'

const SYSTEM = 'https://a.example/system'
const concept = [{ code: 'a', concept: [{ code: 'a1' }] }, { code: 'b' }]
const systems: Readonly<Record<string, CodeSystem>> = {
  [SYSTEM]: { resourceType: 'CodeSystem', status: 'active', content: 'complete', concept },
  'https://a.example/part': { resourceType: 'CodeSystem', status: 'active', content: 'fragment', concept },
  'https://a.example/large': {
    ...{ resourceType: 'CodeSystem', status: 'active', content: 'complete' },
    concept: Array.from({ length: 201 }, (_, index) => ({ code: `c${index}` }))
  }
}
const composes: Readonly<Record<string, ValueSetCompose>> = {
  whole: { include: [{ system: SYSTEM }] },
  some: {
    include: [
      { system: SYSTEM, concept: [{ code: 'b' }] },
      { system: 'https://b.example', concept: [{ code: 'z' }] }
    ]
  },
  imported: { include: [{ valueSet: ['some'] }, { valueSet: ['whole'] }] },
  filtered: { include: [{ system: SYSTEM, filter: [{ property: 'concept', op: 'is-a', value: 'a' }] }] },
  excluded: { include: [{ system: SYSTEM }], exclude: [{ system: SYSTEM, concept: [{ code: 'a' }] }] },
  intersected: { include: [{ system: SYSTEM, valueSet: ['some'] }] },
  fragment: { include: [{ system: 'https://a.example/part' }] },
  large: { include: [{ system: 'https://a.example/large' }] },
  absent: { include: [{ system: 'https://c.example' }] },
  mixed: { include: [{ system: SYSTEM }, { system: 'https://c.example' }] },
  circular: { include: [{ valueSet: ['circular'] }] },
  empty: { include: [{ system: SYSTEM, concept: [] }] }
}

const codesOf = requiredCodes({
  valueSet(canonical): ValueSet | undefined {
    const compose = composes[canonical]
    return compose === undefined ? undefined : { resourceType: 'ValueSet', status: 'active', compose }
  },
  codeSystem: (canonical) => systems[canonical]
})

test('codes are listed with those below them, each once, as defined', (t) => {
  t.same(codesOf('whole'), ['a', 'a1', 'b'])
  t.same(codesOf('some'), ['b', 'z'])
  t.same(codesOf('imported'), ['b', 'z', 'a', 'a1'])
  t.end()
})

test('what cannot be listed for certain is not listed', (t) => {
  const others = Object.keys(composes).filter((name) => !['whole', 'some', 'imported'].includes(name))
  for (const name of [...others, 'unknown']) t.equal(codesOf(name), undefined, name)
  t.end()
})
