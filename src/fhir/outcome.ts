import type { OperationOutcome } from '@medplum/fhirtypes'
import { catalogue } from './outcome-catalogue.ts'
import { CodeSystem, ExtensionUrl } from './systems.ts'

/** A stable error or warning code of the catalogue; `docs/outcomes.md` lists them all. */
export type OutcomeCode = keyof typeof catalogue

/** One finding about a message: its code, where it is in the sender's own shape, and the words to fill in. */
export interface Issue {
  readonly code: OutcomeCode
  /** FHIRPath into the message as the sender wrote it. */
  readonly expression?: string
  /** Values for the `{placeholders}` of the catalogue's text; `<name>Nl` is the Dutch one. Never patient data. */
  readonly words: Readonly<Record<string, string>>
  /** The rule that was broken, where a definition states it. */
  readonly rule?: BrokenRule
}

/** A rule of a definition. */
export interface BrokenRule {
  /** Canonical of the StructureDefinition or ValueSet, with `|version` where it has one. */
  readonly canonical: string
  /** Id of the element (`ServiceRequest.subject`, `Patient.identifier:bsn`) or key of the invariant (`per-1`). */
  readonly id: string
}

/** The languages that texts exist in. */
export type Language = 'en' | 'nl'

/**
 * Makes an issue of the catalogue.
 *
 * @param at - FHIRPath into the sender's message, where the issue is about a place in it.
 */
export function issue(code: OutcomeCode, words: Readonly<Record<string, string>> = {}, at?: string): Issue {
  return at === undefined ? { code, words } : { code, words, expression: at }
}

/** Whether an issue refuses, and does not only tell or advise. */
export function isError({ code }: Issue): boolean {
  const { severity } = catalogue[code]
  return severity === 'error' || severity === 'fatal'
}

/** The HTTP status of an answer that carries these issues: that of the first one. */
export function statusOf(issues: readonly Issue[]): number {
  const first = issues[0]
  return first === undefined ? 500 : catalogue[first.code].status
}

/**
 * Issues as the FHIR resource that says them, each with the rule that was broken where a definition states it.
 *
 * Source: https://hl7.org/fhir/R4/operationoutcome.html
 */
export function operationOutcome(issues: readonly Issue[], language: Language = 'en'): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ code, expression, words, rule }) => {
      const entry = catalogue[code]
      return {
        ...(rule === undefined
          ? {}
          : { extension: [{ url: ExtensionUrl.rule, valueCanonical: `${rule.canonical}#${rule.id}` }] }),
        severity: entry.severity,
        code: entry.type,
        details: { coding: [{ system: CodeSystem.outcome, code }], text: fill(entry[language], words, language) },
        diagnostics: fill(entry.fix, words, 'en'),
        ...(expression === undefined ? {} : { expression: [expression] })
      }
    })
  }
}

function fill(text: string, words: Issue['words'], language: Language): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    return (language === 'nl' ? words[`${name}Nl`] : undefined) ?? words[name] ?? ''
  })
}
