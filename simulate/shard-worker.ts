/** A thread of the simulation: plays its shard and posts what it found. */
import { parentPort, workerData } from 'node:worker_threads'
import { loadAll } from './load.ts'
import { playShard, type ShardAsk } from './shard.ts'

// What `run.ts` starts it with.
const found = await playShard(workerData as ShardAsk, await loadAll())
parentPort?.postMessage(found)
