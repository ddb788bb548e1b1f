import type {
  CodeableConcept,
  Coding,
  Communication,
  Extension,
  Reference,
  Resource,
  ServiceRequest
} from '@medplum/fhirtypes'
import { follow, referenceTo } from '../../src/fhir/references.ts'
import { codeSystem, ICPC, type Matter, meaningOf, suggestionsFor, systemsOf, TRIAGE } from './survival-codes.ts'
import { textSays } from './survival-documents.ts'
import type { Chain } from './survival-excuses.ts'
import { nodesOf } from './survival-nodes.ts'

/** What a receiver reads a message by, and so must find in it in its own way. */
export interface Promise {
  readonly to: string
  readonly because: string
  /** `Type/id` of the resources that lack it. */
  readonly broken: (chain: Chain) => readonly string[]
}

export const promises: readonly Promise[] = [
  ...(['his', 'gb-ggz', 's-ggz'] as const).map((to) => ({
    to,
    because: 'the kind of feedback is said in the code of the receiver',
    broken: lacking('Communication', 'kind', { his: 1, 'gb-ggz': 2, 's-ggz': 3 }[to])
  })),
  {
    to: 'gb-ggz',
    because: 'the echelon is said in the code of gb-ggz',
    broken: lacking('ServiceRequest', 'echelon', 1)
  },
  { to: 's-ggz', because: 'the echelon is said in the code of s-ggz', broken: lacking('ServiceRequest', 'echelon', 2) },
  { to: 's-ggz', because: 'a crisis plan is said in SNOMED CT', broken: lacking('CarePlan', 'plan', 1) },
  { to: 's-ggz', because: 'the GGz triage level is said in hours', broken: withoutLevel('s-triage') },
  ...['his', 'gb-ggz'].map((to) => ({
    to,
    because: 'the GGz triage level is said in the canonical code',
    broken: withoutLevel('ggz-triage-level')
  })),
  {
    to: 's-ggz',
    because: 'orderDetail stands beside a code',
    broken: ({ got }) =>
      requests(got)
        .filter(({ orderDetail, code }) => orderDetail !== undefined && code === undefined)
        .map(referenceTo)
  },
  { to: 's-ggz', because: 'each reason is a Condition, too', broken: withoutCondition },
  { to: 's-ggz', because: 'what a code of ICPC-1-NL may mean is suggested', broken: withoutSuggestions },
  { to: 'gb-ggz', because: 'each reason that has a Condition is in words, too', broken: withoutWords },
  { to: 'gb-ggz', because: 'each letter of a referral is a document, too', broken: withoutDocument },
  { to: 'gb-ggz', because: 'each letter of a message is in words, too', broken: withoutText },
  { to: 'his', because: 'each letter of a message, and of its plan, is a document', broken: withoutPointer }
]

/** One line for each promise that a message breaks. */
export function brokenPromises(chain: Chain): readonly string[] {
  return promises
    .filter(({ to }) => to === chain.to)
    .flatMap(({ because, broken }) =>
      broken(chain).map((reference) => `not said as the receiver reads it: ${reference}: ${because}`)
    )
}

function requests(graph: readonly Resource[]): readonly ServiceRequest[] {
  return graph.filter((resource) => resource.resourceType === 'ServiceRequest')
}

function communications(graph: readonly Resource[]): readonly Communication[] {
  return graph.filter((resource) => resource.resourceType === 'Communication')
}

/** Resources that say something of a matter, and not in the column of the receiver. */
function lacking(type: string, matter: Matter, column: number): Promise['broken'] {
  const system = systemsOf[matter][column] ?? ''
  return ({ sent, got }) =>
    got
      .filter((resource) => {
        if (resource.resourceType !== type || !sent.some((one) => referenceTo(one) === referenceTo(resource)))
          return false
        const codings = nodesOf([resource]).flatMap(({ type: name, value }) =>
          name === 'Coding' ? [value as Coding] : []
        )
        const isSaid = codings.some((coding) => meaningOf(matter, coding) !== undefined)
        return isSaid && !codings.some((coding) => coding.system === system && meaningOf(matter, coding) !== undefined)
      })
      .map(referenceTo)
}

function withoutLevel(name: string): Promise['broken'] {
  return ({ got }) =>
    got
      .filter((resource) => {
        const partner = Reflect.get(resource, '_priority') as { extension?: readonly Extension[] } | undefined
        const ours = partner?.extension?.filter(({ url }) => url === TRIAGE) ?? []
        const levels = ours.map(({ valueCoding = {} }) => valueCoding)
        const isSaid = levels.some((level) => meaningOf('triage', level) !== undefined)
        return isSaid && !levels.some(({ system }) => system === codeSystem(name))
      })
      .map(referenceTo)
}

