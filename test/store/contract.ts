import { commitContract } from './contract-commit.ts'
import { concurrencyContract } from './contract-concurrency.ts'
import { keyContract } from './contract-key.ts'
import { leaseContract } from './contract-lease.ts'
import { movedContract } from './contract-moved.ts'
import { outboxContract } from './contract-outbox.ts'
import { pulledContract } from './contract-pulled.ts'
import { readContract } from './contract-read.ts'
import { reminderContract } from './contract-reminder.ts'
import { searchContract } from './contract-search.ts'
import { stoppedContract } from './contract-stopped.ts'
import { unmatchedContract } from './contract-unmatched.ts'
import type { OpenStore } from './fixtures.ts'

/** What every implementation of the store port must do; `open` makes an empty store. */
export function storeContract(name: string, open: OpenStore): void {
  commitContract(name, open)
  concurrencyContract(name, open)
  readContract(name, open)
  searchContract(name, open)
  keyContract(name, open)
  leaseContract(name, open)
  outboxContract(name, open)
  pulledContract(name, open)
  reminderContract(name, open)
  stoppedContract(name, open)
  unmatchedContract(name, open)
  movedContract(name, open)
}
