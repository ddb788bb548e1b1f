/**
 * PostgreSQL for a test: a database of its own on the server of `GATEWAY_TEST_DATABASE_URL` (a superuser's URL, which
 * `.ci/run` sets), or clusters of its own. Where there is neither, the test is skipped and says what it needs.
 */
import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { findPostgres, query, startCluster, type Cluster, type ClusterOptions } from './cluster.ts'

/** What the helpers use of a test. */
export type SkippableTest = Pick<Test, 'pass' | 'teardown'>

/**
 * Makes an empty database for a test and drops it in its teardown, whoever is still connected.
 *
 * @returns its URL; undefined where there is no server, and then the test is skipped and returns at once.
 * @example
 * const url = await freshDatabase(t)
 * if (url === undefined) return
 */
export async function freshDatabase(t: SkippableTest): Promise<string | undefined> {
  const server = process.env['GATEWAY_TEST_DATABASE_URL']
  if (server === undefined || server === '') {
    t.pass('needs PostgreSQL: set GATEWAY_TEST_DATABASE_URL to a superuser on loopback, or run .ci/run', { skip: true })
    return undefined
  }
  const { url, drop } = await makeDatabase(server)
  t.teardown(drop)
  return url
}

/** A database that was made on a server. */
export interface Database {
  readonly url: string
  /** Drops it, whoever is still connected. */
  readonly drop: () => Promise<void>
}

/** Makes an empty database with a random name on the server of a superuser's URL. */
export async function makeDatabase(server: string): Promise<Database> {
  const name = `gateway_${randomBytes(8).toString('hex')}`
  // Nobody is ever connected to template0, so that tests that make databases at once do not meet.
  await query(server, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const drop = async () => {
    await query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }
  return { url: url.href, drop }
}

/**
 * Starts a cluster for a test and stops it in its teardown; a standby that the test makes is the test's to stop.
 *
 * @returns undefined where the machine has no PostgreSQL, and then the test is skipped and returns at once.
 */
export async function clusterOrSkip(t: SkippableTest, options: ClusterOptions = {}): Promise<Cluster | undefined> {
  if ((await findPostgres()) === undefined) {
    t.pass('needs the programs of PostgreSQL 15 or later: install them, or run .ci/run', { skip: true })
    return undefined
  }
  const cluster = await startCluster(options)
  t.teardown(async () => cluster.stop('immediate'))
  return cluster
}
