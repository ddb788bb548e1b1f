import { randomUUID } from 'node:crypto'
import type { Bundle, BundleEntry, Communication, Resource, Task } from '@medplum/fhirtypes'
import { reportMessage } from '../samples/intake-report.ts'
import { referralMessage } from '../samples/referral-letter.ts'

/** The organisations of the test directory, as messages name them. */
export const linde = { ura: '90000101', name: 'Huisartsenpraktijk De Linde' }
export const plein = { ura: '90000102', name: 'Huisartsenpraktijk Het Plein' }
export const parkzicht = { ura: '90000301', name: 'GGZ Parkzicht' }
export const zuiderlicht = { ura: '90000302', name: 'GGZ Zuiderlicht' }

/** Invented patients; the BSNs are test numbers. */
export const patients = [
  { bsn: '999999151', given: 'Fenna', family: 'Oosterhuis', birthDate: '1991-02-17', gender: 'female' },
  { bsn: '999911120', given: 'Joris', family: 'van Wezel', birthDate: '1979-11-05', gender: 'male' },
  { bsn: '172642863', given: 'Ilse', family: 'Terpstra', birthDate: '2001-07-23', gender: 'female' }
] as const

/** A letter with what breaks carriers of text: entities, quotes, accents, an emoji, a line break. */
const words = {
  reason:
    'Paniekaanvallen sinds de bevalling, nu drie per week; durft niet meer met de trein. Zegt: “ik ben bang dat ik doodga”. PHQ-9 = 14, GAD-7 > 15 & stijgend.\nGeen suïcidale gedachten; wél piekeren ’s nachts.',
  treatment:
    'Vijf gesprekken bij de POH-GGZ, ademhalingsoefeningen; citalopram 20 mg gaf hartkloppingen en is gestopt.',
  question: 'Graag diagnostiek en behandeling <zo mogelijk met EMDR>. Wat raadt u aan zolang zij wacht?',
  other: 'Moeder past één dag per week op. Werkt als lasser; is bang haar baan te verliezen. Spreekt ook Fries. 🚲'
} as const

/** Words that stand in no other text than a letter or a name here: none of them may be in a log. */
export const secrets: readonly string[] = [
  ...patients.flatMap(({ bsn, given, family }) => [bsn, given, family]),
  ...['Paniekaanvallen', 'citalopram', 'EMDR', 'lasser', 'Blootstelling', 'Regiebehandelaar', 'agorafobie']
]

/** What a test wants different in a referral. */
export interface Wish {
  /** Which patient: its index in `patients`, taken round. */
  readonly patient?: number
  readonly to?: { readonly ura: string; readonly name: string }
  readonly from?: { readonly ura: string; readonly name: string }
  readonly messageId?: string
  readonly urgency?: 'routine' | 'urgent' | 'stat'
  readonly authoredOn?: string
  /** Put before the letter's reason, so that letters differ. */
  readonly mark?: string
}

/** A referral graph as a HIS posts it. */
export function referral(wish: Wish = {}): Bundle {
  const { patient = 0, to = parkzicht, from = linde, mark = '' } = wish
  return referralMessage(from, {
    patient: patients[patient % patients.length],
    complaint: { code: 'P74', display: 'Angststoornis/angsttoestand' },
    letter: { ...words, reason: `${mark}${words.reason}` },
    authoredOn: wish.authoredOn ?? '2026-03-02',
    performerUra: to.ura,
    performerName: to.name,
    urgency: wish.urgency ?? 'routine',
    messageId: wish.messageId ?? `urn:uuid:${randomUUID()}`
  })
}

/** Texts of a report after intake, by rubric, in the institution’s own words. */
export const findings = {
  answer: 'Ja, gespecialiseerde zorg is aangewezen; u hoeft niets bij te stellen zolang zij wacht.',
  diagnosis: 'Paniekstoornis met agorafobie (DSM-5), matig ernstig; “postpartum” begin.',
  'treatment-plan': 'Blootstelling in stappen & interoceptieve oefeningen, twaalf zittingen; daarna evaluatie.',
  regiebehandelaar: 'Dhr. dr. P. Hofstra, gz-psycholoog (Regiebehandelaar).',
  medication: 'Geen; < 10 mg propranolol zo nodig door de huisarts is akkoord.',
  'start-or-wait': 'Start over vier weken; tot dan belt onze verpleegkundige éénmaal per week.'
} as const

/** A report after intake as the institution posts it; `without` leaves rubrics out. */
export function report(
  task: Task,
  { on = '2026-03-16', without = [] }: { readonly on?: string; readonly without?: readonly string[] } = {}
): Bundle {
  return reportMessage(parkzicht, task, { on, sent: `${on}T10:00:00Z`, without, text: findings }).bundle
}

/** The same report as one Communication that contains its letter, for a post on its own. */
export function reportAlone(task: Task, on = '2026-03-16'): Communication {
  const [communication, letter] = (report(task, { on }).entry ?? []).map(({ resource }) => resource)
  if (communication?.resourceType !== 'Communication' || letter?.resourceType !== 'Composition') {
    throw new Error('a report is a Communication and a Composition')
  }
  return {
    ...communication,
    contained: [{ ...letter, id: 'letter' }],
    payload: [{ contentReference: { reference: '#letter' } }]
  }
}

/** A copy of a Bundle in which the first resource of a type is what `change` makes of it; undefined takes it out. */
export function changed<T extends Resource['resourceType']>(
  bundle: Bundle,
  type: T,
  change: (resource: Extract<Resource, { resourceType: T }>) => unknown
): Bundle {
  const copy = structuredClone(bundle)
  const entries = copy.entry ?? []
  const index = entries.findIndex(({ resource }) => resource?.resourceType === type)
  const entry = entries[index]
  if (entry?.resource === undefined) throw new Error(`no ${type} in the Bundle`)
  // Found by its type just above; what becomes of it may well be no FHIR at all.
  const made = change(entry.resource as Extract<Resource, { resourceType: T }>)
  const next = made === undefined ? [] : [{ ...entry, resource: made } as BundleEntry]
  return { ...copy, entry: entries.toSpliced(index, 1, ...next) }
}

/** The path of the first resource of a type in a Bundle, as an error names it. */
export function pathIn({ entry = [] }: Bundle, type: Resource['resourceType']): string {
  return `Bundle.entry[${entry.findIndex(({ resource }) => resource?.resourceType === type)}].resource`
}

/** Every string in a value, but `id`, `reference` and `fullUrl`, which are the gateway's to change; sorted. */
export function stringsIn(value: unknown): readonly string[] {
  return collect(value).sort()
}

function collect(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(collect)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'id' || key === 'reference' || key === 'fullUrl' ? [] : collect(member)
  )
}
