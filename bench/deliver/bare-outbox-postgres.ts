import { Client, Pool } from 'pg'
import { groupCommit } from '../support/group-commit-postgres.ts'
import type { Outgoing } from './ask.ts'
import { PAGE, type BareOutbox } from './bare-outbox.ts'

/** Connections for reading. */
const READERS = 2

/** The table in PostgreSQL; what is done in a batch is marked by one statement. */
export async function openBareOutboxInPostgres(url: string): Promise<BareOutbox> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`
    CREATE TABLE outbox (
      seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT COLLATE "C" NOT NULL UNIQUE,
      receiver TEXT COLLATE "C" NOT NULL, referral TEXT COLLATE "C" NOT NULL, body TEXT NOT NULL, done BIGINT NOT NULL
    );
    CREATE INDEX outbox_waiting ON outbox (receiver, seq) WHERE done = 0;
  `)
  const pool = new Pool({ connectionString: url, max: READERS })
  const done = groupCommit<string>((ids) =>
    client.query({ name: 'done', text: 'UPDATE outbox SET done = 1 WHERE id = ANY($1::text[])', values: [ids] })
  )
  return {
    put: async (messages) => {
      const column = (name: keyof Outgoing): string[] => messages.map((one) => one[name])
      await client.query(
        `INSERT INTO outbox (id, receiver, referral, body, done)
          SELECT id, receiver, referral, body, 0
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS u (id, receiver, referral, body)`,
        [column('id'), column('receiver'), column('referral'), column('body')]
      )
    },
    receivers: async () => {
      const { rows } = await pool.query<{ receiver: string }>('SELECT DISTINCT receiver FROM outbox WHERE done = 0')
      return rows.map(({ receiver }) => receiver)
    },
    waiting: async (receiver) => {
      const { rows } = await pool.query<Pick<Outgoing, 'id' | 'referral' | 'body'>>({
        name: 'waiting',
        text: `SELECT id, referral, body FROM outbox WHERE receiver = $1 AND done = 0 ORDER BY seq LIMIT ${PAGE}`,
        values: [receiver]
      })
      return rows
    },
    done,
    close: async () => {
      await pool.end()
      await client.end()
    }
  }
}
