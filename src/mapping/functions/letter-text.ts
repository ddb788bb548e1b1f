import type { Composition, CompositionSection, Extension } from '@medplum/fhirtypes'
import { spend } from '../fml/effort.ts'
import { narrativeText } from './narrative-text.ts'

/**
 * A letter as plain text, with every word that a reader of the Composition would see, in its order.
 *
 * Title, narrative, and each section with its heading, narrative, subsections and why it is empty. Text in extensions
 * (Nictiz writes a section's text so) and the names of a section's entries are added where its narrative lacks them.
 */
export function letterText(composition: Composition): string {
  const parts = [composition.title, narrativeText(composition.text?.div ?? '')]
  const effort = { left: SEARCHED_MAX }
  for (const section of composition.section ?? []) addSection(section, parts, effort)
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/**
 * Comparisons of characters that finding the texts which the narrative says already may cost at worst, in a whole letter:
 * half a second, and a hundred times what a letter needs. Beyond it a text is printed twice, which loses nothing, and a
 * hostile letter does not hold up the gateway.
 */
const SEARCHED_MAX = 500_000_000

/** Comparisons of characters in the time that a map looks at one element: a message may bring many such letters. */
const COMPARISONS = 2_000

interface Effort {
  left: number
}

function addSection(section: CompositionSection, parts: string[], effort: Effort): void {
  const narrative = narrativeText(section.text?.div ?? '')
  const { emptyReason } = section
  const beside = [
    ...(section.extension ?? []).flatMap(textsIn),
    ...(section.entry ?? []).map(({ display }) => display ?? ''),
    emptyReason?.text ?? emptyReason?.coding?.[0]?.display ?? ''
  ]
  const said = asWords(narrative)
  const isSaid = (text: string): boolean => {
    const comparisons = said.length * text.length
    effort.left -= comparisons
    if (effort.left > 0) spend(comparisons / COMPARISONS)
    return effort.left > 0 && said.includes(asWords(text))
  }
  const unsaid = beside.filter((text) => text.trim() !== '' && !isSaid(text))
  parts.push([headingOf(section), narrative, ...unsaid].filter((part) => part !== '').join('\n'))
  for (const child of section.section ?? []) addSection(child, parts, effort)
}

function headingOf({ title, code }: CompositionSection): string {
  return title ?? code?.text ?? code?.coding?.find(({ display }) => display !== undefined)?.display ?? ''
}

function textsIn({ valueString, valueMarkdown, extension }: Extension): readonly string[] {
  return [valueString ?? valueMarkdown ?? '', ...(extension ?? []).flatMap(textsIn)]
}

/** Text without its layout, to find one text in another. */
function asWords(text: string): string {
  return ` ${text.split(/\s+/).filter(Boolean).join(' ')} `
}
