import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { around, referral } from './referral.ts'

/** A resource that both sides validate, against a profile that it follows. */
export interface Message {
  readonly name: string
  readonly profile: string
  readonly resource: Resource
  /** What comes with it, which its references lead to. */
  readonly around: readonly Resource[]
}

const tests = join(import.meta.dirname, '..', '..', 'test', 'profile', 'fhir')
const PROFILES = 'https://ggz-gateway.example/fhir/StructureDefinition'

/**
 * The two that most messages are: a referral, and feedback that confirms an intake, whose letter comes with it. The referral
 * is also measured with five resources contained in it, which are then validated as well.
 */
export function messages(): readonly Message[] {
  const { entry = [] } = readJson(join('messages', 'feedback-intake-confirmation.json')) as Bundle
  const [feedback, ...others] = entry.flatMap(({ resource }) => resource ?? [])
  if (feedback === undefined) throw new Error('the message of feedback is empty')
  const contained = readJson(join('examples', 'ServiceRequest-referral-example.json')) as Resource
  return [
    { name: 'ServiceRequest', profile: `${PROFILES}/referral`, resource: referral, around },
    { name: 'ServiceRequest with contained', profile: `${PROFILES}/referral`, resource: contained, around: [] },
    {
      name: 'Communication',
      profile: `${PROFILES}/feedback-intake-confirmation`,
      resource: feedback,
      around: others
    }
  ]
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(tests, file), 'utf8'))
}
