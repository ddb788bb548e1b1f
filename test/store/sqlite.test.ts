import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/open.ts'
import { storeContract } from './contract.ts'

storeContract('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ggz-store-'))
  const file = join(folder, 'gateway.sqlite')
  const first = await openStore({ file })
  let current = first
  return {
    store: first,
    reopen: async () => {
      await current.close()
      current = await openStore({ file })
      return current
    },
    close: async () => {
      await current.close()
      rmSync(folder, { recursive: true })
    }
  }
})
