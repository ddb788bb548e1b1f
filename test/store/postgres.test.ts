import { test } from 'tap'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { makeDatabase } from '../postgres/database.ts'
import { storeContract } from './contract.ts'

const server = process.env['GATEWAY_TEST_DATABASE_URL'] ?? ''

if (server === '') {
  test('the store port on PostgreSQL', { skip: 'set GATEWAY_TEST_DATABASE_URL, or run .ci/run' }, (t) => t.end())
} else {
  storeContract('postgres', async () => {
    const { url, drop } = await makeDatabase(server)
    const first = await openStore({ url })
    const others: Store[] = []
    let current = first
    return {
      store: first,
      reopen: async () => {
        await current.close()
        current = await openStore({ url })
        return current
      },
      beside: async () => {
        const other = await openStore({ url })
        others.push(other)
        return other
      },
      close: async () => {
        for (const store of [current, ...others]) await store.close()
        await drop()
      }
    }
  })
}
