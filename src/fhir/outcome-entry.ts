import type { OperationOutcomeIssue } from '@medplum/fhirtypes'

/** An entry of the catalogue: how FHIR and HTTP class it, its text, and what to do about it. */
export interface Entry {
  readonly severity: OperationOutcomeIssue['severity']
  /** Source: https://hl7.org/fhir/R4/valueset-issue-type.html */
  readonly type: OperationOutcomeIssue['code']
  readonly status: number
  readonly en: string
  readonly nl: string
  /** What the sender can do, as `diagnostics`. */
  readonly fix: string
}

type Texts = readonly [en: string, nl: string, fix: string]

/** An entry that refuses a request with this status. */
export function error(status: number, type: Entry['type'], ...[en, nl, fix]: Texts): Entry {
  return { severity: 'error', type, status, en, nl, fix }
}

/** An entry that stands beside a success and asks for something. */
export function warning(type: Entry['type'], ...[en, nl, fix]: Texts): Entry {
  return { severity: 'warning', type, status: 201, en, nl, fix }
}

/** An entry that stands beside a success and only tells. */
export function information(...[en, nl, fix]: Texts): Entry {
  return { severity: 'information', type: 'informational', status: 201, en, nl, fix }
}
