import type { Extension, PlanDefinition, RelatedArtifact } from '@medplum/fhirtypes'
import { derivedId } from '../../fhir/derived-id.ts'
import { readParts, writeParts, type Shape } from '../../fhir/extension-parts.ts'
import { CANONICAL, CodeSystem } from '../../fhir/systems.ts'
import type { Agreement } from '../agreement.ts'
import { openQuestions } from './arrangements.ts'
import { actionOf, ruleIn } from './plan-action.ts'
import { AGREEMENT_TERMS, titleShape } from './plan-shapes.ts'

/** A regional question that the agreement leaves open: parts `question`, `state` (unanswered, expired), `validUntil`. */
export const OPEN_QUESTION = `${CANONICAL}/StructureDefinition/open-question`

const PLANS = `${CANONICAL}/PlanDefinition`

/** What FHIR's own elements cannot say of an agreement; `satisfies` sees to it that no field is forgotten. */
const rest = {
  holdsFor: { fields: { region: 'code', pair: { list: 'code' } } },
  ages: { fields: { from: 'integer', below: 'integer' } },
  otherAges: 'code',
  consent: 'code',
  calendars: {
    named: {
      fields: {
        base: 'code',
        closures: { list: { fields: { from: 'date', to: 'date', title: titleShape } } }
      }
    }
  },
  unseen: { list: { fields: { catalogue: 'code', title: titleShape, reason: 'string' } } },
  arrangements: {
    list: {
      fields: { question: 'code', answer: titleShape, responsible: 'string', contact: 'string', validUntil: 'date' }
    }
  }
} as const satisfies Record<Exclude<keyof Agreement, Native>, Shape>

/** Fields for which PlanDefinition has an element. */
type Native = 'id' | 'version' | 'title' | 'source' | 'refines' | 'obligations'

/** How an agreement is shown. */
export interface Showing {
  /** Whether it is the version for new referrals. */
  readonly isInForce: boolean
  /** The local day on which it is asked for, `YYYY-MM-DD`: answers to regional questions run out. */
  readonly on: string
}

/**
 * An agreement as a PlanDefinition: a rule is an action with its opening event as trigger, debtor and creditors as
 * participants, its term as timing and the feedback that meets it as output; the rest stands in one extension.
 *
 * The version in force has the agreement's id, an earlier one `<id>.<version>`. A regional question that nobody answered, or
 * whose answer ran out, is told in `open-question`. Source: design section 7, https://hl7.org/fhir/R4/plandefinition.html
 */
export function asPlanDefinition(agreement: Agreement, { isInForce, on }: Showing): PlanDefinition {
  const { id, version, title, source, refines, obligations, ...more } = agreement
  const terms = writeParts(AGREEMENT_TERMS, more, { fields: rest }).filter((one) => one.extension !== undefined)
  const extension = [...terms, ...openQuestionsIn(agreement, on)]
  return {
    resourceType: 'PlanDefinition',
    id: planIdOf(agreement, isInForce),
    ...(extension.length === 0 ? {} : { extension }),
    url: `${PLANS}/${id}`,
    version,
    name: nameOf(id),
    title: title.en,
    subtitle: title.nl,
    type: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/plan-definition-type', code: 'eca-rule' }]
    },
    status: isInForce ? 'active' : 'retired',
    description: source,
    jurisdiction: [{ coding: [{ system: 'urn:iso:std:iso:3166', code: 'NL' }] }],
    ...(refines === undefined ? {} : { relatedArtifact: [{ type: 'derived-from', resource: `${PLANS}/${refines}` }] }),
    action: obligations.map(actionOf)
  }
}

/**
 * The agreement that a PlanDefinition shows, as JSON in the form of its file; a refinement with all that it takes over.
 *
 * @returns what still has to be checked as any file is, because a PlanDefinition can come from anywhere.
 */
export function fromPlanDefinition(plan: PlanDefinition): Readonly<Record<string, unknown>> {
  const { url = '', version, title, subtitle, description, relatedArtifact = [], action = [], extension = [] } = plan
  const refines = relatedArtifact.find(({ type }: RelatedArtifact) => type === 'derived-from')?.resource
  const more = readParts(extension, AGREEMENT_TERMS, { fields: rest })
  return {
    id: url.slice(PLANS.length + 1),
    version,
    title: { nl: subtitle, en: title },
    source: description,
    ...(refines === undefined ? {} : { refines: refines.slice(PLANS.length + 1) }),
    ...(typeof more === 'object' ? more : {}),
    obligations: action.map(ruleIn)
  }
}

/** The id of the PlanDefinition of a version: an agreement's id has no dot, so that two never share one. */
export function planIdOf({ id, version }: Pick<Agreement, 'id' | 'version'>, isInForce: boolean): string {
  if (isInForce) return id
  const name = `${id}.${version}`
  return name.length <= ID_LENGTH_MAX ? name : derivedId(id, version)
}

/** Source: https://hl7.org/fhir/R4/datatypes.html#id */
const ID_LENGTH_MAX = 64

/** A name that machines can use, `LgaWatch`. Source: invariant pdf-0. */
function nameOf(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

function openQuestionsIn(agreement: Agreement, on: string): readonly Extension[] {
  return openQuestions(agreement, on).map(({ question, state, validUntil }) => ({
    url: OPEN_QUESTION,
    extension: [
      {
        url: 'question',
        valueCodeableConcept: {
          coding: [{ system: CodeSystem.regionalQuestion, code: question.code, display: question.text.en }],
          text: question.text.nl
        }
      },
      { url: 'state', valueCode: state },
      ...(validUntil === undefined ? [] : [{ url: 'validUntil', valueDate: validUntil }])
    ]
  }))
}
