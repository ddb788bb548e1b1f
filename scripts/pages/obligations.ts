import { isDeepStrictEqual } from 'node:util'
import { join } from 'node:path'
import type { Agreement, ObligationRule } from '../../src/obligations/agreement.ts'
import { regionalQuestions } from '../../src/obligations/agreements/arrangements.ts'
import { BASE_AGREEMENT } from '../../src/obligations/agreements/catalogue.ts'
import { loadAgreements, type Agreements } from '../../src/obligations/agreements/load-agreements.ts'
import { fileOf, versionKey } from '../../src/obligations/agreements/version.ts'
import { whatIfEffects } from '../../src/obligations/what-if.ts'
import { code, codes, page, table } from '../markdown.ts'
import { rulePart, watchedTable } from './obligation-rule.ts'

/** Every rule of every agreement in the folder, with the words of its source, and what each agreement leaves open. */
export async function obligationsPage(root: string): Promise<string> {
  const loaded = await loadAgreements(join(root, 'profiles', 'agreements'))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const { agreements } = loaded
  const versions = Array.from(agreements)
    .filter(([key, agreement]) => key === versionKey(agreement))
    .map(([, agreement]) => agreement)
    .sort((one, other) => (inOrder(one) < inOrder(other) ? -1 : 1))
  const earlier = versions.filter((agreement) => agreements.get(agreement.id) !== agreement)
  return page('Obligations', '`profiles/agreements/*.json`', [
    ...introduction,
    ...(earlier.length === 0 ? [] : [earlierPart(earlier)]),
    ...versions.filter((one) => !earlier.includes(one)).map((agreement) => agreementPart(agreement, agreements))
  ])
}

/** An agreement before those whose names begin like its own, because they refine it. */
function inOrder({ id, version }: Agreement): string {
  return `${id} ${version}`
}

const introduction = [
  `An agreement says which feedback is owed, by whom, to whom, and when. It is data: another region is another file. Which one
holds is decided once, at receipt of a referral, and recorded with its version. \`strength\` is the word of the source (\`must\`,
\`should\`, \`monitor\`). Of each term it is said whether it stands in a source or is the agreement’s own default; none of these
defaults is law. The first term whose event is known decides, so news can move the due day and silence cannot. Under
\`nl-national\` days are working days, and the Dutch national holidays are computed. A code that stands in two rules is owed for
either event. \`poh\` is the mailbox of the GP’s practice, \`hap\` the out-of-hours post of its region.`,
  `Each version is also shown as FHIR: \`GET /fhir/PlanDefinition/{id}\` is the one in force,
\`GET /fhir/PlanDefinition/{id}.{version}\` an earlier one, and \`GET /fhir/PlanDefinition?url=…&version=…\` finds either. What
FHIR has no element for stands in the extension \`agreement-terms\`, with the names of the file.`,
  `## Changing an agreement

1. Write the new version: \`<id>.json\` with a new \`version\`; keep the old file as \`<id>@<version>.json\`, because duties
   are judged by the version under which they were opened.
2. Ask what it would do before it is put in place: \`npm run -s agreement -- diff new.json\` (\`--json\` for machines), or
   \`POST /fhir/PlanDefinition/$what-if\`. Of each open duty that would change it says ${codes(whatIfEffects)}.
3. Start every gateway with both files, all of them before the next step: one that lacks a version cannot judge what was opened
   or moved under it. New referrals are under the new version from then on; what is open is not.
4. Put it in force for what is open: \`POST /fhir/PlanDefinition/<id>/$enforce\` with the reason, or, while no gateway runs on
   SQLite, \`npm run -s agreement -- enforce <id> --reason "..."\`. It is recorded in each referral as \`agreement.changed\` with
   the reason and who did it, and in the audit; what is met or ended keeps its version, and reports about days before it
   do not change. It may be broken off and asked again at any moment.`
]

function earlierPart(earlier: readonly Agreement[]): string {
  const files = earlier.map(({ id, version }) => code(`${id}@${version}.json`)).join(', ')
  return `Earlier versions, by which duties that were opened under them are judged: ${files} in \`profiles/agreements/\`.`
}

function agreementPart(agreement: Agreement, all: Agreements): string {
  const { id, version, title, source, refines } = agreement
  const base = refines === undefined ? undefined : all.get(refines)
  const own = agreement.obligations.filter(
    (rule) => !(base?.obligations ?? []).some((one) => isDeepStrictEqual(one, rule))
  )
  const head = [`## ${code(id)} ${version}`, `${title.en} (${title.nl}). ${source}`, aboutTable(agreement, all)]
  const taken = base === undefined ? [] : [takenOver(base, agreement, own.length)]
  const told = own.filter((rule) => !isOnlyWatchedNow(rule, base))
  const rest = [...rulesParts(told), ...unseenPart(agreement, base), ...arrangementsPart(agreement, base)]
  return [...head, ...taken, ...watchedNow(own.filter((rule) => !told.includes(rule))), ...rest].join('\n\n')
}

