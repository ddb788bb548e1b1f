import type { Typed } from '../../../../src/mapping/fml/schema/types.ts'
import { attempt } from '../../../../src/mapping/fml/fault.ts'
import {
  compileExpression,
  type Expression,
  type ExpressionContext
} from '../../../../src/mapping/fml/fhirpath/expression.ts'
import { schema } from '../test-schema.ts'

/** A value of a type of the test schema. */
export function typed(type: string, value: unknown): Typed {
  return { value, type: schema.type(type)! }
}

/** Compiles with variables in the order of their slots. */
export function compiled(
  text: string,
  names: readonly string[] = [],
  extra: Partial<ExpressionContext> = {}
): Expression {
  return compileExpression(text, {
    schema,
    slots: new Map(names.map((name, slot) => [name, slot])),
    functions: {},
    ...extra
  })
}

/** The values with their types, as `type value`. */
export function shown(results: readonly Typed[]): readonly string[] {
  return results.map(({ type, value }) => `${type.name} ${JSON.stringify(value)}`)
}

/** The code of the fault that the work ends with. */
export function faultCode(work: () => unknown): string | undefined {
  const outcome = attempt(work)
  return outcome.ok ? undefined : outcome.fault.code
}

/** The message of the fault that the work ends with. */
export function faultMessage(work: () => unknown): string | undefined {
  const outcome = attempt(work)
  return outcome.ok ? undefined : outcome.fault.message
}

export const patient = typed('Patient', {
  resourceType: 'Patient',
  id: 'test-patient',
  active: false,
  birthDate: '1980-02-29',
  _birthDate: { extension: [{ url: 'urn:birth-time', valueDateTime: '1980-02-29T10:00:00+01:00' }] },
  gender: 'female',
  name: [
    { use: 'official', family: 'Proef', given: ['Anna', 'Bea'] },
    { use: 'usual', given: ['An'] }
  ],
  extension: [
    { url: 'urn:text', valueString: 'words' },
    { url: 'urn:count', valueInteger: 3 },
    { url: 'urn:weight', valueQuantity: { value: 70, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' } }
  ],
  contact: [{ name: { family: 'Naaste' } }],
  multipleBirthInteger: 2
})

export const item = typed('QuestionnaireResponse.item', {
  linkId: 'patient.sex',
  answer: [{ valueString: 'female' }],
  item: [{ linkId: 'inner', answer: [{ valueCoding: { code: 'f' } }] }]
})
