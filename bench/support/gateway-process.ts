import { start } from '../../src/start.ts'
import { serveParent } from './child.ts'

/** The gateway of `npm start`, which tells its parent by IPC where it is, because its log goes nowhere here. */
const started = await start(process.env)
if (!started.ok) throw new Error(started.problems.join('\n'))
const { gateway } = started

serveParent(
  async () => Promise.resolve({ url: gateway.url }),
  () => gateway.close()
)
