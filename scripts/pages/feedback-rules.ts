import type { StructureDefinition } from '@medplum/fhirtypes'
import { code, codes, table } from '../markdown.ts'
import { dutchTitle } from './own-definitions.ts'
import { codesOrNone, rulesOf, statedBy, whereOf, wordsOf, type OwnRule } from './profile-rules.ts'

/** Whether a profile is that of one kind of feedback. */
export function isOfKind({ id = '' }: StructureDefinition): boolean {
  return id.startsWith('feedback-')
}

/** What makes feedback of each kind complete: what kinds share, what each asks, and where each rule comes from. */
export function feedbackPart(profiles: readonly StructureDefinition[]): string {
  const kinds = profiles.filter(isOfKind)
  const sources = sourcesOf(kinds)
  return [
    `## Feedback by kind`,
    `Each kind has a profile on top of \`feedback\`, whose rules hold for all. Nothing that a kind asks refuses its message: it
is delivered, what is missing is told as \`feedback-incomplete\`, and the duty stays open for it. The code that a duty keeps of
a rule is its key without the name of the kind, or without \`feedback-\`.`,
    `A rule about a section is asked only of a sender that sends a Composition; of text or a PDF no rule knows what it holds.
A section counts at any depth, marked by its code, where it has text, entries or sections, or an \`emptyReason\`.`,
    overview(kinds),
    `Rules that several kinds share:`,
    shared(kinds),
    `Rules of one kind; the numbers are those of the sources below:`,
    own(kinds, sources),
    sources.map((source, index) => `${index + 1}. ${source}.`).join('\n')
  ].join('\n\n')
}

function overview(kinds: readonly StructureDefinition[]): string {
  const rows = kinds.map((profile) => {
    const { common, alone } = split(profile)
    const [all, only] = [common, alone].map((rules) => codesOrNone(rules.map((rule) => codeOf(profile, rule))))
    return [code(kindOf(profile)), dutchTitle(profile).replace(/^Terugkoppeling: /, ''), all ?? '', only ?? '']
  })
  return table(['Kind', 'Title (nl)', 'Shared rules', 'Rules of its own'], rows)
}

function shared(kinds: readonly StructureDefinition[]): string {
  const by = statedBy(kinds)
  const first = new Map(kinds.flatMap((profile) => split(profile).common).map((rule) => [rule.constraint.key, rule]))
  const rows = [...first.values()].map((rule) => {
    const { constraint } = rule
    const without = kinds.map(({ id = '' }) => id).filter((id) => by.get(constraint.key)?.includes(id) === false)
    const asked = without.length === 0 ? 'all' : `all but ${codes(without.map((id) => id.replace('feedback-', '')))}`
    return [code(constraint.key), wordsOf(constraint), whereOf(rule), asked, constraint.requirements ?? '']
  })
  return table(['Rule', 'What', 'Where', 'Asked of', 'Source'], rows)
}

function own(kinds: readonly StructureDefinition[], sources: readonly string[]): string {
  const rows = kinds.flatMap((profile) =>
    split(profile).alone.map((rule) => {
      const { key, requirements = '' } = rule.constraint
      return [code(key), wordsOf(rule.constraint), whereOf(rule), String(sources.indexOf(requirements) + 1)]
    })
  )
  return table(['Rule', 'What', 'Where', 'Source'], rows)
}

function sourcesOf(kinds: readonly StructureDefinition[]): readonly string[] {
  return [
    ...new Set(kinds.flatMap((profile) => split(profile).alone.map(({ constraint }) => constraint.requirements ?? '')))
  ]
}

function split(profile: StructureDefinition): {
  readonly common: readonly OwnRule[]
  readonly alone: readonly OwnRule[]
} {
  const rules = rulesOf(profile)
  const isShared = ({ constraint: { key } }: OwnRule): boolean => key.startsWith('feedback-')
  return { common: rules.filter(isShared), alone: rules.filter((rule) => !isShared(rule)) }
}

function kindOf({ id = '' }: StructureDefinition): string {
  return id.replace(/^feedback-/, '')
}

function codeOf(profile: StructureDefinition, { constraint: { key } }: OwnRule): string {
  const kind = kindOf(profile)
  return key.startsWith(`${kind}-`) ? key.slice(kind.length + 1) : key.replace(/^feedback-/, '')
}
