import { Client, Pool } from 'pg'
import type { BareStore } from './bare-store.ts'
import { groupCommit } from './group-commit-postgres.ts'

/** Connections for reading; more than there are processors only wait for each other. */
const READERS = 4

/** One resource row and one history row for each body; a batch is one transaction of one statement with many rows. */
export async function openBarePostgres(url: string): Promise<BareStore> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`
    CREATE TABLE IF NOT EXISTS resource (
      id TEXT COLLATE "C" PRIMARY KEY, version BIGINT NOT NULL, last_updated BIGINT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS resource_history (
      id TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL, last_updated BIGINT NOT NULL, json TEXT NOT NULL,
      PRIMARY KEY (id, version)
    );
  `)
  const pool = new Pool({ connectionString: url, max: READERS })
  const put = groupCommit<{ readonly id: string; readonly json: string }>((items) =>
    client.query({
      name: 'put',
      text: `WITH row AS (SELECT id, json FROM unnest($1::text[], $2::text[]) AS u (id, json)),
        current AS (INSERT INTO resource (id, version, last_updated) SELECT id, 1, $3 FROM row)
        INSERT INTO resource_history (id, version, last_updated, json) SELECT id, 1, $3, json FROM row`,
      values: [items.map(({ id }) => id), items.map(({ json }) => json), Date.now()]
    })
  )
  return {
    put: async (id, json) => put({ id, json }),
    get: async (ids) => {
      const { rows } = await pool.query<{ json: string }>({
        name: 'get',
        text: `SELECT h.json FROM resource r JOIN resource_history h ON h.id = r.id AND h.version = r.version
          WHERE r.id = ANY($1::text[])`,
        values: [ids]
      })
      return rows.map(({ json }) => json)
    },
    close: async () => {
      await pool.end()
      await client.end()
    }
  }
}
