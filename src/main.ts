import { start } from './start.ts'

/** `node:sqlite` without a warning, and types stripped without a flag. */
const NODE_MIN = [24, 15] as const

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
  process.stderr.write(
    `ggz-gateway needs Node >= ${NODE_MIN.join('.')}, this is ${process.versions.node}; use "npm start"\n`
  )
  process.exit(1)
}

const started = await start(process.env)
if (!started.ok) {
  for (const problem of started.problems) process.stderr.write(`${problem}\n`)
  process.exit(1)
}

// A second signal while closing is left to its default: it ends the process at once.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void started.gateway.close())
process.on('SIGHUP', () => void started.gateway.reloadDirectory())