function aboutTable(agreement: Agreement, all: Agreements): string {
  const { refines, ages, otherAges, consent = 'presumed' } = agreement
  const rows = [
    ['File', code(`profiles/agreements/${fileOf(all, agreement)}`)],
    ['Refines', code(refines ?? '')],
    ['Holds for', whom(agreement)],
    ['Ages', ages === undefined ? 'all' : agesText(ages)],
    ['Other ages', code(otherAges ?? '')],
    [
      'Consent',
      consent === 'presumed' ? 'presumed; an objection stops content' : 'must be recorded before content leaves'
    ]
  ]
  return table(
    ['', ''],
    rows.filter(([, text]) => text !== '')
  )
}

function whom({ id, holdsFor }: Agreement): string {
  if (id === BASE_AGREEMENT) return 'all for whom no other does'
  if (holdsFor === undefined) return 'those for whom the directory or another agreement names it'
  if ('region' in holdsFor) return `performers of the region ${code(holdsFor.region)}`
  const [requester, performer] = holdsFor.pair
  return `referrals of ${code(requester)} to ${code(performer)}`
}

function agesText({ from, below }: NonNullable<Agreement['ages']>): string {
  const parts = [...(from === undefined ? [] : [`from ${from}`]), ...(below === undefined ? [] : [`below ${below}`])]
  return parts.join(', ') || 'all'
}

function takenOver(base: Agreement, { obligations }: Agreement, own: number): string {
  const left = base.obligations.filter((rule) => !obligations.some((one) => isSame(one, rule)))
  const without = left.length === 0 ? '' : ` Left out: ${codes(left.map((rule) => rule.code))}.`
  const rest = obligations.length - own
  return `${rest} rules are as in ${code(versionKey(base))}; the others are told here.${without}`
}

/** Whether a rule differs from the base's in that nobody is reminded, and in nothing else. */
function isOnlyWatchedNow(rule: ObligationRule, base: Agreement | undefined): boolean {
  return (
    !rule.enforced && base?.obligations.some((one) => isDeepStrictEqual({ ...one, enforced: false }, rule)) === true
  )
}

function watchedNow(rules: readonly ObligationRule[]): readonly string[] {
  if (rules.length === 0) return []
  const names = rules.map((rule) => `${code(rule.code)} on ${code(rule.opensOn)}`)
  return ['### Only watched here', `As in the agreement that it refines, but nobody is reminded: ${names.join(', ')}.`]
}

function isSame(one: ObligationRule, other: ObligationRule): boolean {
  return one.code === other.code && one.opensOn === other.opensOn
}

function rulesParts(rules: readonly ObligationRule[]): readonly string[] {
  const [enforced, watched] = [rules.filter((rule) => rule.enforced), rules.filter((rule) => !rule.enforced)]
  return [
    ...(enforced.length === 0 ? [] : ['### Owed', ...enforced.map(rulePart)]),
    ...(watched.length === 0 ? [] : ['### Only watched', 'Reported, and nobody is reminded.', watchedTable(watched)])
  ]
}

function unseenPart({ unseen = [] }: Agreement, base: Agreement | undefined): readonly string[] {
  const own = unseen.filter((row) => !(base?.unseen ?? []).some((one) => isDeepStrictEqual(one, row)))
  if (own.length === 0) return []
  const rows = own.map(({ catalogue, title, reason }) => [code(catalogue), `${title.en} (${title.nl})`, reason])
  return ['### What a gateway cannot see', table(['Catalogue', 'What', 'Why'], rows)]
}

/** By no date: this page does not change by itself, and what has run out is told by the PlanDefinition. */
function arrangementsPart({ arrangements = [] }: Agreement, base: Agreement | undefined): readonly string[] {
  if (base !== undefined && isDeepStrictEqual(arrangements, base.arrangements ?? [])) {
    return ['### Arrangements', `As in ${code(versionKey(base))}.`]
  }
  const rows = regionalQuestions.map(({ code: name, text, source }) => {
    const answers = arrangements.filter(({ question }) => question === name)
    const told = answers.map(({ answer, responsible, contact, validUntil }) => {
      return `${answer.en} (${answer.nl}); ${responsible}, ${contact}; until ${validUntil}`
    })
    return [code(name), `${text.en} (${text.nl})`, told.join('; ') || '**unanswered**', source]
  })
  const open = rows.filter(([, , answer]) => answer === '**unanswered**').length
  return [
    '### Arrangements',
    `What the national agreements leave to the region: ${open} of ${rows.length} questions are unanswered. An answer counts until
its day; the PlanDefinition tells in \`open-question\` what nobody answered and what has run out.`,
    table(['Question', 'What', 'Answer', 'Raised in'], rows)
  ]
}
