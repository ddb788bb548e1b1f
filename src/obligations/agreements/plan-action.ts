import type {
  CodeableConcept,
  PlanDefinitionAction,
  PlanDefinitionActionParticipant,
  Timing,
  Duration
} from '@medplum/fhirtypes'
import { readParts, writeParts, type Shape } from '../../fhir/extension-parts.ts'
import { CodeSystem } from '../../fhir/systems.ts'
import type { ObligationRule, Term } from '../agreement.ts'
import { AGREEMENT_TERMS, titleShape } from './plan-shapes.ts'

/** What FHIR's own elements cannot say of a rule; `satisfies` sees to it that no field is forgotten. */
const rest = {
  strength: 'code',
  enforced: 'boolean',
  performers: { list: 'code' },
  urgency: 'code',
  calendar: 'code',
  closures: { list: { fields: { from: 'date', to: 'date', title: titleShape } } },
  roll: 'code',
  recurs: 'boolean',
  due: { list: { fields: { from: 'code', within: 'string', basis: 'code' } } },
  metBy: { list: 'code' },
  telephone: 'boolean',
  closedBy: { list: 'code' },
  suspendedBy: { list: { fields: { reason: 'code', by: { list: 'code' }, atMost: 'string' } } },
  reminders: { list: 'string' },
  escalateTo: { list: 'code' },
  onForward: 'code',
  despiteObjection: 'boolean'
} as const satisfies Record<Exclude<keyof ObligationRule, Native>, Shape>

/** Fields for which an action has an element. */
type Native = 'code' | 'catalogue' | 'title' | 'owedBy' | 'owedTo' | 'opensOn' | 'satisfiedBy' | 'source'

/** A rule as an action. Source: https://hl7.org/fhir/R4/plandefinition-definitions.html#PlanDefinition.action */
export function actionOf(rule: ObligationRule): PlanDefinitionAction {
  const { code, catalogue, title, owedBy, owedTo, opensOn, satisfiedBy, source, ...more } = rule
  return {
    extension: writeParts(AGREEMENT_TERMS, more, { fields: rest }),
    ...(catalogue === undefined ? {} : { prefix: catalogue }),
    title: title.en,
    code: [{ coding: [{ system: CodeSystem.obligation, code, display: title.en }], text: title.nl }],
    documentation: [{ type: 'citation', citation: source }],
    trigger: [{ type: 'named-event', name: opensOn }],
    ...timingOf(rule),
    participant: [participant('debtor', owedBy), ...owedTo.map((party) => participant('creditor', party))],
    ...(satisfiedBy.length === 0 ? {} : { output: satisfiedBy.map(feedbackOf) })
  }
}

/** The rule of an action, as JSON in the form of the agreement's file. */
export function ruleIn(action: PlanDefinitionAction): Readonly<Record<string, unknown>> {
  const { extension = [], prefix, title, code = [], documentation = [], trigger = [], output = [] } = action
  const more = readParts(extension, AGREEMENT_TERMS, { fields: rest })
  return {
    code: code[0]?.coding?.[0]?.code,
    ...(prefix === undefined ? {} : { catalogue: prefix }),
    title: { nl: code[0]?.text, en: title },
    owedBy: partiesAs('debtor', action)[0],
    owedTo: partiesAs('creditor', action),
    opensOn: trigger[0]?.name,
    ...(typeof more === 'object' ? more : {}),
    satisfiedBy: output.map(({ codeFilter = [] }) => codeFilter[0]?.code?.[0]?.code),
    source: documentation[0]?.citation
  }
}

type PartOfRule = 'debtor' | 'creditor'

/** FHIR wants a kind of participant; organisations it does not have, and a practitioner is the nearest. */
function participant(part: PartOfRule, party: string): PlanDefinitionActionParticipant {
  const coding = [
    { system: CodeSystem.obligationPart, code: part },
    { system: CodeSystem.obligationParty, code: party }
  ]
  return { type: 'practitioner', role: { coding } }
}

function partiesAs(part: PartOfRule, { participant: all = [] }: PlanDefinitionAction): readonly (string | undefined)[] {
  const codeIn = (role: CodeableConcept | undefined, system: string): string | undefined =>
    role?.coding?.find((coding) => coding.system === system)?.code
  return all
    .filter(({ role }) => codeIn(role, CodeSystem.obligationPart) === part)
    .map(({ role }) => codeIn(role, CodeSystem.obligationParty))
}

function feedbackOf(kind: string): NonNullable<PlanDefinitionAction['output']>[number] {
  return {
    type: 'Communication',
    codeFilter: [{ path: 'category', code: [{ system: CodeSystem.feedbackKind, code: kind }] }]
  }
}

const units: Readonly<Record<string, readonly [unit: string, ucum: string]>> = {
  Y: ['years', 'a'],
  M: ['months', 'mo'],
  W: ['weeks', 'wk'],
  D: ['days', 'd'],
  TH: ['hours', 'h']
}

/**
 * The term from the opening event, which decides where no other event is known; all terms stand in the extension.
 *
 * A Duration counts days as days are. Where the rule counts working days, or a term has more than one unit, it is told in
 * words: five working days shown as five days would be a deadline that nobody agreed on.
 */
function timingOf({ due, calendar }: ObligationRule): { timingDuration: Duration } | { timingTiming: Timing } {
  const last: Term | undefined = due.at(-1)
  const { from = '', within = '' } = last ?? {}
  const [, days, daysUnit = '', hours] = /^P(?:(\d+)([YMWD])|T(\d+)H)$/.exec(within) ?? []
  const value = days ?? hours
  const [unit, code] = units[hours === undefined ? daysUnit : 'TH'] ?? []
  if (value === undefined || code === undefined || (hours === undefined && calendar !== 'calendar-days')) {
    return { timingTiming: { code: { text: `${within} after ${from} (${calendar})` } } }
  }
  return { timingDuration: { value: Number(value), unit: unit ?? code, system: 'http://unitsofmeasure.org', code } }
}
