/**
 * A thread with a read-only connection of its own, for queries that may take long: SQLite reads are synchronous, and a
 * report over millions of rows must not hold up intake.
 */

import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'
import { Connection } from './driver.ts'
import { answerQuery } from './queries.ts'
import type { ReportAnswer, ReportAsk } from './report-thread.ts'

const port = parentPort
const file: unknown = workerData
assert(port !== null && typeof file === 'string', 'started by report-thread.ts with the file as data')

const connection = new Connection(file, 'read')

port.on('message', ({ number, query }: ReportAsk) => {
  port.postMessage(answer(number, query))
})

function answer(number: number, query: ReportAsk['query']): ReportAnswer {
  try {
    return { number, ok: true, read: answerQuery(connection, query) }
  } catch (error) {
    // A thread cannot throw to its asker: the error travels as a value and is thrown there.
    return { number, ok: false, error }
  }
}
