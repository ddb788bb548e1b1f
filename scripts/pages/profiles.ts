import type { CodeSystem, ElementDefinition, StructureDefinition, ValueSet } from '@medplum/fhirtypes'
import { code, codes, page, table } from '../markdown.ts'
import { feedbackPart, isOfKind } from './feedback-rules.ts'
import { dutchTitle, ownDefinitions, shownCanonical } from './own-definitions.ts'
import { elementsPart } from './profile-elements.ts'
import { rulesOf, rulesPart, sectionCodes } from './profile-rules.ts'
import { referralContentPart } from './referral-content.ts'

/** What the gateway's own profiles ask of what travels, and the codes that they name. */
export function profilesPage(root: string): string {
  const { profiles, extensions, codeSystems, valueSets } = ownDefinitions(root)
  const sections = codeSystems.filter(({ id }) => id === 'report-section')
  return page('Profiles', '`profiles/fhir/`, which is built from `profiles/*.fsh`', [
    INTRODUCTION,
    `## All profiles`,
    table(
      ['Profile', 'Type', 'Base', 'What for', 'Title', 'Title (nl)'],
      profiles.map((one) => [
        code(one.id ?? ''),
        one.type,
        baseOf(one),
        one.description ?? '',
        one.title ?? '',
        dutchTitle(one)
      ])
    ),
    referralContentPart(profiles),
    feedbackPart(profiles),
    ...sections.map((one) => sectionsPart(one, profiles)),
    `## Rules by profile`,
    `What each profile adds to its base. An invariant with a place below its element asks for content; \`how often\` is
cardinality; what is listed as used has no rule of its own here and is carried by the maps.`,
    ...profiles.filter((one) => !isOfKind(one)).map(profilePart),
    extensionsPart(extensions),
    codeSystemsPart(codeSystems),
    valueSetsPart(valueSets, codeSystems)
  ])
}

const INTRODUCTION = `A profile says, in FHIR's own form (StructureDefinition), what a resource must have here beside what FHIR R4 asks of
everybody: an element that is not optional, codes out of a list, a sentence that must be true. The gateway has one profile for
each thing in the form in which it keeps everything (\`referral\`, \`feedback\`, \`coordination-task\`), one for each kind of
feedback, and one per resource of each system dialect (\`his-task\`), which holds for what that system sends and for what it is
sent.

They are written in FHIR Shorthand (\`profiles/*.fsh\`), built with SUSHI into \`profiles/fhir/*.json\` with snapshots
(\`npm run profiles\` in \`test/conformance/\`), and checked in. The gateway compiles the snapshots when it needs them. A canonical
is \`https://ggz-gateway.example/fhir/StructureDefinition/\` with the id of the profile behind it.

An \`error\` refuses a message with \`required-missing\` or the code of the broken rule ([outcomes](outcomes.md)), at the sender's
own field. A \`warning\` refuses nothing: of feedback it is what is still owed, of anything else it is advice that \`$validate\`
gives.

Where to look: [what a referral tells](#what-a-referral-tells-and-where), [what makes feedback complete](#feedback-by-kind),
[sections of letters](#sections-of-feedback), [the rules of each profile](#rules-by-profile), and at the end
[extensions](#extensions), [code systems](#code-systems) and [value sets](#value-sets).`

function profilePart(profile: StructureDefinition): string {
  const parts = [`### ${profile.id ?? ''}`, `${profile.title ?? ''}. ${profile.description ?? ''}`]
  return [...parts, rulesPart(profile), elementsPart(profile)].filter((part) => part !== '').join('\n\n')
}

function baseOf({ baseDefinition = '' }: StructureDefinition): string {
  return shownCanonical(baseDefinition)
}

function sectionsPart(
  { url = '', description = '', concept = [] }: CodeSystem,
  profiles: readonly StructureDefinition[]
): string {
  const rows = concept.map(({ code: section, display = '', designation = [], property = [] }) => [
    code(section),
    display,
    designation.find(({ language }) => language === 'nl')?.value ?? '',
    codes(property.map(({ valueCoding }) => `${valueCoding?.system ?? ''}|${valueCoding?.code ?? ''}`)),
    codes(askedBy(section, profiles))
  ])
  const head = ['Section', 'Name', 'Name (nl)', 'Same as', 'Asked by']
  return `## Sections of feedback\n\n${description}\n\nCode system ${code(url)}.\n\n${table(head, rows)}`
}

function askedBy(section: string, profiles: readonly StructureDefinition[]): readonly string[] {
  const asking = profiles.filter((profile) =>
    rulesOf(profile).some(({ constraint }) => sectionCodes(constraint.expression ?? '').includes(section))
  )
  return asking.map(({ id = '' }) => id)
}

function extensionsPart(extensions: readonly StructureDefinition[]): string {
  const rows = extensions.map((one) => [
    code(one.id ?? ''),
    codes((one.context ?? []).map(({ expression }) => expression)),
    partsOf(one),
    one.description ?? '',
    `${one.title ?? ''} (${dutchTitle(one)})`
  ])
  return `## Extensions\n\n${table(['Extension', 'On', 'Value', 'What for', 'Title'], rows)}`
}

/** The value of an extension, or its parts, each with how often and of what type. */
function partsOf({ snapshot }: StructureDefinition): string {
  const elements = snapshot?.element ?? []
  const value = elements.find(({ id }) => id === 'Extension.value[x]')
  if (value?.max !== '0') return typesOf(value)
  const parts = elements.filter(({ id = '' }) => /^Extension\.extension:[^.]+$/.test(id))
  const shown = parts.map(({ id = '', sliceName = '', min = 0, max = '*' }) => {
    return `${code(sliceName)} ${min}..${max} ${typesOf(elements.find((one) => one.id === `${id}.value[x]`))}`
  })
  return shown.join(', ')
}

/** The types of a value; one that nothing is said of may be of any of the fifty. */
function typesOf(value: ElementDefinition | undefined): string {
  const types = (value?.type ?? []).map((type) => type.code)
  return types.length > TYPES_SHOWN ? 'any type' : codes(types)
}

const TYPES_SHOWN = 10

function codeSystemsPart(codeSystems: readonly CodeSystem[]): string {
  const rows = codeSystems.map((one) => {
    const { id = '', concept, title = '', description = '' } = one
    return [
      code(id),
      concept === undefined ? 'elsewhere' : String(concept.length),
      `${title} (${dutchTitle(one)})`,
      description
    ]
  })
  const head = ['Code system', 'Codes', 'Title', 'What for']
  return `## Code systems\n\nEach is \`https://ggz-gateway.example/fhir/CodeSystem/\` with its id behind it.\n\n${table(head, rows)}`
}

function valueSetsPart(valueSets: readonly ValueSet[], codeSystems: readonly CodeSystem[]): string {
  const rows = valueSets.map((one) => {
    const { id = '', title = '', description = '', compose } = one
    const counts = (compose?.include ?? []).map(({ system, concept }) => {
      const whole = codeSystems.find(({ url }) => url === system)?.concept
      return concept?.length ?? whole?.length
    })
    const known = counts.filter((count) => count !== undefined)
    const sum = known.reduce((all, each) => all + each, 0)
    const count = known.length === counts.length ? String(sum) : 'not at hand'
    return [code(id), count, `${title} (${dutchTitle(one)})`, description]
  })
  const head = ['Value set', 'Codes', 'Title', 'What for']
  return `## Value sets\n\nEach is \`https://ggz-gateway.example/fhir/ValueSet/\` with its id behind it.\n\n${table(head, rows)}`
}
