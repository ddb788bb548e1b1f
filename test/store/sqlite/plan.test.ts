import { test } from 'tap'
import type { Query, QueryKind, Settlement } from '../../../src/store/port.ts'
import { claimLane } from '../../../src/store/sql/lane.ts'
import { readMigrations } from '../../../src/store/sql/migration.ts'
import { settlePulledMessages } from '../../../src/store/sql/pulled.ts'
import { answerOf } from '../../../src/store/sql/queries.ts'
import { settleLane } from '../../../src/store/sql/settle.ts'
import { stopMessages } from '../../../src/store/sql/stopped.ts'
import type { Sql } from '../../../src/store/sql/statement.ts'
import { Connection } from '../../../src/store/sqlite/driver.ts'
import { applyChange } from '../../../src/store/sqlite/change.ts'
import { migrate } from '../../../src/store/sqlite/migrate.ts'
import { receipt, start } from '../fixtures.ts'

const refs = Array.from({ length: 20 }, (_, index) => ({ type: 'Task', id: `t-${index}` }))
const page = { limit: 20, offset: 0 }
const criteria = [
  { param: 'patient', values: ['p-1'] },
  { param: 'status', values: ['requested', 'accepted'] }
]
const seen = ['Communication', 'Task', 'ServiceRequest', 'CommunicationRequest'].flatMap((type) =>
  refs.map(({ id }) => ({ type, id, referral: 'r-1' }))
)
const messages = ['out-r-1', ...refs.map(({ id }) => id)]

/** Queries of one request or one message; what takes long by its nature is answered in a thread of its own. */
const queries: readonly Query<QueryKind>[] = [
  { kind: 'resource', projection: 'his-1', type: 'Task', id: 't-1' },
  { kind: 'resource', projection: 'his-1', type: 'Task', id: 't-1', version: 2 },
  { kind: 'resources', projection: 'his-1', refs },
  { kind: 'search', projection: 'his-1', type: 'Task', criteria, ...page },
  { kind: 'search', projection: 'his-1', type: 'Task', criteria: [{ param: '_id', values: ['t-1'] }], ...page },
  { kind: 'search', projection: 'his-1', type: 'Task', criteria: [], ...page },
  { kind: 'search', projection: 'his-1', type: 'Task', criteria: [...criteria].reverse(), ...page },
  { kind: 'dutiesOf', referrals: ['r-1', 'r-2'] },
  { kind: 'referral', id: 'r-1' },
  { kind: 'subject', subject: 'subject-of-r-1' },
  { kind: 'answer', participant: 'his-1', messageId: 'm-1' },
  { kind: 'remindable', on: '2026-12-01' },
  { kind: 'reminders', receiver: 'ggz-1', isUrgent: false, limit: 200 },
  { kind: 'obligation', id: 'obligation-r-1' },
  { kind: 'referralsOfGp', gp: 'his-1', after: 'r-1', limit: 200 },
  { kind: 'unmatchedMessage', id: 'u-1' },
  { kind: 'waiting', receiver: 'ggz-1' },
  { kind: 'heard', receiver: 'ggz-1', upTo: 9, seen, limit: 100 }
]

for (const query of queries) {
  test(`the query ${query.kind} is answered by indexes alone`, (t) => {
    t.strictSame(walks(answerOf(query)), [])
    t.end()
  })
}

test('claiming and settling cost by what is settled and not by what a receiver was ever sent', (t) => {
  const results = messages.map((id): Settlement => ({ id, outcome: 'delivered', at: start }))
  const claim = { receiver: 'ggz-1', now: start, leaseMs: 1_000, limit: 16, skip: messages }
  t.strictSame(walks(claimLane(claim, { token: 'here', realNow: start, isShared: false })), [])
  t.strictSame(walks(settleLane({ receiver: 'ggz-1', fence: 1, results: results }, 'here')), [])
  t.strictSame(walks(settlePulledMessages({ receiver: 'ggz-1', at: start, messages })), [])
  t.strictSame(walks(stopMessages({ receiver: 'ggz-1', referral: 'r-1', at: start })), [])
  t.end()
})

/** Steps of the plans of some work that read a whole table, or all that there is of one receiver. */
function walks(work: Sql<unknown>): readonly string[] {
  const connection = new Connection(':memory:', 'write')
  migrate(connection, readMigrations(new URL('../../../src/store/sqlite/migrations/', import.meta.url)), 0)
  const audit = { append: () => undefined, head: () => ({ seq: 0, hash: '' }), restore: () => undefined }
  connection.transaction(() => applyChange({ connection, audit, token: 'here' }, receipt('r-1')))
  connection.run(`INSERT INTO lane VALUES ('ggz-1', 1, 'here', 0)`)
  const found: string[] = []
  try {
    connection.perform(explained(connection, work, found))
  } catch (error) {
    // Settling a message that was never there ends so, behind the statements that matter here.
    if (!String(error).includes('no message t-0')) throw error
  } finally {
    connection.close()
  }
  return found
}

function* explained(connection: Connection, work: Sql<unknown>, found: string[]): Sql<unknown> {
  let step = work.next()
  while (step.done !== true) {
    const { sql, values } = step.value
    const plan = connection.all(`EXPLAIN QUERY PLAN ${sql}`, ...values)
    const details = plan.map(({ detail }) => String(detail))
    const table =
      '(outbox|o|resource|r|resource_history|h|search|s|referral|fact|obligation|d|m|unmatched|rung|answer|message|lane)'
    const isWalk = new RegExp(`^SCAN ${table}\\b|outbox_lane \\(receiver=\\?\\)`)
    found.push(...details.filter((detail) => isWalk.test(detail)).map((detail) => `${detail}: ${sql}`))
    step = work.next(yield step.value)
  }
  return step.value
}
