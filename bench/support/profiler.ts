import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'

/** The variable with the folder for profiles; where it is not set, none is recorded. */
export const PROFILE_VARIABLE = 'BENCH_PROFILE_DIR'

let session: Session | undefined
let written = 0

/** Begins to record where the time of this thread goes. */
export async function startProfile(): Promise<void> {
  if (process.env[PROFILE_VARIABLE] === undefined) return
  session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
}

/** Ends it, and writes what was recorded into the folder. */
export async function stopProfile(): Promise<void> {
  const dir = process.env[PROFILE_VARIABLE]
  if (dir === undefined || session === undefined) return
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  session = undefined
  await writeFile(join(dir, `${process.pid}-${written++}.cpuprofile`), JSON.stringify(profile))
}
