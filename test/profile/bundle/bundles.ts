import type { Bundle } from '@medplum/fhirtypes'
import { checkBundle } from '../../../src/profile/bundle/check-bundle.ts'
import type { Issue } from '../../../src/fhir/outcome.ts'

export const base = 'https://his.example/fhir'
export const urn = 'urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7'

/** A Bundle as the wire has it: whole enough for these rules, not for the gate. */
export function bundle(type: string, entry: readonly object[], more: object = {}): Bundle {
  return { resourceType: 'Bundle', type, entry, ...more } as Bundle
}

/** Code and place of each issue. */
export function found(value: Bundle): readonly string[] {
  const issues: Issue[] = []
  checkBundle(value, 'Bundle', (issue) => issues.push(issue))
  return issues.map(({ code, expression }) => `${code} ${expression ?? ''}`)
}

export function at(address: string, more: object = {}): object {
  const [type, id] = address.split('/')
  return { fullUrl: `${base}/${address}`, resource: { resourceType: type, id, ...more } }
}

export const patient = at('Patient/1')
export const task = (reference: string): object => at('Task/1', { for: { reference } })
export const focus = (...references: string[]): object =>
  at('MessageHeader/1', { focus: references.map((reference) => ({ reference })) })
export const letter = (subject: string, more: object = {}): object =>
  at('Composition/1', { subject: { reference: subject }, author: [{ display: 'dr. A' }], ...more })

export function request(method: string, url: string, resource?: object, more: object = {}): object {
  return { ...(resource === undefined ? {} : { resource }), request: { method, url, ...more } }
}

export function search(mode: string, resource: object): object {
  return { fullUrl: `${base}/x`, resource, search: { mode } }
}

export const self = (url: string): object => ({ link: [{ relation: 'self', url }] })