function withoutCondition({ got }: Chain): readonly string[] {
  return requests(got)
    .filter(({ reasonCode = [], reasonReference = [] }) => {
      const conditions = reasonReference.map((reference) => follow(got, reference as Reference))
      const said = conditions.flatMap((one) => (one?.resourceType === 'Condition' ? [one.code ?? {}] : []))
      return reasonCode.some((reason) => !said.some((one) => meet(one, reason)))
    })
    .map(referenceTo)
}

function meet(one: CodeableConcept, other: CodeableConcept): boolean {
  const isSame = (coding: Coding): boolean =>
    other.coding?.some(({ system, code }) => system === coding.system && code === coding.code) === true
  const texts = [one.text, ...(one.coding?.map(({ display }) => display) ?? [])]
  return one.coding?.some(isSame) === true || (other.text !== undefined && texts.includes(other.text))
}

const suggesting = ['http://hl7.org/fhir/sid/icd-10', 'http://snomed.info/sct', codeSystem('dsm5-chapter')]

function withoutSuggestions({ got }: Chain): readonly string[] {
  return got
    .filter((resource) => {
      const concepts = [
        ...(resource.resourceType === 'Condition' ? [resource.code] : []),
        ...(resource.resourceType === 'ServiceRequest' ? (resource.reasonCode ?? []) : [])
      ]
      return concepts.some((concept) => {
        const given = concept?.coding?.filter(({ system }) => system === ICPC).flatMap(({ code }) => code ?? []) ?? []
        const expected = given.flatMap(suggestionsFor).map((one) => one.split('|')[0] ?? '')
        const there =
          concept?.coding?.map(({ system = '' }) =>
            system.replace(/icd-10.*/, 'icd-10').replace('http://hl7.org/fhir/sid/dsm5', suggesting[2]!)
          ) ?? []
        return expected.some((system) => !there.includes(system))
      })
    })
    .map(referenceTo)
}

function withoutWords({ sent, got }: Chain): readonly string[] {
  return requests(got)
    .filter(({ reasonReference = [], reasonCode = [] }) => {
      return reasonReference.some((reference) => {
        const condition = follow(sent, reference)
        if (condition?.resourceType !== 'Condition' || condition.code === undefined) return false
        const codes = condition.verificationStatus?.coding?.map(({ code }) => code) ?? []
        if (codes.includes('refuted') || codes.includes('entered-in-error')) return false
        const own = condition.code.coding?.filter(({ extension }) => extension === undefined) ?? []
        const words = condition.code.text ?? own.find(({ display }) => display !== undefined)?.display
        return words !== undefined && !reasonCode.some(({ text }) => text?.startsWith(words))
      })
    })
    .map(referenceTo)
}

function withoutDocument({ got }: Chain): readonly string[] {
  return requests(got)
    .filter(({ supportingInfo = [] }) => {
      const named = supportingInfo.map((reference) => follow(got, reference))
      const related = named.flatMap((one) =>
        one?.resourceType === 'DocumentReference' ? (one.context?.related ?? []) : []
      )
      const letters = named.filter((one) => one?.resourceType === 'Composition')
      return letters.some((letter) => !related.some(({ reference }) => reference === referenceTo(letter)))
    })
    .map(referenceTo)
}

function withoutText({ got }: Chain): readonly string[] {
  return communications(got)
    .filter(({ payload = [] }) => {
      const texts = payload.flatMap(({ contentString }) => contentString ?? [])
      const letters = payload.flatMap(({ contentReference }) => {
        const letter = follow(got, contentReference)
        return letter?.resourceType === 'Composition' && letter.status !== 'entered-in-error' ? [letter] : []
      })
      return letters.some((letter) => !texts.some((text) => textSays(text, letter)))
    })
    .map(referenceTo)
}

function withoutPointer({ sent, got }: Chain): readonly string[] {
  return communications(got)
    .filter((communication) => {
      const before = sent.find((one) => referenceTo(one) === referenceTo(communication)) as Communication | undefined
      const named = (before?.payload ?? []).map(({ contentReference }) => follow(sent, contentReference))
      const plans = named.flatMap((one) =>
        one?.resourceType === 'CarePlan' ? (one.supportingInfo ?? []).map((info) => follow(sent, info)) : []
      )
      const letters = [...named, ...plans].filter((one) => one?.resourceType === 'Composition')
      const documents = (communication.payload ?? []).map(({ contentReference }) => follow(got, contentReference))
      const related = documents.flatMap((one) =>
        one?.resourceType === 'DocumentReference' ? (one.context?.related ?? []) : []
      )
      return letters.some((letter) => !related.some(({ reference }) => reference === referenceTo(letter)))
    })
    .map(referenceTo)
}
