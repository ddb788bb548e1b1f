import type { LightMyRequestResponse } from 'fastify'
import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes'
import { posted } from './world.ts'

/** The extension of an issue that names the rule. */
export const RULE = 'https://ggz-gateway.example/fhir/StructureDefinition/rule'

/** Where the gateway's own profiles have their canonicals. */
export const OWN = 'https://ggz-gateway.example/fhir/StructureDefinition/'

/** A resource in which nothing is wrong. */
export const patient = { resourceType: 'Patient', gender: 'female', birthDate: '1980-02-03' }

/** An issue in short. */
export type Told = readonly [code: string, severity: string, expression: string | undefined]

/** The issues of an answer of 200; throws for any other. */
export function issuesOf({ statusCode, body }: LightMyRequestResponse): readonly OperationOutcomeIssue[] {
  const outcome = JSON.parse(body) as Partial<OperationOutcome>
  if (statusCode !== 200 || outcome.issue === undefined) throw new Error(`${statusCode} ${body}`)
  return outcome.issue
}

/** The issues of an answer in short. */
export function told(answer: LightMyRequestResponse): readonly Told[] {
  return issuesOf(answer).map(({ details, severity, expression }) => {
    return [details?.coding?.[0]?.code ?? '', severity, expression?.[0]]
  })
}

/** The errors of an answer: code and place. */
export function errorsIn(answer: LightMyRequestResponse): readonly string[] {
  return told(answer).flatMap(([code, severity, at = '']) => (severity === 'error' ? [`${code} ${at}`.trim()] : []))
}

/** A resource as it is sent to be validated. */
export function ask(type: string, content: unknown, headers = {}) {
  return posted(`/fhir/${type}/$validate`, JSON.stringify(content), headers)
}
