import type { StructureDefinition } from '@medplum/fhirtypes'
import { codes, table } from '../markdown.ts'

/**
 * What a referral is to tell, and the elements of `referral` and the sections of `referral-letter` in which each part stands.
 *
 * @throws Error where a profile no longer has an element that is named here.
 */
export function referralContentPart(profiles: readonly StructureDefinition[]): string {
  const known = new Set(profiles.flatMap(({ id, snapshot }) => snapshot?.element.map((one) => `${id ?? ''} ${one.id}`)))
  const rows = CONTENT.map(({ what, elements = [], sections = [], more = '' }) => {
    const inLetter = sections.map((section) => `Composition.section:${section}`)
    const missing = [
      ...elements.filter((one) => !known.has(`referral ServiceRequest.${one}`)),
      ...inLetter.filter((one) => !known.has(`referral-letter ${one}`))
    ]
    if (missing.length > 0) throw new Error(`no profile of a referral has ${missing.join(', ')}`)
    return [what, codes(elements), codes(sections.map((one) => one.replaceAll('section:', ''))), more]
  })
  const head = ['What is told', 'In the ServiceRequest', 'In the letter', 'Beside them']
  return `## What a referral tells, and where\n\n${INTRODUCTION}\n\n${table(head, rows)}`
}

const INTRODUCTION = `In canonical form; a dialect says the same in its own way. Nothing in this table is asked for: what a referral must have
stands in [the rules of referral](#referral), and what the national agreements advise beside it. A letter in words or a PDF may
hold any of it.`

interface Content {
  readonly what: string
  /** Below ServiceRequest, as profile `referral` has them. */
  readonly elements?: readonly string[]
  /** Ids of sections below `Composition.section:` of profile `referral-letter`. */
  readonly sections?: readonly string[]
  readonly more?: string
}

const CONTENT: readonly Content[] = [
  { what: 'Suspected disorder', elements: ['reasonReference', 'reasonCode'], sections: ['kern.section:reason'] },
  { what: 'Severity of distress and dysfunction', sections: ['kern.section:severity'], more: '`Condition.severity`' },
  { what: 'Risk', elements: ['supportingInfo'], sections: ['kern.section:risk'], more: 'a `Flag` for each risk' },
  {
    what: 'Complexity, course',
    sections: ['kern.section:complexity', 'kern.section:course'],
    more: '`Condition.onset`'
  },
  { what: 'Protective factors, structure of the day', sections: ['kern.section:protective-factors'] },
  { what: 'Comorbidity', elements: ['reasonReference'], sections: ['kern.section:comorbidity'], more: '`Condition`' },
  { what: 'Wishes of patient and relatives', sections: ['kern.section:wishes'] },
  { what: 'Motivation, self-management, social and financial context', sections: ['kern.section:context'] },
  {
    what: 'Treatment so far',
    elements: ['supportingInfo', 'relevantHistory'],
    sections: ['kern.section:treatment-so-far'],
    more: '`CarePlan`'
  },
  {
    what: 'Medication',
    elements: ['supportingInfo'],
    sections: ['kern.section:medication'],
    more: '`MedicationStatement`'
  },
  { what: 'POH-GGZ as author or copy receiver', sections: ['envelop'], more: '`Composition.author`' },
  {
    what: 'Question; suggestions stay suggestions',
    elements: ['reasonCode'],
    sections: ['kern.section:question']
  },
  { what: 'Urgency', elements: ['priority', 'priority.extension:ggzTriageLevel', 'priority.extension:ntsUrgency'] },
  { what: 'To be seen before, without a crisis', elements: ['occurrence[x]'], more: '`occurrencePeriod.end`' },
  { what: 'Generalist or specialised care', elements: ['performerType.coding:echelon'] },
  { what: 'Interpreter, facilities', sections: ['envelop.section:facilities'], more: '`Patient.communication`' },
  { what: 'Date of issue', elements: ['authoredOn'] },
  { what: 'Who stays responsible while waiting', sections: ['kern.section:responsible'] },
  {
    what: 'Legal status (Wvggz)',
    elements: ['reasonReference', 'supportingInfo'],
    more: '`Condition.code` with the code of the zib'
  }
]
