import type { CodeableConcept, CompositionSection, Narrative } from '@medplum/fhirtypes'

/** Plain text as FHIR narrative. */
export function narrative(text: string): Narrative {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${escaped}</p></div>` }
}

/** A code with its words. */
export function concept(system: string, code: string, display: string): CodeableConcept {
  return { coding: [{ system, code, display }] }
}

/** A section of a letter: its title, its code and its text. */
export function section(title: string, code: CodeableConcept, text: string): CompositionSection {
  return { title, code, text: narrative(text) }
}

/** A day of an ask, or today. Days are `YYYY-MM-DD`. */
export function dayOf(asked: unknown): string {
  return typeof asked === 'string' ? asked : new Date().toISOString().slice(0, 10)
}

/** Text of an ask, or what stands for it. */
export function textOf(asked: unknown, otherwise: string): string {
  return typeof asked === 'string' ? asked : otherwise
}

/** An object within an ask; empty where there is none. */
export function partOf(asked: unknown): Readonly<Record<string, unknown>> {
  return typeof asked === 'object' && asked !== null ? (asked as Readonly<Record<string, unknown>>) : {}
}
