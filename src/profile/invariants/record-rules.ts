import { elementsOf, has, hasChoice, isCodedAs, textOf, type Element } from './element.ts'
import { asksOneOf, excludes, excludesChoice, needs, rule, type RuleInCode } from './rule-in-code.ts'
import { isNotAfter } from './time-order.ts'

const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/condition-category'

/** What R4 asks of the resources that the gateway handles. Source: https://hl7.org/fhir/R4/<type in lower case>.html */
export const recordRules: readonly RuleInCode[] = [
  asksOneOf('cmp-1', 'text', 'entry', 'section'),
  excludes('cmp-2', 'emptyReason', 'entry'),
  excludes('cpl-3', 'detail', 'reference'),
  excludes('sev-1', 'name', 'query'),
  needs('prr-1', 'orderDetail', 'code'),
  asksOneOf('pat-1', 'name', 'telecom', 'address', 'organization'),
  rule('org-1', '(identifier.count() + name.count()) > 0', (organization) => {
    return has(organization, 'identifier') || has(organization, 'name')
  }),
  ...['org-2', 'org-3'].map((key) => rule(key, "where(use = 'home').empty()", ({ use }) => use !== 'home')),
  rule('inv-1', 'lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn', (task) => {
    const [authoredOn, lastModified] = [textOf(task, 'authoredOn'), textOf(task, 'lastModified')]
    return authoredOn === undefined || lastModified === undefined || isNotAfter(authoredOn, lastModified)
  }),
  rule(
    'inv-1',
    '(part.exists() and value.empty() and resource.empty()) or (part.empty() and (value.exists() xor resource.exists()))',
    (parameter) => {
      const [value, resource] = [hasChoice(parameter, 'value'), has(parameter, 'resource')]
      return has(parameter, 'part') ? !value && !resource : value !== resource
    }
  ),
  rule('pdf-0', "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", (definition) => {
    // The rule is about how a name is written; whether there must be one is a matter of cardinality.
    return !has(definition, 'name') || /[A-Z]/.test(textOf(definition, 'name') ?? '')
  }),
  ...consentRules(),
  ...conditionRules(),
  ...observationRules()
]

function consentRules(): readonly RuleInCode[] {
  const asksForPatient = (key: string, code: string): RuleInCode => {
    const expression = `patient.exists() or scope.coding.where(system='something' and code='${code}').exists().not()`
    return rule(key, expression, (consent) => {
      return has(consent, 'patient') || !isCodedAs(consent['scope'], 'something', [code])
    })
  }
  return [
    asksOneOf('ppc-1', 'policy', 'policyRule'),
    asksForPatient('ppc-2', 'patient-privacy'),
    asksForPatient('ppc-3', 'research'),
    asksForPatient('ppc-4', 'adr'),
    asksForPatient('ppc-5', 'treatment')
  ]
}

function conditionRules(): readonly RuleInCode[] {
  return [
    asksOneOf('con-1', 'summary', 'assessment'),
    asksOneOf('con-2', 'code', 'detail'),
    rule(
      'con-3',
      `clinicalStatus.exists() or verificationStatus.coding.where(system='${VERIFICATION}' and code = 'entered-in-error').exists() or category.select($this='problem-list-item').empty()`,
      (condition) => {
        if (has(condition, 'clinicalStatus') || isMistake(condition)) return true
        // R4's expression compares the category itself with a text, which no category equals; its words are clear.
        return !elementsOf(condition, 'category').some((one) => isCodedAs(one, CATEGORY, ['problem-list-item']))
      }
    ),
    rule(
      'con-4',
      `abatement.empty() or clinicalStatus.coding.where(system='${CLINICAL}' and (code='resolved' or code='remission' or code='inactive')).exists()`,
      (condition) => {
        const isOver = isCodedAs(condition['clinicalStatus'], CLINICAL, ['resolved', 'remission', 'inactive'])
        return isOver || !hasChoice(condition, 'abatement')
      }
    ),
    rule(
      'con-5',
      `verificationStatus.coding.where(system='${VERIFICATION}' and code='entered-in-error').empty() or clinicalStatus.empty()`,
      (condition) => !isMistake(condition) || !has(condition, 'clinicalStatus')
    )
  ]
}

function isMistake(condition: Element): boolean {
  return isCodedAs(condition['verificationStatus'], VERIFICATION, ['entered-in-error'])
}

function observationRules(): readonly RuleInCode[] {
  return [
    asksOneOf('obs-3', 'low', 'high', 'text'),
    excludesChoice('obs-6', 'dataAbsentReason', 'value'),
    rule(
      'obs-7',
      'value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()',
      (observation) => {
        if (!hasChoice(observation, 'value')) return true
        const own = new Set(codingsOf(observation))
        return !elementsOf(observation, 'component').some((one) => codingsOf(one).some((coding) => own.has(coding)))
      }
    ),
    {
      key: 'vs-1',
      expression: '($this as dateTime).toString().length() >= 8',
      // R4 asks this of what is a dateTime, and writes it for all that the element may be.
      holds: (value) => (typeof value === 'string' ? value.length >= 8 : true)
    },
    rule(
      'vs-2',
      '(component.empty() and hasMember.empty()) implies (dataAbsentReason.exists() or value.exists())',
      (observation) => {
        return has(observation, 'component') || has(observation, 'hasMember') || isAnswered(observation)
      }
    ),
    rule('vs-3', 'value.exists() or dataAbsentReason.exists()', isAnswered)
  ]
}

function isAnswered(observation: Element): boolean {
  return hasChoice(observation, 'value') || has(observation, 'dataAbsentReason')
}

/** The codings of an element's code, each as a text that is equal for equal codings. */
function codingsOf(element: Element): readonly string[] {
  return elementsOf(element, 'code')
    .flatMap((code) => elementsOf(code, 'coding'))
    .map((coding) => JSON.stringify(Object.entries(coding).sort(([one], [other]) => (one < other ? -1 : 1))))
}
