import { issue, type Issue } from '../../fhir/outcome.ts'

/** Takes a finding. */
export type Tell = (issue: Issue) => void

/** The rules of Bundles that no invariant can say, in both languages. */
const rules = {
  fullUrlRelative: ['fullUrl must be an absolute address', 'fullUrl moet een absoluut adres zijn'],
  fullUrlOther: [
    'fullUrl is an address of another resource: it must end with the type and id of this one',
    'fullUrl is het adres van een andere resource: het moet eindigen op type en id van deze'
  ],
  fullUrlMissing: ['the entry needs a fullUrl', 'het onderdeel heeft een fullUrl nodig'],
  urlShape: [
    'request.url is not what its method needs: [type], [type]/[id] or [type]?[search]',
    'request.url is niet wat de methode nodig heeft: [type], [type]/[id] of [type]?[zoekvraag]'
  ],
  urlType: [
    'request.url names another type than the resource has',
    'request.url noemt een ander type dan de resource heeft'
  ],
  urlId: ['request.url names another id than the resource has', 'request.url noemt een ander id dan de resource heeft'],
  putWithoutId: [
    'the resource of a PUT needs the id of its URL',
    'de resource van een PUT heeft het id van zijn URL nodig'
  ],
  resourceMissing: ['the request needs a resource', 'het verzoek heeft een resource nodig'],
  patchBody: [
    'a PATCH is carried by a Binary or by Parameters',
    'een PATCH wordt gedragen door een Binary of door Parameters'
  ],
  ifMatch: ['ifMatch is not an ETag, as W/"3"', 'ifMatch is geen ETag, zoals W/"3"'],
  sameTarget: [
    'two entries of the transaction change the same resource',
    'twee onderdelen van de transactie wijzigen dezelfde resource'
  ],
  linkTwice: ['this link relation can stand here only once', 'deze linkrelatie mag hier maar eenmaal staan'],
  outcomeMode: [
    'search.mode outcome is for an OperationOutcome only',
    'search.mode outcome is alleen voor een OperationOutcome'
  ],
  outcomeAsMatch: [
    'an OperationOutcome is not what was searched for: its search.mode is outcome',
    'een OperationOutcome is niet waarnaar is gezocht: de search.mode ervan is outcome'
  ],
  matchWithoutId: ['what a search finds has an id', 'wat een zoekvraag vindt, heeft een id'],
  matchOtherType: [
    'a match is of another type than the self link says was searched for',
    'een treffer is van een ander type dan waar volgens de self-link naar is gezocht'
  ]
} as const satisfies Record<string, readonly [en: string, nl: string]>

const advice = {
  lookalike: [
    'an entry has the type and id of this reference, but its fullUrl is another address than the reference means here',
    'een onderdeel heeft type en id van deze verwijzing, maar de fullUrl is een ander adres dan zij hier bedoelt'
  ],
  urlAbsolute: [
    'request.url is to be relative to the address that the Bundle goes to',
    'request.url hoort relatief te zijn ten opzichte van het adres waar de Bundle heen gaat'
  ],
  selfMissing: ['the answer to a search has no self link', 'het antwoord op een zoekvraag heeft geen self-link'],
  unreached: [
    'no reference leads from the first entry to this one, or back',
    'geen verwijzing leidt van het eerste onderdeel naar dit, of terug'
  ]
} as const satisfies Record<string, readonly [en: string, nl: string]>

/** A rule that an entry breaks, as the error `bundle-rule`. */
export function broken(rule: keyof typeof rules, at: string): Issue {
  const [reason, reasonNl] = rules[rule]
  return issue('bundle-rule', { reason, reasonNl }, at)
}

/** What is allowed and seldom meant, as the warning `bundle-advice`. */
export function advised(what: keyof typeof advice, at: string): Issue {
  const [reason, reasonNl] = advice[what]
  return issue('bundle-advice', { reason, reasonNl }, at)
}
