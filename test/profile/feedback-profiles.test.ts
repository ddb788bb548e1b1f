import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeSystem, ElementDefinitionConstraint, StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { CANONICAL, CodeSystem as Systems } from '../../src/fhir/systems.ts'
import { feedbackKinds } from '../../src/obligations/feedback-kinds.ts'
import { requiredContent } from '../../src/profile/compile/required-content.ts'
import { translated } from '../../src/profile/compile/translated.ts'
import { compileInvariant } from '../../src/profile/invariants/compile-invariant.ts'
import { exampleOf, readMutations, type Example } from './mutation.ts'

const folder = join(import.meta.dirname, '..', '..', 'profiles', 'fhir')
const kinds = Object.keys(feedbackKinds)
const ofContent = ['crisis-plan', 'crisis-plan-care-plan', 'crisis-plan-consent', 'yearly-report', 'intake-report']
const profiles = ['feedback', ...kinds.map((kind) => `feedback-${kind}`), ...ofContent]
const mutations = new Map(readMutations().map((one) => [one.profile, one]))

/** What all kinds ask: refused without, and told as missing. */
const refusing = ['given', 'kind', 'patient']
const common = [...refusing, 'author', 'content', 'letter', 'spoken-with', 'spoken-on']
/** What kinds about a referral, a day, and something that has happened share. */
const shared = ['referral', 'event-date', 'sent-before-event']
const dayOnly = ['event-date', 'sent-before-event']

/** Duties and explanations keep these codes, so none may ever change. */
const codes: Readonly<Record<string, readonly string[]>> = {
  'registration-confirmation': [...shared, 'start-or-wait', 'contact'],
  'status-notice': ['referral', 'event-date', 'care-status', 'start-or-wait', 'responsible', 'bridging-care'],
  'appointment-notice': ['referral', 'event-date', 'appointment'],
  'appearance-confirmation': shared,
  'no-show': [...shared, 'next-step', 'who-acts'],
  'intake-confirmation': [...shared, 'answer', 'diagnosis', 'plan', 'regiebehandelaar', 'medication', 'start'],
  'care-offer': [...shared, 'offer', 'regiebehandelaar', 'responsible'],
  'treatment-start': shared,
  'progress-report': [...shared, 'diagnosis', 'treatment', 'course', 'medication', 'risk', 'regiebehandelaar'],
  'change-notice': [...shared, 'change', 'reason', 'checks'],
  'transfer-notice': [...shared, 'transfer', 'reason', 'contact'],
  'end-report': [...shared, 'reason', 'course', 'diagnosis', 'medication', 'follow-up', 'relapse-plan', 'contact'],
  rejection: [...shared, 'reason', 'alternative', 'patient-informed'],
  'crisis-report': [...shared, 'urgency', 'findings', 'risk', 'measures', 'medication', 'responsible'],
  'crisis-plan': [
    ...shared,
    'current-plan',
    'version',
    'signs',
    'actions',
    'not-to-do',
    'contact',
    'medication',
    'agreements'
  ],
  'no-plan': [...shared, 'reason', 'decided-by'],
  'unreferred-care': [...dayOnly, 'reason', 'treatment-plan'],
  'handover-proposal': [...shared, 'diagnosis', 'medication', 'checks', 'follow-up', 'relapse-plan', 'contact'],
  'information-request': [...shared, 'missing-items'],
  'information-answer': shared,
  'consultation-question': [...dayOnly, 'question', 'consent'],
  'consultation-answer': [...dayOnly, 'answer', 'responsible'],
  'exploratory-advice': dayOnly,
  'professional-summary': shared,
  'instability-notice': dayOnly
}

for (const kind of kinds) {
  test(`the profile of ${kind} is of that kind and asks what duties keep codes of`, (t) => {
    const profile = profileOf(`feedback-${kind}`)
    t.equal(profile.baseDefinition, `${CANONICAL}/StructureDefinition/feedback`)
    const slice = profile.snapshot?.element.find(({ id }) => id === 'Communication.category:kind')
    t.strictSame(slice?.patternCodeableConcept?.coding, [{ code: kind, system: Systems.feedbackKind }])
    const asked = ownInvariants(profile).map(({ key }) => codeOf(key, kind))
    t.strictSame(asked, [...common, ...(codes[kind] ?? [])])
    t.end()
  })
}

