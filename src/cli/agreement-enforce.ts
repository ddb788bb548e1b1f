import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { storeOptions, storeShown } from '../config-store.ts'
import { loadConfig, type Config, type Environment } from '../config.ts'
import { directoryOf, readDirectoryFile, type Checked } from '../directory/load.ts'
import type { Participant } from '../directory/participant.ts'
import { hasBsnInWords } from '../fhir/identifiers.ts'
import { operationOutcome, type Issue } from '../fhir/outcome.ts'
import type { Deps } from '../flows/deps.ts'
import { enforceWhole, type EnforcedWhole } from '../flows/enforce-whole.ts'
import { createLog } from '../log.ts'
import { loadMappings } from '../mapping/load-dialects.ts'
import { createValidator } from '../profile/create-validator.ts'
import { reasonOf } from '../reason.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/port.ts'
import { clockOf, loadedAgreements, projectRoot } from './agreement-store.ts'

/** What the command is asked. */
export interface EnforceCommand {
  /** Its id. */
  readonly agreement: string
  readonly reason: string
  /** The operator in whose name it is done; needed where the directory has several. */
  readonly by: string | undefined
}

/** Puts the version of an agreement that is shipped in force for what is open in the store that the configuration names. */
export async function enforceConfigured(env: Environment, command: EnforceCommand): Promise<Checked<EnforcedWhole>> {
  if (hasBsnInWords(command.reason)) return { ok: false, problems: ['the reason may name no patient'] }
  const config = loadConfig(env)
  if (!config.ok) return config
  const rules = await rulesOf(config.value)
  if (!rules.ok) return rules
  const operator = operatorIn(rules.value, command.by)
  if (!operator.ok) return operator
  const place = storeOptions(config.value)
  // An empty store in the wrong folder would say that nothing is open, and that would pass for done.
  if ('file' in place && !existsSync(place.file)) {
    return { ok: false, problems: [`no store at ${place.file}: set GATEWAY_DATA_DIR to the gateway's data directory`] }
  }
  const clock = clockOf(config.value)
  let store: Store
  try {
    store = await openStore({ ...place, now: () => clock.now() })
  } catch (error) {
    const advice = 'where a gateway runs, ask its operation PlanDefinition/<id>/$enforce'
    return { ok: false, problems: [`cannot open the store ${storeShown(place)}: ${reasonOf(error)}`, advice] }
  }
  try {
    await clock.restore(store)
    const log = createLog({ level: config.value.logLevel, destination: process.stderr })
    const deps = { store, clock, log, rules: rules.value, wake: () => undefined }
    return await enforced(deps, operator.value, command)
  } finally {
    await store.close()
  }
}

async function enforced(deps: Deps, participant: Participant, asked: EnforceCommand): Promise<Checked<EnforcedWhole>> {
  const done = await enforceWhole(deps, participant, asked)
  return done.ok ? done : { ok: false, problems: told(done.outcome.issues) }
}

function told(issues: readonly Issue[]): readonly string[] {
  return operationOutcome(issues).issue.map(({ details }) => details?.text ?? '')
}

function operatorIn({ directory }: Pick<Deps['rules'], 'directory'>, by: string | undefined): Checked<Participant> {
  const operators = directory.all.filter(({ role, id }) => role === 'operator' && (by === undefined || id === by))
  const [only, another] = operators
  if (only !== undefined && another === undefined) return { ok: true, value: only }
  const reason = only === undefined ? 'the directory has no such operator' : 'the directory has several operators'
  return { ok: false, problems: [`${reason}: name one with --by`] }
}

/** What duties are judged and shown with; no message comes in, and so no patient is looked for. */
async function rulesOf({ directoryFile, publicUrl }: Config): Promise<Checked<Deps['rules']>> {
  const agreements = await loadedAgreements()
  if (!agreements.ok) return agreements
  const listed = await readDirectoryFile(directoryFile)
  if (!listed.ok) return listed
  const { dialects, catalogue: maps } = loadMappings(
    [join(projectRoot, 'mappings')],
    join(projectRoot, 'profiles', 'base')
  )
  return {
    ok: true,
    value: {
      ...{ directory: directoryOf(listed.value.participants), agreements: agreements.value, dialects, maps },
      validator: createValidator(join(projectRoot, 'profiles')),
      base: `${publicUrl}/fhir`,
      subjectOf: () => assert.fail('no message comes in')
    }
  }
}
