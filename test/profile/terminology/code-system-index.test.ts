import type { CodeSystem, ValueSet } from '@medplum/fhirtypes'
import { test } from 'tap'
import { codeSystemIndex } from '../../../src/profile/terminology/code-system-index.ts'
import { valueSetIndex, type CompiledValueSet } from '../../../src/profile/terminology/value-set-index.ts'
import { ABSENT, codeSystem, definitionsOf, SET, SYSTEM, valueSet } from './local-definitions.ts'

const DOGS = codeSystem([{ code: 'dog' }])

function compiled(sets: ValueSet[], systems: CodeSystem[] = [DOGS]): CompiledValueSet {
  const definitions = definitionsOf(systems, sets)
  const found = valueSetIndex(definitions, codeSystemIndex(definitions))(SET)
  if (found === undefined) throw new Error('the set is there')
  return found
}

test('codes are compared as their system says: in any case, unless it says that case matters', (t) => {
  const set = valueSet({ include: [{ system: SYSTEM }, { system: ABSENT, concept: [{ code: 'mg' }] }] })
  const silent: CodeSystem = { ...DOGS }
  delete silent.caseSensitive
  t.equal(compiled([set]).has(SYSTEM, 'DOG'), 'out')
  t.equal(compiled([set], [silent]).has(SYSTEM, 'DOG'), 'in')
  t.equal(compiled([set], [{ ...DOGS, caseSensitive: false }]).has(SYSTEM, 'DOG'), 'in')
  t.equal(compiled([set]).has(ABSENT, 'MG'), 'out', 'of a system that is not at hand, exactly')
  t.end()
})

test('a value set is compiled when it is first asked for, and once', (t) => {
  const definitions = definitionsOf([DOGS], [valueSet({ include: [{ system: SYSTEM }] })])
  let read = 0
  const systems = codeSystemIndex({
    codeSystem: (canonical) => {
      read += 1
      return definitions.codeSystem(canonical)
    }
  })
  const index = valueSetIndex(definitions, systems)
  t.equal(read, 0)
  t.equal(index(SET), index(SET))
  t.equal(read, 1)
  t.equal(index(SET)?.canonical, `${SET}|2`)
  t.equal(index(SET)?.label, `Test set (${SET})`)
  t.equal(index(ABSENT), undefined)
  t.end()
})
