import assert from 'node:assert/strict'
import type {
  Assignment,
  Change,
  FactRow,
  GpChange,
  ObligationRow,
  OutboxMessage,
  ReceivedMessage,
  ReferralRow,
  RungRow,
  SettingWrite,
  StopOrder,
  StoredResource,
  UnmatchedMessage,
  Write
} from '../change.ts'
import type { ReminderRow } from '../reminder-row.ts'

/** What a batch of changes writes, by table. */
export interface BatchRows {
  readonly received: readonly ReceivedMessage[]
  readonly referrals: readonly ReferralRow[]
  readonly facts: readonly FactRow[]
  readonly obligations: readonly ObligationRow[]
  readonly rungs: readonly RungRow[]
  readonly reminders: readonly ReminderRow[]
  readonly unmatched: readonly UnmatchedMessage[]
  readonly assigned: readonly Assignment[]
  readonly gps: readonly GpChange[]
  readonly settings: readonly SettingWrite[]
  readonly versions: readonly StoredResource[]
  readonly current: readonly Moved[]
  readonly stops: readonly StopOrder[]
  readonly outbox: readonly OutboxMessage[]
}

/** A resource of which a batch writes one version or several. */
export interface Moved {
  /** What it must stand at before, 0 where it must not be there. */
  readonly from: number
  /** What it stands at after. */
  readonly to: StoredResource
}

/** Sorts what changes write by table; where a row is written several times, the last one stands. Pure. */
export function rowsOf(changes: readonly Change[]): BatchRows {
  const writes = changes.flatMap(({ writes: of }) => of)
  const versions = writesOf(writes, 'resource')
  return {
    received: writesOf(writes, 'received'),
    referrals: writesOf(writes, 'referral'),
    facts: writesOf(writes, 'fact'),
    obligations: writesOf(writes, 'obligation'),
    rungs: lastOf(writesOf(writes, 'rung'), ({ obligation }) => obligation),
    reminders: lastOf(writesOf(writes, 'reminder'), ({ obligation, rung, receiver }) =>
      JSON.stringify([obligation, rung, receiver])
    ),
    unmatched: writesOf(writes, 'unmatched'),
    assigned: writesOf(writes, 'assigned'),
    gps: lastOf(writesOf(writes, 'gp'), ({ referral }) => referral),
    settings: settingsOf(writesOf(writes, 'setting')),
    versions,
    current: movedOf(versions),
    stops: writesOf(writes, 'stop'),
    outbox: changes.flatMap(({ outbox }) => outbox)
  }
}

function writesOf<K extends Write['kind']>(writes: readonly Write[], kind: K): Extract<Write, { kind: K }>[] {
  return writes.filter((write): write is Extract<Write, { kind: K }> => write.kind === kind)
}

function lastOf<T>(rows: readonly T[], key: (row: T) => string): readonly T[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()]
}

/** Of one name the last value that replaces; else the first that is to be kept. */
function settingsOf(settings: readonly SettingWrite[]): readonly SettingWrite[] {
  const made = new Map<string, SettingWrite>()
  for (const setting of settings) if (setting.keep !== true || !made.has(setting.name)) made.set(setting.name, setting)
  return [...made.values()]
}

function movedOf(versions: readonly StoredResource[]): readonly Moved[] {
  const moved = new Map<string, Moved>()
  for (const to of versions) {
    const key = `${to.projection} ${to.type}/${to.id}`
    const before = moved.get(key)
    assert(
      before === undefined || before.to.version === to.version - 1,
      `version ${to.version} of ${key} follows on none`
    )
    moved.set(key, { from: before?.from ?? to.version - 1, to })
  }
  return [...moved.values()]
}
