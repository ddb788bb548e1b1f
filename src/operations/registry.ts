import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes'
import { actions } from './actions.ts'
import { assign } from './assign.ts'
import { dispute } from './dispute.ts'
import { enforce } from './enforce.ts'
import { explain } from './explain.ts'
import { lineage } from './lineage.ts'
import { movePractice } from './move-practice.ts'
import type { Operation } from './operation.ts'
import { transform } from './transform.ts'
import { translate } from './translate.ts'
import { validate } from './validate.ts'
import { waive } from './waive.ts'
import { waiveMany } from './waive-many.ts'
import { whatIf } from './what-if.ts'

/** Every FHIR operation that this gateway offers; a new one is a file and a line here. */
export const operations: readonly Operation[] = [
  transform,
  translate,
  validate,
  lineage,
  explain,
  actions,
  whatIf,
  enforce,
  waive,
  waiveMany,
  dispute,
  assign,
  movePractice
]

/**
 * A capability statement with the operations told, under each type that they are offered on.
 *
 * Source: https://hl7.org/fhir/R4/capabilitystatement-definitions.html#CapabilityStatement.rest.resource.operation
 */
export function withOperations(statement: CapabilityStatement): CapabilityStatement {
  return {
    ...statement,
    rest: statement.rest?.map((rest) => {
      const known = new Map<string, CapabilityStatementRestResource>(rest.resource?.map((entry) => [entry.type, entry]))
      const named = operations.flatMap(typesOf)
      for (const type of named) {
        // The type comes from a definition, which names types of FHIR.
        const entry = { type: type as CapabilityStatementRestResource['type'] }
        if (type !== EVERY_TYPE && !known.has(type)) known.set(type, entry)
      }
      const resource = [...known].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => withOwn(entry))
      return { ...rest, resource }
    }) as NonNullable<CapabilityStatement['rest']>
  }
}

const EVERY_TYPE = 'Resource'

function withOwn(entry: CapabilityStatementRestResource): CapabilityStatementRestResource {
  const isRead = entry.interaction?.some(({ code }) => code === 'read') === true
  const offered = operations.filter((operation) => {
    return typesOf(operation).some((type) => type === entry.type || (type === EVERY_TYPE && isRead))
  })
  if (offered.length === 0) return entry
  return {
    ...entry,
    operation: offered.map(({ definition: { code, url = '', description = '' } }) => ({
      name: code,
      definition: url,
      documentation: description
    }))
  }
}

function typesOf({ definition: { resource = [] } }: Operation): readonly string[] {
  return resource
}
