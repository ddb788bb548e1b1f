import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bundle, Flag, Patient, Resource } from '@medplum/fhirtypes'
import type { Answer, Note } from './gateway.ts'
import { partOf, textOf } from './narrative.ts'
import { readdress } from './readdress.ts'
import type { SaidReferral } from './said.ts'
import type { Acted, System } from './system.ts'

const RISK = 'https://ggz-gateway.example/fhir/CodeSystem/risk'
const fixtures = join(import.meta.dirname, '..', 'fixtures')

/** What this system sent and did not get out of its hands yet: by Bundle.identifier, to be sent again word for word. */
const outgoing = new Map<string, { readonly bundle: Bundle; readonly note: Note }>()

/**
 * Refers a patient with a letter of `demo/fixtures/`.
 *
 * @param ask - `letter` (`his/01-depression-after-loss`), `patient {bsn, family}`, `to` and `gp` (ids of the address book),
 * `on` (day; absent: today), `basedOn` (id of the ServiceRequest that this one passes on), `performerUra` (to make a mistake).
 */
export async function refer(system: System, ask: Readonly<Record<string, unknown>>): Promise<Acted> {
  const to = system.addresses.of(textOf(ask.to, ''))
  const gp = system.addresses.of(textOf(ask.gp, system.organisation.id))
  const basedOn = typeof ask.basedOn === 'string' ? ask.basedOn : undefined
  const known = basedOn === undefined ? undefined : patientOf(system, basedOn)
  const patient = {
    bsn: textOf(partOf(ask.patient).bsn, ''),
    family: textOf(partOf(ask.patient).family, 'Testpersoon'),
    ...(known === undefined ? {} : { known })
  }
  const messageId = `urn:uuid:${randomUUID()}`
  const performer = typeof ask.performerUra === 'string' ? { ...to, ura: ask.performerUra, agb: '' } : to
  const addressing = {
    messageId,
    patient,
    requester: system.organisation,
    performer,
    gp,
    day: textOf(ask.on, system.now().slice(0, 10))
  }
  const letter = readdress(await readLetter(textOf(ask.letter, '')), addressing)
  if (basedOn !== undefined) passOn(letter, basedOn)
  const flagged = crisisProneIn(letter)
  const post = system.addresses.postOf(gp)
  const parties = {
    ...{ requester: system.organisation.id, performer: to.id, gp: gp.id, role: to.role },
    ...(post === undefined ? {} : { hap: post.id })
  }
  const isUrgent = saysUrgent(letter)
  const note: Note = (answer) => {
    const referral = idIn(answer, 'ServiceRequest')
    const said: SaidReferral = {
      what: 'referral',
      patient: patient.bsn,
      ...parties,
      isUrgent,
      ...(basedOn === undefined ? {} : { basedOn }),
      ...(flagged === undefined
        ? {}
        : { crisisProne: { flag: idAt(answer, flagged.entry) ?? '', since: flagged.since } })
    }
    return { said, ...(referral === undefined ? {} : { referral }) }
  }
  outgoing.set(messageId, { bundle: letter, note })
  const answer = await system.gateway.transaction(letter, note)
  const referral = idIn(answer, 'ServiceRequest')
  return { messageId, ...(referral === undefined ? {} : { referral }), ...answer }
}

/** Sends a referral again, as a system does that did not get an answer: `messageId`. */
export async function resend({ gateway }: System, ask: Readonly<Record<string, unknown>>): Promise<Acted> {
  const messageId = textOf(ask.messageId, '')
  const sent = outgoing.get(messageId)
  if (sent === undefined) throw new Error('no such message was sent from here')
  return { messageId, ...(await gateway.transaction(sent.bundle, sent.note)) }
}

/** The id that a transaction-response gives to the first new resource of a type. */
export function idIn(answer: Answer, type: string): string | undefined {
  return locationsIn(answer)
    .map((location) => new RegExp(`(?:^|/)${type}/([^/]+)`).exec(location)?.[1])
    .find((id) => id !== undefined)
}

/** The id that it gives to the n-th entry of the message. */
function idAt(answer: Answer, entry: number): string | undefined {
  return /(?:^|\/)[A-Z][A-Za-z]+\/([^/]+)\/_history/.exec(locationsIn(answer)[entry] ?? '')?.[1]
}

function locationsIn({ status, body }: Answer): readonly string[] {
  if (status !== 200) return []
  // A transaction that was answered with 200 is answered with a Bundle.
  return (body as Bundle).entry?.map(({ response }) => response?.location ?? '') ?? []
}

async function readLetter(name: string): Promise<Bundle> {
  if (!/^(his|gb-ggz|s-ggz)\/[\w-]+$/.test(name)) throw new Error(`no letter is called ${name}`)
  return JSON.parse(await readFile(join(fixtures, `${name}.json`), 'utf8')) as Bundle
}

/** The patient of a referral that arrived here: who passes it on writes about the same person. */
function patientOf({ diary }: System, referral: string): Patient | undefined {
  const request = diary.resources[`ServiceRequest/${referral}`]
  const subject = request?.resourceType === 'ServiceRequest' ? request.subject.reference : undefined
  const patient = diary.resources[subject ?? '']
  return patient?.resourceType === 'Patient' ? patient : undefined
}

/** A performer passes a referral on: the new one says which. */
function passOn(letter: Bundle, basedOn: string): void {
  for (const resource of resourcesIn(letter)) {
    if (resource.resourceType === 'ServiceRequest') resource.basedOn = [{ reference: `ServiceRequest/${basedOn}` }]
    if (resource.resourceType === 'Task' && resource.basedOn !== undefined) delete resource.basedOn
  }
}

/** Whether the referral says that it cannot wait. */
function saysUrgent(letter: Bundle): boolean {
  return resourcesIn(letter).some((resource) => {
    return resource.resourceType === 'ServiceRequest' && (resource.priority ?? 'routine') !== 'routine'
  })
}

/** The Flag that says that the patient is prone to crises: its place in the letter, and since when. */
function crisisProneIn(letter: Bundle): { readonly entry: number; readonly since: string } | undefined {
  const isCrisisProne = ({ status, code }: Flag): boolean =>
    status === 'active' &&
    code.coding?.some(({ system, code: value }) => system === RISK && value === 'crisis-prone') === true
  const entry = (letter.entry ?? []).findIndex(({ resource }) => {
    return resource?.resourceType === 'Flag' && isCrisisProne(resource)
  })
  const flag = letter.entry?.[entry]?.resource
  const since = flag?.resourceType === 'Flag' ? flag.period?.start?.slice(0, 10) : undefined
  return since === undefined ? undefined : { entry, since }
}

function resourcesIn({ entry = [] }: Bundle): readonly Resource[] {
  return entry.flatMap(({ resource }) => resource ?? [])
}