for (const id of profiles) {
  const profile = profileOf(id)
  test(`what ${id} asks is said in both languages, with its source, and refuses only what it must`, (t) => {
    const isFeedback = profile.type === 'Communication'
    for (const constraint of ownInvariants(profile)) {
      const { key, human, requirements = '', severity } = constraint
      t.equal(severity, isFeedback && refusing.includes(key.replace('feedback-', '')) ? 'error' : 'warning', key)
      t.not(translated(constraint, 'human') ?? human, human, key)
      t.match(requirements, /product choice|proposal|gathered/i, `${key}: a default does not pose as law`)
      // Only what feedback lacks stays owed; what a plan or report lacks is advice.
      t.equal(requiredContent(constraint) !== undefined, isFeedback, key)
    }
    t.end()
  })

  test(`the example of ${id} breaks no rule, and each rule has a change that breaks it alone`, (t) => {
    const set = mutations.get(id)
    if (set === undefined) throw new Error(`${id} has no mutations`)
    t.strictSame(broken(profile, exampleOf(set)), [])
    // What kinds share is changed for each kind that obeys it; what all share once, in the parent.
    const stated = (profile.differential?.element ?? []).flatMap(({ constraint = [] }) => constraint)
    const rules = new Set(set.mutations.map(({ rule }) => rule))
    const untested = stated.flatMap(({ key }) => (rules.has(key) ? [] : key))
    t.strictSame(untested, [])
    for (const mutation of set.mutations.filter(({ rule }) => !/[A-Z]/.test(rule))) {
      const told = [mutation.rule, ...(mutation.also ?? [])].sort()
      t.strictSame(broken(profile, exampleOf(set, mutation)).sort(), told, mutation.rule)
    }
    t.end()
  })
}

test('every section that a rule asks for has a code, and codings of other systems that mean the same count', (t) => {
  const sections = JSON.parse(readFileSync(join(folder, 'CodeSystem-report-section.json'), 'utf8')) as CodeSystem
  const same = new Map(
    sections.concept?.map(({ code, property = [] }) => [code, property.map(({ valueCoding }) => valueCoding?.code)])
  )
  const rules = profiles.flatMap((id) => ownInvariants(profileOf(id)))
  let asked = 0
  for (const { key, expression = '' } of rules) {
    for (const [, code = ''] of expression.matchAll(/code = '([a-z-]+)' and system = '[^']+\/report-section'/g)) {
      asked += 1
      t.ok(same.has(code), `${key}: ${code}`)
      for (const other of same.get(code) ?? []) t.match(expression, `(code = '${other}' and system`, key)
    }
  }
  t.ok(asked > 50)
  t.end()
})

function profileOf(id: string): StructureDefinition {
  return JSON.parse(readFileSync(join(folder, `StructureDefinition-${id}.json`), 'utf8')) as StructureDefinition
}

/** The code that a duty keeps of a rule of this kind. */
function codeOf(key: string, kind: string): string {
  return key.startsWith('feedback-') ? key.slice('feedback-'.length) : key.slice(kind.length + 1)
}

/** The invariants of the root that the gateway states itself. */
function ownInvariants({ snapshot }: StructureDefinition): readonly ElementDefinitionConstraint[] {
  const all = snapshot?.element[0]?.constraint ?? []
  return all.filter(({ source = '' }) => source.startsWith(CANONICAL))
}

/** Keys of the gateway's invariants that do not hold, of the resource and of the phases of a plan. */
function broken(profile: StructureDefinition, { resource, graph }: Example): string[] {
  const phase = profile.snapshot?.element.find(({ id }) => id === 'Composition.section:phase')
  const sections = resource.resourceType === 'Composition' ? (resource.section ?? []) : []
  const phases = sections.filter(({ code }) => code?.coding?.some((coding) => coding.code === 'phase'))
  const ofPhase = (phase?.constraint ?? []).filter(({ source = '' }) => source.startsWith(CANONICAL))
  const scope = { resource, root: resource, graph, tell: () => undefined }
  const breaks = (value: unknown, at: string, constraint: ElementDefinitionConstraint): boolean =>
    compileInvariant({ constraint, at })?.(value, scope) !== true
  const all = [
    ...ownInvariants(profile).filter((one) => breaks(resource, resource.resourceType, one)),
    ...phases.flatMap((section) => ofPhase.filter((one) => breaks(section, 'Composition.section', one)))
  ]
  return [...new Set(all.map(({ key }) => key))]
}
