/**
 * `npm run -s token -- <participant> [--scope "<scopes>"]`: prints an access token of the running gateway.
 *
 * It signs with the key that the gateway made for the participant, so it works where the gateway's data folder is.
 */
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { readIfPresent } from '../files.ts'
import { isPrivateKey, privateKeyPath } from '../directory/keys.ts'
import type { JsonWebKey } from '../directory/participant.ts'
import { askToken } from '../tokens/client.ts'

/** What the command prints, or the one line that says why it cannot. */
type Outcome = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string }

const USAGE = 'usage: npm run -s token -- <participant> [--scope "system/Task.rs ..."]'

const outcome = await run(process.argv.slice(2))
if (outcome.ok) {
  process.stdout.write(`${outcome.value}\n`)
} else {
  process.stderr.write(`${outcome.reason}\n`)
  process.exitCode = 1
}

async function run(args: readonly string[]): Promise<Outcome> {
  const asked = argumentsOf(args)
  if (asked === undefined) return { ok: false, reason: USAGE }
  const config = loadConfig(process.env)
  if (!config.ok) return { ok: false, reason: config.problems.join('; ') }
  const { publicUrl, dataDir } = config.value

  const key = await privateKeyOf(asked.participant, config.value)
  if (key === undefined) return { ok: false, reason: await unknownParticipant(asked.participant, dataDir) }
  const answer = await askToken({ publicUrl, privateJwk: key, ...asked })
  if (answer.ok) return answer
  if (answer.reason === 'unreachable') {
    return { ok: false, reason: `the gateway at ${publicUrl} cannot be reached (${answer.detail}): is it running?` }
  }
  return { ok: false, reason: `the gateway at ${publicUrl} gave no token: ${answer.detail}` }
}

function argumentsOf(args: readonly string[]): { readonly participant: string; readonly scope?: string } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { scope: { type: 'string' } },
      allowPositionals: true
    })
    const [participant, ...more] = positionals
    if (participant === undefined || more.length > 0) return undefined
    return values.scope === undefined ? { participant } : { participant, scope: values.scope }
  } catch {
    // parseArgs throws for an option that it does not know.
    return undefined
  }
}

/** Only a name that is in the folder is opened, so that no name becomes a path to somewhere else. */
async function privateKeyOf(participant: string, { dataDir }: Config): Promise<JsonWebKey | undefined> {
  if (!(await knownParticipants(dataDir)).includes(participant)) return undefined
  const content = await readIfPresent(privateKeyPath(dataDir, participant))
  const key: unknown = content === undefined ? undefined : JSON.parse(content.toString('utf8'))
  return isPrivateKey(key) ? key : undefined
}

async function unknownParticipant(participant: string, dataDir: string): Promise<string> {
  const known = await knownParticipants(dataDir)
  if (known.length === 0) return `there are no keys in ${dataDir}: start the gateway once, it makes them`
  return `there is no key for ${participant}; there are keys for: ${known.join(', ')}`
}

async function knownParticipants(dataDir: string): Promise<readonly string[]> {
  const names = await readdir(dirname(privateKeyPath(dataDir, 'any'))).catch((): string[] => [])
  return names.flatMap((name) => /^(.+)\.jwk\.json$/.exec(name)?.[1] ?? []).sort()
}
