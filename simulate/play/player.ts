import assert from 'node:assert/strict'
import type { Patient as PatientResource, Resource, Task } from '@medplum/fhirtypes'
import { pino } from 'pino'
import { localDay, type Clock } from '../../src/clock.ts'
import type { Decided } from '../../src/flows/decided.ts'
import { decideFollowUp } from '../../src/flows/decide-follow-up.ts'
import { decideReferral } from '../../src/flows/decide-referral.ts'
import type { Deps } from '../../src/flows/deps.ts'
import type { Gathered } from '../../src/flows/gather.ts'
import { movePractice } from '../../src/flows/move-practice.ts'
import type { Arrival, Rules } from '../../src/referral/rules.ts'
import { type Result } from '../../src/result.ts'
import type { ReferralRow } from '../../src/store/change.ts'
import type { Store } from '../../src/store/port.ts'
import type { Close, Entry, Feedback, Flagged, Objection, Patient, Refer } from '../diary/entry.ts'
import * as messages from './messages.ts'
import { operated } from './operations.ts'
import { located } from './rules.ts'

/** What the simulated systems remember of a referral: the ids that it and what was sent about it have at the gateway. */
export interface Remembered extends messages.Names {
  readonly row: ReferralRow
  readonly consents: Map<string, { readonly id: string; readonly objection: Objection }>
  /** Flags, letters and Tasks, by the names that the diaries give them. */
  readonly ids: Map<string, string>
  readonly flags: Map<string, Flagged>
}

/** Plays the part of all systems: sends what their diaries say, as messages that were read and mapped already. */
export class Player {
  readonly #deps: Deps
  readonly #referrals = new Map<string, Remembered>()
  readonly #names = new Map<string, string>()
  readonly #prefix: string
  #count = 0

  constructor({ store, rules, shard }: { readonly store: Store; readonly rules: Rules; readonly shard: number }) {
    this.#deps = { store, rules, clock: nobodys, log: pino({ enabled: false }), wake: () => undefined }
    this.#prefix = String(shard)
  }

  /** The name that the diaries give to a referral of the gateway. */
  nameOf(referral: string): string {
    return this.#names.get(referral) ?? referral
  }

  /** Sends what one entry says, and resolves once it is committed. */
  async play(patient: Patient, entry: Entry): Promise<void> {
    const message = this.#nextId()
    const decided = await this.#decide(patient, entry, message)
    const where = `${patient.path}, patient ${patient.number}: ${entry.act.what} of ${entry.by}`
    if (!decided.ok) {
      const why = decided.outcome.issues.map(({ code, expression }) => `${code} at ${expression ?? '?'}`)
      throw new Error(`${where} was refused: ${why.join(', ')}`)
    }
    const { decision, expect } = decided.value
    assert.equal(decision.unmatched, undefined, where)
    const { writes, outbox } = decision
    const committed = await this.#deps.store.commit({ expect, writes, outbox, audit: [] })
    assert.equal(committed.outcome, 'committed', where)
    const row = writes.find((write) => write.kind === 'referral')
    if (row !== undefined) this.#remember(entry, row, message)
  }

