import { start } from '../../src/start.ts'
import { serveParent } from './child.ts'
import { startProfile, stopProfile } from './profiler.ts'
import { usageNow } from './usage.ts'

/** The gateway of `npm start`, which tells its parent by IPC where it is, because its log goes nowhere here. */
const started = await start(process.env)
if (!started.ok) throw new Error(started.problems.join('\n'))
const { gateway } = started

/** What it can be asked beside where it is and what it has used. */
export interface GatewayAsk {
  readonly profile?: 'start' | 'stop'
}

serveParent(
  async ({ profile }: GatewayAsk) => {
    if (profile === 'start') await startProfile()
    const usage = usageNow()
    // What the profiler itself takes to end is not the gateway's.
    if (profile === 'stop') await stopProfile()
    return { url: gateway.url, ...usage }
  },
  () => gateway.close()
)
