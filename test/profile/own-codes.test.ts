import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeSystem, CodeSystemConcept, ConceptMap, ValueSet } from '@medplum/fhirtypes'
import { test } from 'tap'
import { CodeSystem as Systems } from '../../src/fhir/systems.ts'
import { suspensionReasons } from '../../src/obligations/agreement.ts'
import { regionalQuestions } from '../../src/obligations/agreements/arrangements.ts'
import { feedbackKinds } from '../../src/obligations/feedback-kinds.ts'
import { obligationStates } from '../../src/obligations/state.ts'
import { translated } from '../../src/profile/compile/translated.ts'
import { unknownRisk } from '../../src/referral/crisis-flag.ts'
import { referralForms } from '../../src/referral/form.ts'
import { businessStatuses } from '../../src/referral/lifecycle/lifecycle.ts'
import { taskKinds } from '../../src/referral/negotiation/negotiations.ts'
import { disputeReasons } from '../../src/referral/operating/disputing.ts'
import { waiverReasons } from '../../src/referral/operating/waiving.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'profiles', 'fhir')
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const named = (type: string): readonly string[] => readdirSync(folder).filter((name) => name.startsWith(`${type}-`))
const systems = named('CodeSystem').map((name) => read(`profiles/fhir/${name}`) as CodeSystem)
const valueSets = named('ValueSet').map((name) => read(`profiles/fhir/${name}`) as ValueSet)

function codesOf(id: string): readonly string[] {
  const system = systems.find((one) => one.id === id)
  return (system?.concept ?? []).map(({ code }) => code).sort()
}

function fileOf(path: string): { readonly obligations: readonly { readonly code: string }[] } {
  return read(path) as { readonly obligations: readonly { readonly code: string }[] }
}

/** The codes that the code itself knows, by the id of their CodeSystem. */
const known: Readonly<Record<string, readonly string[]>> = {
  'feedback-kind': Object.keys(feedbackKinds),
  'obligation-state': obligationStates,
  'obligation-part': ['debtor', 'creditor'],
  'obligation-party': ['performer', 'requester', 'gp', 'poh', 'hap'],
  'referral-business-status': [...businessStatuses.keys()],
  'referral-form': referralForms,
  'task-kind': taskKinds,
  'suspension-reason': suspensionReasons,
  'waiver-reason': waiverReasons,
  'dispute-reason': disputeReasons,
  'regional-question': regionalQuestions.map(({ code }) => code),
  obligation: [...new Set(fileOf('profiles/agreements/lga.json').obligations.map(({ code }) => code))],
  'participant-role': rolesOfTheDirectory()
}

for (const [id, codes] of Object.entries(known)) {
  test(`the code system ${id} and the code know the same codes`, (t) => {
    t.strictSame(codesOf(id), [...codes].sort())
    t.end()
  })
}

test('each risk of the code system is known, and no other', (t) => {
  const asked = (code: string): boolean => {
    const coding = [{ system: Systems.risk, code }]
    return unknownRisk({ resourceType: 'Flag', status: 'active', subject: {}, code: { coding } }, 'Flag') === undefined
  }
  t.strictSame(
    codesOf('risk').filter((code) => !asked(code)),
    []
  )
  t.notOk(asked('crisis'))
  t.end()
})

test('each code system that the code names has a definition', (t) => {
  const defined = new Set(systems.map(({ url }) => url))
  const own = Object.values(Systems).filter((url) => url.includes('ggz-gateway'))
  t.strictSame(
    own.filter((url) => !defined.has(url)),
    []
  )
  t.end()
})

test('whatever code of ours a ConceptMap names is defined, and what a dialect says has a translation', (t) => {
  const told = new Map<string, Set<string>>()
  for (const [system, code] of conceptMaps().flatMap(codesIn)) {
    told.set(system, (told.get(system) ?? new Set()).add(code))
  }
  for (const { id = '', url = '' } of systems) {
    const codes = told.get(url)
    if (codes === undefined) continue
    const defined = codesOf(id)
    t.strictSame(
      [...codes].filter((code) => !defined.includes(code)),
      [],
      `${id}: named and not defined`
    )
    t.strictSame(
      defined.filter((code) => !codes.has(code)),
      [],
      `${id}: defined and never named`
    )
  }
  t.end()
})

test('every definition of codes has its title, and every code its words, in Dutch', (t) => {
  for (const one of [...systems, ...valueSets]) t.ok(translated(one, 'title'), `${one.resourceType} ${one.id}`)
  for (const { id = '', concept = [] } of systems) {
    t.strictSame(
      concept.filter((one) => !isDutch(one)).map(({ code }) => code),
      [],
      id
    )
  }
  t.end()
})

function isDutch({ display, designation = [] }: CodeSystemConcept): boolean {
  return display !== undefined && designation.some(({ language, value }) => language === 'nl' && value !== '')
}

function conceptMaps(): readonly ConceptMap[] {
  return ['his', 'gb-ggz', 's-ggz', 'shared'].flatMap((dialect) => {
    const names = readdirSync(join(root, 'mappings', dialect)).filter((name) => name.endsWith('.json'))
    return names
      .filter((name) => name !== 'dialect.json')
      .map((name) => read(`mappings/${dialect}/${name}`) as ConceptMap)
  })
}

function codesIn({ group = [] }: ConceptMap): readonly (readonly [string, string])[] {
  return group.flatMap(({ source = '', target = '', element = [] }) =>
    element.flatMap((one) => [
      [source, one.code ?? ''] as const,
      ...(one.target ?? []).map(({ code }) => [target, code ?? ''] as const)
    ])
  )
}

function rolesOfTheDirectory(): readonly string[] {
  const text = readFileSync(join(root, 'src', 'directory', 'directory.schema.json'), 'utf8')
  const [, list = ''] = /"role": \{ "enum": \[([^\]]*)\]/.exec(text) ?? []
  return [...list.matchAll(/"([a-z-]+)"/g)].map(([, role]) => role ?? '')
}
