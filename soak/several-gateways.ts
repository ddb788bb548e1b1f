/**
 * The drill with two gateways on one database under traffic, one killed and one frozen in each round: the test
 * `test/e2e/several-gateways.test.ts` at the length at which it proves something.
 */
import { parseArgs } from 'node:util'
import { drillSeveralGateways } from '../test/e2e/fleet-drill.ts'
import { makeDatabase } from '../test/postgres/database.ts'
import { findPostgres, startCluster } from '../test/postgres/cluster.ts'
import type { Soak } from './support/soak.ts'

/** `npm run soak -- several-gateways [--rounds n]`; on the server of `GATEWAY_TEST_DATABASE_URL`, else on one of its own. */
export const soak: Soak = {
  name: 'several-gateways',
  proves: 'with one gateway killed and one frozen, nothing is lost, has a double effect or is out of order',
  async run({ args, note }) {
    const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '10' } } })
    const server = await serverUrl()
    if (server === undefined) {
      note('there is no PostgreSQL of version 15 or later on this machine')
      return 'skipped'
    }
    const { url, drop } = await makeDatabase(server.url)
    try {
      const { figures, repeats, ...found } = await drillSeveralGateways(url, { rounds: Number(values.rounds), note })
      console.table(figures)
      note(`second copies by round: ${repeats.join(', ')}`)
      const exits = found.exitCodes.flatMap((code) => (code === 0 ? [] : [`a gateway ended with ${String(code)}`]))
      const problems = [...found.problems, ...found.errors, ...exits]
      for (const line of problems.length === 0 ? [] : [...problems, ...found.warnings]) note(line)
      return problems.length === 0 ? 'passed' : 'failed'
    } finally {
      await drop()
      await server.stop()
    }
  }
}

async function serverUrl(): Promise<{ readonly url: string; readonly stop: () => Promise<void> } | undefined> {
  const url = process.env['GATEWAY_TEST_DATABASE_URL']
  if (url !== undefined) return { url, stop: async () => Promise.resolve() }
  if ((await findPostgres()) === undefined) return undefined
  const cluster = await startCluster()
  return { url: cluster.url(), stop: async () => cluster.stop('immediate') }
}
