import type { OutboxMessage } from '../../src/store/change.ts'
import type { Store } from '../../src/store/port.ts'
import { instantOf, type Day } from '../diary/days.ts'
import type { Patient } from '../diary/entry.ts'
import { closing, CLOSING_MINUTE } from '../diary/people.ts'
import { isDown, READING_MINUTE, type Outage } from '../diary/reading.ts'
import type { Player } from './player.ts'

/** Patients whose messages are under way at once: those of one batch of the store. */
const WIDTH = 64

/** Plays what all patients' diaries say, stretch by stretch of days. */
export class Season {
  readonly #player: Player
  readonly #patients: readonly Patient[]
  readonly #store: Pick<Store, 'settlePulled'>
  /** By patient: the first entry that was not played yet. */
  readonly #next: number[]
  readonly #waiting = new Map<string, string[]>()

  constructor({
    player,
    patients,
    store
  }: {
    readonly player: Player
    readonly patients: readonly Patient[]
    readonly store: Pick<Store, 'settlePulled'>
  }) {
    this.#player = player
    this.#patients = patients
    this.#store = store
    this.#next = patients.map(() => 0)
  }

  /** Sends everything up to the end of a day: each patient's messages one after the other, those of several at once. */
  async playUntil(day: Day): Promise<void> {
    const due = this.#patients.flatMap((patient, index) => {
      const entry = patient.entries[this.#next[index] ?? 0]
      return entry !== undefined && entry.day <= day ? [index] : []
    })
    for (let start = 0; start < due.length; start += WIDTH) {
      await Promise.all(due.slice(start, start + WIDTH).map(async (index) => this.#playPatient(index, day)))
    }
  }

  /** Notes what waits for somebody to read it. */
  enqueue(messages: readonly OutboxMessage[]): void {
    for (const { receiver, id } of messages) {
      const waiting = this.#waiting.get(receiver)
      if (waiting === undefined) this.#waiting.set(receiver, [id])
      else waiting.push(id)
    }
  }

  /** The practice closes on a day, after everything else of that day. */
  async closePractice(day: Day): Promise<void> {
    await this.#player.close(
      { what: 'close', from: closing.practice, to: closing.successor },
      { day, minute: CLOSING_MINUTE }
    )
  }

  /** Everybody whose system is up reads what waits. */
  async read(day: Day, outages: readonly Outage[]): Promise<void> {
    const at = instantOf(day, READING_MINUTE)
    const readers = [...this.#waiting].filter(([receiver]) => !isDown(outages, receiver, day))
    await Promise.all(readers.map(async ([receiver, messages]) => this.#store.settlePulled({ receiver, at, messages })))
    for (const [receiver] of readers) this.#waiting.delete(receiver)
  }

  async #playPatient(index: number, day: Day): Promise<void> {
    const patient = this.#patients[index]
    for (let place = this.#next[index] ?? 0; ; place++) {
      const entry = patient?.entries[place]
      this.#next[index] = place
      if (patient === undefined || entry === undefined || entry.day > day) return
      // A practice closes for all its patients at once.
      if (entry.act.what !== 'close') await this.#player.play(patient, entry)
    }
  }
}
