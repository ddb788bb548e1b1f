import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Coding, ConceptMap } from '@medplum/fhirtypes'
import { root } from './dialect-case.ts'

// What the codes of the dialects mean, written down a second time: a row of a ConceptMap that is wrong shows here.

export const BASE = 'https://ggz-gateway.example/fhir'
export const ICPC = 'http://hl7.org/fhir/sid/icpc-1-nl'
export const SNOMED = 'http://snomed.info/sct'
export const TRIAGE = `${BASE}/StructureDefinition/ggz-triage-level`
export const NTS = `${BASE}/StructureDefinition/nts-urgency`
export const LEGAL_STATUS = 'urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2'
export const codeSystem = (name: string): string => `${BASE}/CodeSystem/${name}`

/** Canonical kind, then `his-correspondence`, `gb-bericht`, `s-message-type`. Source: design section 7. */
export const feedbackKinds: readonly (readonly [string, string, string, string])[] = [
  ['registration-confirmation', 'AANM', 'aanmeldbevestiging', '101'],
  ['status-notice', 'STAT', 'wachtbericht', '102'],
  ['appointment-notice', 'AFSPR', 'afspraak', '103'],
  ['appearance-confirmation', 'VERSCH', 'verschenen', '104'],
  ['no-show', 'NOSHOW', 'niet-verschenen', '105'],
  ['intake-confirmation', 'INTAKE', 'bericht-na-intake', '201'],
  ['care-offer', 'AANBOD', 'zorgaanbod', '202'],
  ['treatment-start', 'START', 'start-behandeling', '203'],
  ['progress-report', 'VOORTG', 'bericht-voortgang', '204'],
  ['change-notice', 'WIJZ', 'wijziging', '205'],
  ['transfer-notice', 'OVERDR', 'overdracht', '206'],
  ['end-report', 'EINDE', 'bericht-einde-behandeling', '207'],
  ['rejection', 'AFWIJS', 'afwijzing', '208'],
  ['crisis-report', 'CRISIS', 'crisisbericht', '301'],
  ['crisis-plan', 'PLAN', 'signaleringsplan', '302'],
  ['no-plan', 'GEENPLAN', 'geen-plan', '303'],
  ['unreferred-care', 'BRIEF', 'brief-zonder-verwijzing', '401'],
  ['handover-proposal', 'VOORSTEL', 'voorstel-terugverwijzing', '402'],
  ['information-request', 'INFOVRAAG', 'informatieverzoek', '501'],
  ['information-answer', 'INFO', 'informatie', '502'],
  ['consultation-question', 'CONSULT', 'consultvraag', '503'],
  ['consultation-answer', 'ADVIES', 'consultantwoord', '504'],
  ['exploratory-advice', 'VERKEN', 'verkennend-gesprek', '505'],
  ['professional-summary', 'PS', 'samenvatting', '506'],
  ['instability-notice', 'INSTAB', 'instabiel', '507']
]

/** The system of a dialect's codes for what a message says; the first is that of the canonical form. */
export const systemsOf = {
  kind: ['feedback-kind', 'his-correspondence', 'gb-bericht', 's-message-type'].map(codeSystem),
  category: [SNOMED, 'urn:oid:2.16.840.1.113883.2.4.4.30.69', codeSystem('gb-verwijzing')],
  echelon: ['echelon', 'gb-echelon', 's-echelon'].map(codeSystem),
  triage: ['ggz-triage-level', 's-triage'].map(codeSystem),
  plan: [codeSystem('care-plan-category'), SNOMED]
} as const

export type Matter = keyof typeof systemsOf

/** Codes that mean the same, in the order of the systems. */
const meanings: Readonly<Record<Matter, readonly (readonly string[])[]>> = {
  kind: feedbackKinds,
  category: [['3457005', '1', 'verwijsbrief']],
  echelon: [
    ['gb-ggz', 'GB', 'BGGZ'],
    ['s-ggz', 'S', 'SGGZ']
  ],
  triage: [
    ['within-1-hour', '1'],
    ['within-4-hours', '4'],
    ['within-24-hours', '24']
  ],
  plan: [['crisis-plan', '736253002']]
}

/** What a coding means in a matter, as the canonical code; undefined where it says nothing about it. */
export function meaningOf(matter: Matter, { system = '', code = '' }: Coding): string | undefined {
  const column = systemsOf[matter].indexOf(system)
  return column === -1 ? undefined : meanings[matter].find((row) => row[column] === code)?.[0]
}

const crosswalks = ['icpc-1-nl-to-icd-10', 'icpc-1-nl-to-snomed-ct', 'icpc-1-nl-to-dsm5-chapter'].map((name) => {
  const file = join(root, 'mappings', 'shared', `${name}.json`)
  return JSON.parse(readFileSync(file, 'utf8')) as ConceptMap
})

/** `system|code` of everything that a crosswalk suggests for a code of ICPC-1-NL. */
export function suggestionsFor(code: string): readonly string[] {
  const groups = crosswalks.flatMap(({ group = [] }) => group)
  return groups.flatMap(({ target: system = '', element }) =>
    element
      .filter((row) => row.code === code)
      .flatMap(({ target = [] }) => target.map((one) => `${system}|${one.code ?? ''}`))
  )
}

/** Every code of ICPC-1-NL that a crosswalk has. */
export function icpcCodes(): readonly string[] {
  const elements = crosswalks.flatMap(({ group = [] }) => group.flatMap(({ element }) => element))
  return [...new Set(elements.flatMap(({ code }) => code ?? []))].sort()
}
