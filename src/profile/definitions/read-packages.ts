import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '../../reason.ts'
import { compareVersions } from './canonical-index.ts'
import type { PackageName } from './definitions.ts'
import { packageBounds, packageFiles, type PackageBounds, type PackageFile } from './package-files.ts'
import { conformanceResource, sourceOf, type Source } from './source.ts'

/** Packages in the folder: enough for a few guides with all that they depend on. */
const PACKAGES_MAX = 50

/** The packages, or every reason against one in a line each: its file, the file in it, and what is wrong. */
export type PackagesRead =
  | { readonly ok: true; readonly value: readonly Source[] }
  | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Reads a folder of FHIR packages, each a `.tgz` or a folder that holds `package/package.json` or `package.json`.
 *
 * Something else in the folder is refused, because a package under another name would silently not count; only names that
 * begin with a point are passed over. A package in two versions is taken in both, the later one before the other.
 *
 * @returns sources in the order of their names, so that it does not depend on the file system which definition counts.
 * @see https://hl7.org/fhir/packages.html
 */
export async function readPackages(dir: string, bounds: PackageBounds = packageBounds): Promise<PackagesRead> {
  let names: readonly string[]
  try {
    names = (await readdir(dir)).filter((name) => !name.startsWith('.')).sort()
  } catch (error) {
    return { ok: false, problems: [`the packages in ${dir} cannot be read: ${reasonOf(error)}`] }
  }
  if (names.length > PACKAGES_MAX) return { ok: false, problems: [`${dir} has more than ${PACKAGES_MAX} packages`] }
  const sources: Source[] = []
  const problems: string[] = []
  // One after the other: each may take a lot of memory while it is unpacked.
  for (const name of names) {
    const read = await readPackage(join(dir, name), bounds)
    if (typeof read === 'string') problems.push(`package ${name}: ${read}`)
    else sources.push(read)
  }
  sources.sort(({ name: one }, { name: other }) => {
    if (one.name !== other.name) return one.name < other.name ? -1 : 1
    return compareVersions(other.version, one.version)
  })
  problems.push(...twice(sources))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: sources }
}

/** A package, or the reason against it: unpacking and parsing throw for whatever an operator put there. */
async function readPackage(path: string, bounds: PackageBounds): Promise<Source | string> {
  try {
    return sourceOfFiles(await packageFiles(path, bounds))
  } catch (error) {
    return reasonOf(error)
  }
}

function sourceOfFiles(files: readonly PackageFile[]): Source {
  const manifest = files.find(({ name }) => name === MANIFEST)
  if (manifest === undefined) throw new Error(`it has no ${MANIFEST}, so it is no FHIR package`)
  const name = packageName(jsonOf(manifest))
  const resources = files
    .filter((file) => file.name !== MANIFEST && !file.name.startsWith('.'))
    .flatMap((file) => resourceOf(file) ?? [])
  return sourceOf(name, resources)
}

const MANIFEST = 'package.json'

/** Name and version of a package of R4; one of another version of FHIR would define other types under the same names. */
function packageName(manifest: unknown): PackageName {
  const { name, version, fhirVersions, 'fhir-version-list': listed }: Manifest = isObject(manifest) ? manifest : {}
  if (typeof name !== 'string' || !/^[\w.@/-]{1,200}$/.test(name)) throw new Error(`${MANIFEST} has no name`)
  if (typeof version !== 'string' || !/^[\w.+-]{1,100}$/.test(version)) throw new Error(`${MANIFEST} has no version`)
  const versions: unknown = fhirVersions ?? listed
  if (!Array.isArray(versions) || versions.length === 0) throw new Error(`${MANIFEST} has no fhirVersions`)
  const isR4 = versions.every((one) => typeof one === 'string' && /^4\.0(\.\d+)?$/.test(one))
  if (!isR4) throw new Error(`${name} ${version} is not for FHIR R4 (4.0), says fhirVersions`)
  return { name, version }
}

interface Manifest {
  readonly name?: unknown
  readonly version?: unknown
  readonly fhirVersions?: unknown
  /** What older packages have in its place. */
  readonly 'fhir-version-list'?: unknown
}

function isObject(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null
}

function resourceOf(file: PackageFile): ReturnType<typeof conformanceResource> {
  const content = jsonOf(file)
  try {
    return conformanceResource(content)
  } catch (error) {
    throw new Error(file.name, { cause: error })
  }
}

/** UTF-8, with or without a byte order mark. */
function jsonOf({ name, bytes }: PackageFile): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Error(`${name} is not JSON`)
  }
}

function twice(sources: readonly Source[]): readonly string[] {
  const names = sources.map(({ name: { name, version } }) => `${name} ${version}`)
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `package ${name} is there twice`)
}
