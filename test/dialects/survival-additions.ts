import type { Coding, Communication, Reference, Task } from '@medplum/fhirtypes'
import { follow, referenceTo } from '../../src/fhir/references.ts'
import { lostLeaves } from './lost-leaves.ts'
import { SNOMED } from './survival-codes.ts'
import { textSays } from './survival-documents.ts'
import { type Chain, namesOf, organisationOf } from './survival-excuses.ts'
import {
  type AddedHere,
  conditionAsReason,
  isConceptOf,
  letterAsDocument,
  lettersIn,
  owner,
  reasonAsCondition,
  suggestion,
  translated,
  triageLevel
} from './survival-follows.ts'
import { isObject } from './survival-nodes.ts'

/** What the dialects add, and why; anything else that appears was invented. */
export const additions: readonly AddedHere[] = [
  {
    at: /^ServiceRequest\.category\.coding$/,
    because: 'a referral is said in the code of the canonical form and in that of the receiver',
    follows: translated('category')
  },
  {
    at: /^Communication\.category\.coding$/,
    because: 'the kind of feedback is said in the code of the canonical form and in that of the receiver',
    follows: translated('kind')
  },
  {
    at: /^ServiceRequest\.(performerType|orderDetail)\.coding$/,
    because: 'the echelon is said in the code of the canonical form and in that of the receiver',
    follows: translated('echelon')
  },
  {
    to: 's-ggz',
    at: /^ServiceRequest\.orderDetail$/,
    because: 'the echelon stands in orderDetail in s-ggz',
    follows: ({ value }, { sent }) => isConceptOf(value, sent, ({ performerType }) => [performerType])
  },
  {
    from: 's-ggz',
    at: /^ServiceRequest\.performerType$/,
    because: 'the echelon stands in performerType everywhere but in s-ggz',
    follows: ({ value }, { sent }) => isConceptOf(value, sent, ({ orderDetail = [] }) => orderDetail)
  },
  {
    to: 's-ggz',
    at: /^ServiceRequest\.code(\.coding)?$/,
    because: 'orderDetail asks for a code, and a referral is one',
    follows: ({ value }) => {
      const codings = isObject(value) && 'coding' in value ? (value['coding'] as Coding[]) : [value as Coding]
      return codings.length === 1 && codings.every(({ system, code }) => system === SNOMED && code === '3457005')
    }
  },
  {
    from: 's-ggz',
    at: /\.priority\.extension$/,
    because: 'the GGz triage level of s-ggz is said in the canonical code, too',
    follows: triageLevel
  },
  {
    to: 's-ggz',
    at: /\.priority\.extension$/,
    because: 'the GGz triage level is said in hours, too',
    follows: triageLevel
  },
  {
    to: 's-ggz',
    at: /^(Condition\.code|ServiceRequest\.reasonCode)\.coding$/,
    because: 'what may be meant by a code of ICPC-1-NL is suggested, and marked as such',
    follows: suggestion
  },
  {
    to: 's-ggz',
    at: /^Condition$/,
    because: 's-ggz works with Conditions, so a reason in the referral alone is one, too, provisional',
    follows: reasonAsCondition
  },
  {
    to: 's-ggz',
    at: /^ServiceRequest\.reasonReference$/,
    because: 'the referral points at the Condition that was made of its reason',
    follows: ({ value }, chain) => {
      const { reference = '', ...rest } = value as Reference
      const isNew = namesOf(chain.got).has(reference) && !namesOf(chain.sent).has(reference)
      return isNew && lostLeaves(rest, { type: 'Condition' }, '').length === 0
    }
  },
  {
    at: /^CarePlan\.category\.coding$/,
    because: 'a crisis plan is said in SNOMED CT in s-ggz, and in the canonical code elsewhere',
    follows: translated('plan')
  },
  {
    to: 'gb-ggz',
    at: /^ServiceRequest\.reasonCode$/,
    because: 'a practice reads a reason as words',
    follows: conditionAsReason
  },
  {
    to: 'gb-ggz',
    at: /^ServiceRequest\.supportingInfo$/,
    because: 'the letter as a document is pointed at',
    follows: ({ value }, chain) => {
      const { reference = '', type } = value as Reference
      return type === 'DocumentReference' && namesOf(chain.got).has(reference) && !namesOf(chain.sent).has(reference)
    }
  },
  { at: /^DocumentReference$/, because: 'a letter comes as a document with its words', follows: letterAsDocument },
  {
    to: 'gb-ggz',
    at: /^Communication\.payload$/,
    because: 'a practice reads a letter, and the text of a plan, as words',
    follows: ({ value }, { sent }) => {
      const { contentString, ...rest } = value as { contentString?: string }
      return Object.keys(rest).length === 0 && lettersIn(sent).some((letter) => textSays(contentString ?? '', letter))
    }
  },
  {
    to: 'his',
    at: /^Communication\.payload(\.contentReference\.(reference|type))?$/,
    because: 'a HIS is pointed at the document of a letter, and of the text of a plan',
    follows: ({ got }, { sent, got: all }) => {
      const added = ((got as Communication).payload ?? []).flatMap(({ contentReference }) => contentReference ?? [])
      return added.every((pointer) => {
        const named = follow(all, pointer)
        return (
          namesOf(sent).has(pointer.reference ?? '') ||
          pointer.reference?.startsWith('#') === true ||
          named?.resourceType === pointer.type
        )
      })
    }
  },
  {
    to: 's-ggz',
    at: /^Task\.owner\b/,
    because: 'the owner is the HealthcareService with the URA',
    follows: owner('HealthcareService', 'ura')
  },
  {
    to: 'gb-ggz',
    at: /^Task\.owner\b/,
    because: 'the owner is the Organization with the AGB',
    follows: owner('Organization', 'agb-z')
  },
  {
    to: 'his',
    at: /^Task\.owner\.(reference|type)$/,
    because: 'an owner by number is the Organization that has the number',
    follows: ({ got }, chain) => {
      const { reference, type } = (got as Task).owner ?? {}
      const before = chain.sent.find((one) => referenceTo(one) === referenceTo(got)) as Task | undefined
      const organisation = organisationOf(before?.owner, chain.sent)
      return (
        type === 'Organization' && (reference === undefined || reference === `Organization/${organisation?.id ?? ''}`)
      )
    }
  },
  {
    to: 's-ggz',
    at: /^Task\.for\.reference$/,
    because: 'a patient that was named by BSN is named by reference',
    follows: ({ got }, { got: all }) => follow(all, (got as Task).for)?.resourceType === 'Patient'
  },
  {
    from: 'his',
    at: /^ServiceRequest\.status$/,
    because: 'completed of a HIS means sent, which is active for everyone else',
    follows: ({ value }, { to }) => value === (to === 'his' ? 'completed' : 'active')
  },
  {
    to: 'his',
    at: /^ServiceRequest\.status$/,
    because: 'a referral that is active was sent, which a HIS calls completed',
    follows: ({ value }) => value === 'completed'
  }
]

/** The added table of one chain. */
export function additionsOf({ from, to }: Pick<Chain, 'from' | 'to'>): readonly AddedHere[] {
  return additions.filter((one) => (one.from ?? from) === from && (one.to ?? to) === to)
}
