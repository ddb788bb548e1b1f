import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Directory } from '../directory/participant.ts'
import type { Store } from '../store/port.ts'
import type { DeliveryClient } from './client.ts'
import type { StoreWatch } from './store-watch.ts'

/** What delivery needs of the world. */
export interface DeliverDeps {
  readonly store: Store
  readonly clock: Clock
  readonly directory: Directory
  readonly client: DeliveryClient
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>
  /** From 0 up to 1, for the jitter of retries. */
  readonly random: () => number
  /** For one attempt in all, real time. */
  readonly sendTimeoutMs: number
  /** For how long a lane is claimed at the least, real time; `leaseMsDefault` where absent. */
  readonly leaseMs?: number
}

/** What a lane needs of the world and of its deliverer. */
export interface LaneDeps extends DeliverDeps {
  /** One of each for all lanes: else each lane would say that the store is away. */
  readonly reads: StoreWatch
  readonly writes: StoreWatch
}
