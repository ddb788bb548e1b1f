import fc from 'fast-check'
import { compile } from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { test } from 'tap'
import { attempt } from '../../../../src/mapping/fml/fault.ts'
import { compiled, typed } from './evaluate.ts'

/** Native expressions; in a condition a bare boolean is left out, which the library takes for true. */
const expressions: readonly string[] = [
  'name.given',
  'Patient.name.family',
  "name.where(use = 'official').given",
  "name.where(use = 'official' or use = 'usual').first().family",
  'name.where(given.exists() and family.empty()).count()',
  "name.exists(family = 'a')",
  "name.all(use != 'old')",
  'name.select(given)',
  "name.select(iif(use = 'usual', family, given.first()))",
  'select(name.given | name.family)',
  'contact.select($this is BackboneElement)',
  "name.given = 'a'",
  "name.given != 'a'",
  'name.given = name.family',
  'name.first().given = name.last().given',
  "gender in ('male' | 'female')",
  'gender in name.given',
  'name.given contains gender',
  "gender = 'male' and active",
  "gender = 'male' or active",
  "gender = 'male' xor active",
  "gender = 'male' implies active",
  'active and deceased',
  'active or deceased',
  'active xor deceased',
  'active implies deceased',
  'active.not()',
  'active = deceased',
  'active',
  'deceased',
  'multipleBirth',
  'multipleBirth = 2',
  'multipleBirth > 1',
  'multipleBirth <= 2.5',
  'multipleBirth is integer',
  'multipleBirth.ofType(boolean)',
  'gender > name.family.first()',
  "gender < 'f'",
  "gender & '-' & name.family",
  "name.family + '-' + gender",
  "name.given.first().startsWith('a')",
  "gender.endsWith('male')",
  'gender.contains(name.family)',
  'name.given | name.family',
  "name.family | ('a' | 'z')",
  "iif(gender = 'male', name.given, name.family)",
  'iif(active, 1)',
  'name[0].given[1]',
  'name.last().given.last()',
  "extension('urn:a').value",
  "extension('urn:a').value.ofType(string)",
  "extension('urn:a').value = 'a'",
  "extension.where(url = 'urn:a').value is boolean",
  'extension.value.ofType(decimal)',
  'extension.value = 0.3',
  "birthDate = '2000-01-01'",
  'birthDate = birthDate',
  'birthDate != extension.value',
  'birthDate < extension.value.first()',
  'birthDate.exists() and birthDate.empty()',
  'name | name',
  'name = name',
  'name.first() = name.last()',
  'extension.value = extension.value',
  'extension.value.first() > 0',
  'contact.name.given',
  'contact.exists(name.family.exists())',
  'contact.where($this is BackboneElement).count()',
  'name is HumanName',
  '(gender as code).exists()',
  "identifier.where(system = 'urn:a').value",
  '{} = gender',
  'gender.exists().not() and {}',
  '(active | deceased).count() = 1'
]

const text = fc.constantFrom('a', 'b', 'ab', 'male', 'female', '2000-01-01')
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const humanName = fc.record(
  {
    use: fc.constantFrom('official', 'usual', 'old'),
    family: text,
    given: fc.array(text, { minLength: 1, maxLength: 3 })
  },
  { requiredKeys: [] }
)

const extension = fc
  .tuple(
    fc.constantFrom('urn:a', 'urn:b'),
    fc.oneof(
      fc.record({ valueString: text }),
      fc.record({ valueBoolean: fc.boolean() }),
      fc.record({ valueDecimal: fc.constantFrom(0.3, 0.1 + 0.2, 1, 2.5) }),
      fc.record({ valueDate: fc.constantFrom('2000-01-01', '2000-01', '1999') }),
      fc.record({
        valueQuantity: fc.record({
          value: fc.constantFrom(1, 1000),
          system: fc.constant('http://unitsofmeasure.org'),
          code: fc.constantFrom('g', 'kg')
        })
      })
    )
  )
  .map(([url, value]) => ({ url, ...value }))

const patients = fc.record(
  {
    resourceType: fc.constant('Patient'),
    active: fc.boolean(),
    gender: fc.constantFrom('male', 'female', 'other'),
    birthDate: fc.constantFrom('2000-01-01', '2000-01'),
    _birthDate: fc.record({ id: fc.constantFrom('x') }),
    name: fc.array(humanName, { minLength: 1, maxLength: 3 }),
    deceasedBoolean: fc.boolean(),
    multipleBirthInteger: fc.constantFrom(1, 2, 3),
    extension: fc.array(extension, { minLength: 1, maxLength: 2 }),
    contact: fc.array(fc.record({ name: optional(humanName) }, { requiredKeys: [] }), { minLength: 1, maxLength: 2 }),
    identifier: fc.array(fc.record({ system: fc.constantFrom('urn:a', 'urn:b'), value: text }), {
      minLength: 1,
      maxLength: 2
    })
  },
  { requiredKeys: ['resourceType'] }
)

/** What an evaluation gives as JSON, or `fault`. */
function outcomeOf(evaluate: () => readonly unknown[]): string {
  try {
    return JSON.stringify(evaluate())
  } catch {
    return 'fault'
  }
}

for (const expression of expressions) {
  test(`${expression} gives on any patient what the library gives`, (t) => {
    const own = compiled(expression)
    const library = compile(expression, r4, { async: false })
    t.equal(own.isNative, true)

    fc.assert(
      fc.property(patients, (content) => {
        const patient = JSON.parse(JSON.stringify(content)) as object
        const outcome = attempt(() => own.evaluate(typed('Patient', patient), []).map(({ value }) => value))
        const expected = outcomeOf(() => library(structuredClone(patient)))
        const found = outcome.ok ? JSON.stringify(outcome.value) : 'fault'
        return found === expected || fail(`${found} and not ${expected} of ${JSON.stringify(patient)}`)
      }),
      { numRuns: 150 }
    )
    t.end()
  })
}

function fail(message: string): never {
  throw new Error(message)
}
