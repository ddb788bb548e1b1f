import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { StoreLocation } from '../../src/store/open.ts'
import { findPostgres, startCluster, type Cluster } from '../../test/postgres/cluster.ts'
import type { Disk } from './disk.ts'

/** One engine on a disk whose power is cut. */
export interface Engine {
  readonly name: string
  /** Makes it run on the mounted disk, from what is there, and says where the store is. */
  start(): Promise<StoreLocation>
  /** While the child commits: makes it acknowledge what is not on the disk, to prove that the drill sees it. */
  weaken(): Promise<void>
  /** Ends all of its processes at once, as the power cut did. */
  die(): Promise<void>
}

/** The engines by name; undefined for one that this machine does not have. */
export const engines: Readonly<Record<string, (disk: Disk) => Promise<Engine | undefined>>> = {
  sqlite: async (disk) => Promise.resolve(sqlite(disk)),
  postgres: async (disk) => ((await findPostgres()) === undefined ? undefined : postgres(disk))
}

function sqlite(disk: Disk): Engine {
  return {
    name: 'sqlite',
    start: async () => Promise.resolve({ file: join(disk.folder, 'gateway.sqlite') }),
    // The engine is in the child, which is told at its start.
    weaken: async () => Promise.resolve(),
    die: async () => Promise.resolve()
  }
}

function postgres(disk: Disk): Engine {
  let cluster: Cluster | undefined
  const folder = join(disk.folder, 'postgres')
  return {
    name: 'postgres',
    async start() {
      const isNew = !existsSync(folder)
      // Small enough that checkpoints fall into the rounds.
      const started = await startCluster({ folder, settings: { max_wal_size: '64MB', min_wal_size: '32MB' } })
      cluster = started
      if (isNew) {
        await started.psql('CREATE DATABASE gateway TEMPLATE template0')
        // The test's initdb does not wait for the disk, as that of a production cluster does.
        await disk.flush()
      }
      await setFsync(started, 'on')
      return { url: started.url('gateway') }
    },
    weaken: async () => (cluster === undefined ? undefined : setFsync(cluster, 'off')),
    die: async () => cluster?.kill()
  }
}

async function setFsync(cluster: Cluster, value: 'on' | 'off'): Promise<void> {
  await cluster.psql(`ALTER SYSTEM SET fsync = ${value}`)
  await cluster.psql('SELECT pg_reload_conf()')
  // A hundred tries: the servers of the other connections read the setting within moments.
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await cluster.psql('SHOW fsync'))[0]?.['fsync'] === value) return
    await setTimeout(20)
  }
  throw new Error(`the cluster does not take fsync=${value}`)
}
