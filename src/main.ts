/** `node:sqlite` without a warning, and types stripped without a flag. */
const NODE_MIN = [24, 15] as const

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
  const found = `ggz-gateway needs Node >= ${NODE_MIN.join('.')}, and this is ${process.versions.node}`
  process.stderr.write(`${found}; "npm start" brings its own\n`)
  process.exit(1)
}

// Only now: what it imports does not load on an older Node, and would say so in words of its own.
const { start } = await import('./start.ts')
const started = await start(process.env)
if (!started.ok) {
  for (const problem of started.problems) process.stderr.write(`${problem}\n`)
  process.exit(1)
}

// A second signal while closing is left to its default: it ends the process at once.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void started.gateway.close())
process.on('SIGHUP', () => void started.gateway.reloadDirectory())
