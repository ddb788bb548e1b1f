import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Checked } from './directory/load.ts'
import { readPackages } from './profile/definitions/read-packages.ts'
import type { Source } from './profile/definitions/source.ts'
import { supportOf, type ProfileSupport } from './profile/package-support.ts'
import type { Validator } from './profile/port.ts'

/** Profiles that have a line of their own in the log; a guide has some hundred. */
const PROFILES_LOGGED_MAX = 200

/** What of one profile is named in its line; the command `validate` lists all of it. */
const REASONS_LOGGED_MAX = 10

/** The FHIR packages of the configuration, named in the log; none where it names no folder. */
export async function configuredPackages(
  { packagesDir }: Pick<Config, 'packagesDir'>,
  log: Pick<Logger, 'info'>
): Promise<Checked<readonly Source[]>> {
  if (packagesDir === undefined) return { ok: true, value: [] }
  const read = await readPackages(packagesDir)
  if (!read.ok) return { ok: false, problems: read.problems.map((problem) => `GATEWAY_PACKAGES_DIR: ${problem}`) }
  log.info({ packages: read.value.map(({ name: { name, version } }) => `${name} ${version}`) }, 'packages loaded')
  return read
}

/**
 * Compiles the profiles of the packages and lists in the log what of them is not checked: one line for each profile, and
 * one that counts. A profile that cannot be compiled is a reason against the start.
 */
export function listUnsupported(
  validator: Validator,
  packages: readonly Source[],
  log: Pick<Logger, 'info' | 'warn'>
): Checked<readonly ProfileSupport[]> {
  if (packages.length === 0) return { ok: true, value: [] }
  const support = supportOf(validator, packages)
  if (!support.ok) return { ok: false, problems: support.problems.map((problem) => `GATEWAY_PACKAGES_DIR: ${problem}`) }
  const partial = support.value.filter(({ unsupported }) => unsupported.length > 0)
  for (const { package: name, profile, unsupported } of partial.slice(0, PROFILES_LOGGED_MAX)) {
    const reasons = unsupported.slice(0, REASONS_LOGGED_MAX).map(({ element, reason }) => `${element}: ${reason}`)
    log.warn(
      { package: name, profile, unsupported: reasons, count: unsupported.length },
      'a profile is checked in part'
    )
  }
  log.info({ profiles: support.value.length, inPart: partial.length }, 'profiles of packages compiled')
  return support
}
