import type { PractitionerRole, Resource, ServiceRequest, Task } from '@medplum/fhirtypes'
import type { Located } from '../../src/fhir/located.ts'
import type { Issue } from '../../src/fhir/outcome.ts'
import { normalised } from '../../src/fhir/identifiers.ts'
import { crisisPlanFeedback } from './crisis-plan-feedback.ts'
import { dialectNamed, frozen } from './dialect-case.ts'
import { fullReferral, type Sender } from './full-referral.ts'
import { pairsOf } from './golden-pairs.ts'
import { complaintsAbout, send } from './survival.ts'
import { organisationOf } from './survival-excuses.ts'

/** A message in a dialect's own form. */
export interface Message {
  readonly from: Sender
  readonly name: string
  readonly graph: readonly Located[]
}

export const senders: readonly Sender[] = ['his', 'gb-ggz', 's-ggz']

/** Every message of the tests: the golden inputs of each dialect, and the two large ones as each would write them. */
export const messages: readonly Message[] = senders.flatMap((from) => [
  { from, name: 'the full referral', graph: fullReferral(from) },
  { from, name: 'the crisis plan', graph: crisisPlanFeedback(from) },
  ...pairsOf(from)
    .filter(({ way }) => way === 'to-canonical')
    .map(({ name, input }) => ({ from, name, graph: input }))
])

/** Messages that a receiver cannot be given, by the place that is told, and how to see that it is so. */
export const refusals = [
  {
    to: 'gb-ggz',
    code: 'map-failed',
    at: /\.owner$/,
    naming: 'agb-z',
    because: 'nothing in the message has the AGB of the owner'
  },
  {
    to: 's-ggz',
    code: 'map-failed',
    at: /\.owner$/,
    naming: 'ura',
    because: 'nothing in the message has the URA of the owner'
  }
] as const

/** Whether a refusal is one of the table, and its reason is true of the message. */
export function isJustified(issue: Issue, to: Sender, graph: readonly Located[]): boolean {
  const sent = normalised(graph.map(({ resource }) => resource))
  return refusals.some(({ to: receiver, code, at, naming }) => {
    const system = `http://fhir.nl/fhir/NamingSystem/${naming}`
    const owners = sent.flatMap((resource) => (resource.resourceType === 'Task' ? [resource.owner] : []))
    const isUnknown = owners.some((owner) => {
      const numbers = [owner?.identifier, ...(organisationOf(owner, sent)?.identifier ?? [])]
      return numbers.every((one) => one?.system !== system)
    })
    return receiver === to && issue.code === code && at.test(issue.expression ?? '') && isUnknown
  })
}

const practice = {
  reference: 'Organization/org-vrijspoor',
  type: 'Organization',
  display: 'Psychologenpraktijk Vrij Spoor'
}
const psychologist = {
  reference: 'PractitionerRole/role-bakker',
  type: 'PractitionerRole',
  display: 'L. Bakker'
} as const

/** What a practice sends on to an institution, made of the referral as it got it: its own request, on that of the GP. */
export function forwarded(got: readonly Resource[]): readonly Located[] {
  const request = got.find((one) => one.resourceType === 'ServiceRequest') as ServiceRequest
  const task = got.find((one) => one.resourceType === 'Task') as Task
  const own: readonly Resource[] = [
    {
      ...request,
      id: 'sr-verder',
      identifier: [{ system: 'https://vrijspoor.example/verwijzingen', value: 'VS-12' }],
      basedOn: [
        { reference: 'ServiceRequest/sr-elfa', type: 'ServiceRequest', display: 'Verwijsbrief van de huisarts' }
      ],
      authoredOn: '2026-09-01',
      requester: psychologist
    },
    { ...task, id: 'task-verder', focus: { reference: 'ServiceRequest/sr-verder' }, requester: psychologist },
    {
      resourceType: 'PractitionerRole',
      id: 'role-bakker',
      organization: practice as PractitionerRole['organization'] & object
    },
    {
      resourceType: 'Organization',
      id: 'org-vrijspoor',
      identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value: '94058801' }],
      name: 'Psychologenpraktijk Vrij Spoor'
    }
  ]
  const rest = got.filter((one) => one !== request && one !== task)
  return [...own, ...rest].map((resource, index) => ({
    resource: frozen(resource),
    path: `Bundle.entry[${index}].resource`
  }))
}

/** What is wrong with a message that one dialect sends another, as lines; none where it comes through. */
export function complaints(
  from: Sender,
  to: Sender,
  graph: readonly Located[],
  dialect = dialectNamed
): readonly string[] {
  const result = send(dialect(from), dialect(to), graph)
  return 'issues' in result
    ? result.issues.map(({ code, expression = '' }) => `refused: ${code} at ${expression}`)
    : complaintsAbout(result.chain)
}
