/**
 * A thread that derives spans of a report and hashes its rows, with a reading connection of its own: a report over
 * millions of duties takes its processor for seconds, and must not take that of intake.
 */

import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'
import { hashOf } from '../report/runs.ts'
import { deriveSpan, largePages, type SpanRows } from '../report/span.ts'
import { openReadOnly, type StoreLocation } from '../store/open.ts'
import { UnavailableError } from '../unavailable.ts'
import type { ReportDone, ReportTask } from './report-hands.ts'
import { runAt } from './report-runs.ts'

const port = parentPort
assert(port !== null, 'started by report-hands.ts')

// Who started it gave the place of its own store.
const store = openReadOnly(workerData as StoreLocation)

port.on('message', (task: ReportTask) => {
  void answer(task).then((done) => port.postMessage(done, moved(done)))
})

async function answer(task: ReportTask): Promise<ReportDone> {
  try {
    return { ok: true, value: await work(task) }
  } catch (error) {
    const isUnavailable = error instanceof UnavailableError
    return { ok: false, error: isUnavailable ? error.message : error, isUnavailable }
  }
}

async function work(task: ReportTask): Promise<SpanRows | string> {
  if (task.kind === 'hash') return hashOf(task.places.map(runAt))
  return deriveSpan((query) => store.read(query), task.job, task.span, largePages)
}

/** The bytes of a run are handed over, not copied. */
function moved(done: ReportDone): readonly ArrayBuffer[] {
  if (!done.ok || typeof done.value === 'string') return []
  const { buffer, byteLength } = done.value.run
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
