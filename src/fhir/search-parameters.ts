import { CANONICAL } from './systems.ts'

/** A search parameter that a type can be searched by. */
export interface SearchParameter {
  readonly name: string
  /** `identifier`: a token that always has its system, or the sign that it has none: `system|value`, `|value`. */
  readonly type: 'id' | 'token' | 'identifier' | 'reference' | 'date' | 'uri'
  /** The canonical URL of its definition. */
  readonly definition: string
  /** The type that a reference is to where it says an id alone. */
  readonly target?: string
  /** Whether the one referred to can also be named by number, `<name>:identifier`. */
  readonly hasIdentifier?: boolean
}

const HL7 = 'http://hl7.org/fhir/SearchParameter'

const id: SearchParameter = { name: '_id', type: 'id', definition: `${HL7}/Resource-id` }

/**
 * What each type can be searched by; what is not here is refused.
 *
 * `business-status` of a duty and `due-date` are derived as of today, see `flows/duty-search.ts`; every other value is a
 * search column. Source: https://hl7.org/fhir/R4/searchparameter-registry.html; `due-date` is the gateway's own.
 */
export const searchParameters: ReadonlyMap<string, readonly SearchParameter[]> = new Map([
  [
    'Communication',
    [
      id,
      { name: 'based-on', type: 'reference', definition: `${HL7}/Communication-based-on`, target: 'ServiceRequest' },
      { name: 'category', type: 'token', definition: `${HL7}/Communication-category` },
      { name: 'identifier', type: 'identifier', definition: `${HL7}/Communication-identifier` }
    ]
  ],
  [
    'CommunicationRequest',
    [
      id,
      {
        name: 'based-on',
        type: 'reference',
        definition: `${HL7}/CommunicationRequest-based-on`,
        target: 'ServiceRequest'
      }
    ]
  ],
  [
    'PlanDefinition',
    [
      id,
      { name: 'status', type: 'token', definition: `${HL7}/conformance-status` },
      { name: 'url', type: 'uri', definition: `${HL7}/conformance-url` },
      { name: 'version', type: 'token', definition: `${HL7}/conformance-version` }
    ]
  ],
  [
    'Task',
    [
      id,
      { name: 'business-status', type: 'token', definition: `${HL7}/Task-business-status` },
      { name: 'code', type: 'token', definition: `${HL7}/Task-code` },
      { name: 'due-date', type: 'date', definition: `${CANONICAL}/SearchParameter/Task-due-date` },
      { name: 'focus', type: 'reference', definition: `${HL7}/Task-focus`, target: 'ServiceRequest' },
      {
        name: 'owner',
        type: 'reference',
        definition: `${HL7}/Task-owner`,
        target: 'Organization',
        hasIdentifier: true
      },
      { name: 'status', type: 'token', definition: `${HL7}/Task-status` }
    ]
  ]
])
