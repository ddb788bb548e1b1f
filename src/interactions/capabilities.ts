import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes'
import { searchParameters } from '../fhir/search-parameters.ts'
import type { Rules } from '../referral/rules.ts'
import { interactions } from './registry.ts'

/**
 * What this gateway can do, derived from what is loaded: interactions, dialects, search parameters.
 *
 * Source: https://hl7.org/fhir/R4/capabilitystatement.html
 *
 * @param date - when the gateway started, as an ISO instant.
 */
export function capabilityStatement(
  rules: Rules,
  { date, version }: { date: string; version: string }
): CapabilityStatement {
  const types = new Set(['Organization', 'Endpoint', 'CommunicationRequest', 'PlanDefinition'])
  for (const dialect of rules.dialects.values()) for (const type of dialect.types) types.add(type)
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    software: { name: 'ggz-gateway', version },
    implementation: {
      description: 'Referrals and feedback between GP systems and mental health care',
      url: rules.base
    },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        documentation:
          'A transaction takes POST, PUT of a Task that is known, and PUT under a UUID that nobody has, which creates; no conditions, ' +
          'and all of it concerns one referral. Search of Task also takes owner:identifier; ' +
          'business-status of a duty and due-date are as of today. An unknown parameter is refused.',
        security: {
          cors: false,
          service: [
            {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }
              ],
              text: 'SMART Backend Services: client_credentials with private_key_jwt'
            }
          ]
        },
        resource: [...types].sort().map(resourceEntry),
        interaction: [{ code: 'transaction' }]
      }
    ]
  }
}

function resourceEntry(type: string): CapabilityStatementRestResource {
  const offered = interactions.filter(({ code, types }) => code !== 'transaction' && (types?.has(type) ?? true))
  const codes = [...new Set(offered.map(({ code }) => code))]
  const isSearchable = codes.includes('search-type')
  return {
    type: type as CapabilityStatementRestResource['type'],
    interaction: codes.map((code) => ({ code }) as { code: 'read' }),
    versioning: 'versioned',
    readHistory: true,
    // Only within a transaction, and for ids that nobody has.
    updateCreate: false,
    conditionalCreate: false,
    conditionalUpdate: false,
    ...(isSearchable ? { searchParam: searchParamsOf(type) } : {})
  }
}

function searchParamsOf(type: string): NonNullable<CapabilityStatementRestResource['searchParam']> {
  return (searchParameters.get(type) ?? []).map(({ name, definition, type: kind }) => {
    // FHIR has fewer types than there are ways to write a value.
    return { name, definition, type: kind === 'id' || kind === 'identifier' ? 'token' : kind }
  })
}
