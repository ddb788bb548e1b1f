import {
  answers,
  auditLines,
  facts,
  messages,
  obligations,
  outgoing,
  referrals,
  reminders,
  rungs,
  searchColumns,
  unmatchedMessages,
  versions,
  type Column
} from '../sql/tables.ts'

/** A table that goes along when a store is copied to another engine. */
export interface CopiedTable {
  readonly name: string
  /** Every column that both engines have. */
  readonly columns: readonly Column[]
  /** The columns of its primary key, in their order; rows are read and compared in this order. */
  readonly key: readonly string[]
  /** Whether PostgreSQL has a column `stamped_at` in it, of which SQLite has no need: one process stamps there. */
  readonly isStamped?: true
  /** Whether the engine numbers its rows by `seq`; the numbers are kept, and PostgreSQL's counters set behind them. */
  readonly isNumbered?: true
}

const seq: Column = ['seq', 'bigint']

/**
 * Every table that is copied, each behind those that it refers to. A migration that adds a table or a column adds it here
 * or to `uncopied`; a test compares both with what the engines have.
 */
export const copiedTables: readonly CopiedTable[] = [
  { name: 'chain', columns: columnsOf('id text, created_at bigint'), key: ['id'], isStamped: true },
  { ...auditLines, key: ['chain', 'seq'] },
  { name: 'stream', columns: columnsOf('id text, version bigint'), key: ['id'], isStamped: true },
  { ...messages, key: ['id'] },
  { ...answers, key: ['participant', 'message_id'] },
  { ...referrals, key: ['id'] },
  {
    name: 'resource',
    columns: columnsOf('projection text, type text, id text, version bigint, referral text, last_updated bigint'),
    key: ['projection', 'type', 'id']
  },
  { ...versions, key: ['projection', 'type', 'id', 'version'] },
  { ...searchColumns, key: ['projection', 'type', 'param', 'value', 'id'] },
  { ...facts, columns: [seq, ...facts.columns], key: ['seq'], isNumbered: true },
  { ...obligations, columns: [seq, ...obligations.columns], key: ['seq'], isNumbered: true },
  { ...rungs, key: ['obligation'] },
  { ...reminders, key: ['obligation', 'rung', 'receiver'] },
  {
    ...outgoing,
    columns: [
      seq,
      ...outgoing.columns,
      ...columnsOf('state text, head bigint, attempts bigint, first_tried_at bigint, settled_at bigint, reason text')
    ],
    key: ['seq'],
    isNumbered: true
  },
  { ...unmatchedMessages, key: ['id'] },
  { name: 'setting', columns: columnsOf('name text, value text'), key: ['name'] },
  { name: 'once', columns: columnsOf('id text, expires_at bigint'), key: ['id'] }
]

/** Tables that stay behind, with the reason. */
export const uncopied = {
  lane: 'leases of processes, none of which lives when a store is copied',
  migration: 'each engine has migrations of its own',
  reported: 'PostgreSQL alone has it; it is set to the latest instant that the store stamped'
} as const

/** Columns as `name type, name type`. */
function columnsOf(list: string): readonly Column[] {
  return list.split(', ').map((column): Column => {
    const [name = '', type] = column.split(' ')
    return [name, type === 'bigint' ? 'bigint' : 'text']
  })
}
