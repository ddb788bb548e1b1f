/** Whether `profiles/fhir/` was built from the FSH files that there are, without building it again. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Said where the definitions are of other sources than those that lie beside them. */
export const STALE_PROFILES = 'profiles/fhir is not of these sources: run npm run profiles in test/conformance'

/**
 * The hash of `profiles/*.fsh` under `root`: of each file its name, a line end and its text, sorted by name.
 *
 * The same as `hashOfSources` of test/conformance/build-profiles.mjs, which writes it into profiles/fhir/source.json.
 */
export async function profileSourceHash(root: string): Promise<string> {
  const folder = join(root, 'profiles')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.fsh')).sort()
  const hash = createHash('sha256')
  for (const name of names) hash.update(`${name}\n${await readFile(join(folder, name), 'utf8')}`)
  return hash.digest('hex')
}

/** @returns whether the definitions under `root` say that they were built from the sources that are there now. */
export async function areProfilesCurrent(root: string): Promise<boolean> {
  const source: unknown = JSON.parse(await readFile(join(root, 'profiles', 'fhir', 'source.json'), 'utf8'))
  const built = typeof source === 'object' && source !== null && 'sha256' in source ? source.sha256 : undefined
  return built === (await profileSourceHash(root))
}