  /** The practice closes, for all patients at once. */
  async close({ from, to }: Close, at: Pick<Entry, 'day' | 'minute'>): Promise<void> {
    const { rules } = this.#deps
    const [participant, successor] = [rules.directory.byId('operator'), rules.directory.byId(to)]
    assert(participant !== undefined && successor !== undefined)
    const now = messages.sentAt(at)
    const deps = { ...this.#deps, clock: { manual: true, now: () => now } }
    const operating = {
      participant,
      action: 'move',
      address: from,
      body: new Uint8Array(),
      contentType: 'none'
    } as const
    const left = { more: true }
    const moved = await movePractice(deps, operating, {
      from,
      to: successor,
      answer: (result) => {
        assert.deepEqual(result.failed, [])
        left.more = result.more
        return { status: 200, headers: {}, body: '' }
      }
    })
    assert(moved.ok)
    if (left.more) await this.close({ what: 'close', from, to }, at)
  }

  #remember(entry: Entry, row: ReferralRow, message: string): void {
    const { act } = entry
    const flag = act.what === 'refer' ? act.flag : undefined
    this.#names.set(row.id, entry.referral)
    this.#referrals.set(entry.referral, {
      ...{
        patient: idOf(message, 1),
        request: row.serviceRequest,
        content: idOf(message, 7),
        row,
        consents: new Map()
      },
      ids: new Map(flag === undefined ? [] : [[flag.id, idOf(message, 3)]]),
      flags: new Map(flag === undefined ? [] : [[flag.id, { ...flag, what: 'flag' }]])
    })
  }

  async #decide(patient: Patient, entry: Entry, message: string): Promise<Result<Decided>> {
    if (entry.act.what === 'refer') return this.#refer(patient, entry.act, { entry, message })
    const known = this.#known(entry.referral)
    const arrival = this.#arrival(entry, message)
    const operation = await operated(this.#deps, arrival, { entry, known })
    if (operation !== undefined) return operation
    const task = await this.#task(entry, known)
    const steps = task === undefined ? [] : [{ task: { resource: task, path: 'Task' } }]
    const graph = this.#said(patient, entry, { known, message }).map(located)
    return decideFollowUp(this.#deps, { ...arrival, graph }, { ...nothing, fresh: graph, steps })
  }

  async #refer(
    patient: Patient,
    act: Refer,
    { entry, message }: { readonly entry: Entry; readonly message: string }
  ): Promise<Result<Decided>> {
    const names = { patient: idOf(message, 1), request: idOf(message, 2), content: idOf(message, 7) }
    const idIn = (name: string | undefined): string | undefined =>
      name === undefined ? undefined : this.#known(name).request
    const [basedOn, replaces] = [idIn(act.follows ?? act.about), idIn(act.replaces)]
    const graph = [
      messages.requestOf(act, { by: entry.by, names, basedOn, replaces }),
      messages.contentOf(entry.by, names),
      messages.patientOf(names.patient, { number: patient.number, gp: act.gp }),
      ...(act.flag === undefined ? [] : [messages.flagOf({ ...act.flag, what: 'flag' }, idOf(message, 3), names)])
    ].map(located)
    const asked = [basedOn, replaces].flatMap((id) =>
      id === undefined ? [] : [{ type: 'ServiceRequest', id, path: 'ServiceRequest' }]
    )
    return decideReferral(this.#deps, { ...this.#arrival(entry, message), graph }, { ...nothing, fresh: graph, asked })
  }

  /** What an entry posts. */
  #said(
    patient: Patient,
    { act, by }: Entry,
    { known, message }: { readonly known: Remembered; readonly message: string }
  ): readonly Resource[] {
    const fresh = (name: string, place: number): string => {
      known.ids.set(name, idOf(message, place))
      return idOf(message, place)
    }
    if (act.what === 'feedback')
      return this.#feedback(patient, act, { by, known, id: fresh(act.id, 5), person: idOf(message, 1) })
    if (act.what === 'ask') return [messages.askOf(act, fresh(act.id, 6), known)]
    if (act.what === 'flag') {
      known.flags.set(act.id, act)
      return [messages.flagOf(act, fresh(act.id, 3), known)]
    }
    if (act.what === 'unflag') {
      const flag = known.flags.get(act.id)
      assert(flag !== undefined)
      return [messages.flagOf(flag, known.ids.get(act.id) ?? '', known, 'inactive')]
    }
    if (act.what === 'objection') {
      const id = idOf(message, 4)
      known.consents.set(act.id, { id, objection: act })
      return [messages.consentOf(act, id, { names: known, status: 'active' })]
    }
    if (act.what !== 'withdrawal') return []
    const consent = known.consents.get(act.id)
    assert(consent !== undefined, `${act.id} was not made before it was withdrawn`)
    return [messages.consentOf(consent.objection, consent.id, { names: known, status: 'inactive' })]
  }

  #feedback(
    { number }: Patient,
    act: Feedback,
    {
      by,
      known,
      id,
      person
    }: { readonly by: string; readonly known: Remembered; readonly id: string; readonly person: string }
  ): readonly Resource[] {
    // Who tells of a death, or names no referral, says whom it is about: with the patient's number.
    const { died } = act
    const isPersonal = died !== undefined || act.isUnnamed === true
    const patient = isPersonal ? person : known.patient
    const persons: readonly PatientResource[] = isPersonal
      ? [messages.patientOf(person, { number, ...(died === undefined ? {} : { died }) })]
      : []
    return [messages.feedbackOf(act, id, { by, names: { ...known, patient } }), ...persons]
  }

  /** The Task that an entry moves, as its sender reads it, with what it changes. */
  async #task({ by, act }: Entry, { row, ids }: Remembered): Promise<Task | undefined> {
    if (act.what !== 'step' && act.what !== 'reply') return undefined
    const id = act.what === 'step' ? row.task : (ids.get(act.id) ?? '')
    const { facts } = await this.#deps.store.read({ kind: 'resource', projection: by, type: 'Task', id })
    assert(facts !== undefined, `${by} has no Task to ${act.status}`)
    const task = JSON.parse(facts.json) as Task
    return act.what === 'step' ? messages.stepped(task, act) : messages.answered(task, act.status)
  }

  #arrival(entry: Entry, message: string): Arrival {
    const participant = this.#deps.rules.directory.byId(entry.by)
    assert(participant !== undefined, entry.by)
    const now = messages.sentAt(entry)
    return { participant, message, now, today: localDay(now), graph: [] }
  }

  #known(name: string): Remembered {
    const known = this.#referrals.get(name)
    assert(known !== undefined, `${name} was not referred yet`)
    return known
  }

  /** Rising, so that rows of the same time lie together in the store, as with the ids that a gateway gives. */
  #nextId(): string {
    this.#count += 1
    const hex = this.#count.toString(16).padStart(11, '0')
    return `${this.#prefix}${hex.slice(0, 7)}-${hex.slice(7)}-8000-8000-000000000000`
  }
}

const nothing: Gathered = { fresh: [], steps: [], directory: [], asked: [] }

/** Each message brings its own instant; a decision that asked a clock for another would show at once. */
const nobodys: Clock = {
  manual: true,
  now: () => {
    throw new Error('the simulated messages say themselves when they came')
  }
}

/** The n-th resource of a message. */
function idOf(message: string, place: number): string {
  return `${message.slice(0, -1)}${place}`
}
