import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { extract } from 'tar-stream'

/** How large a package may be. */
export interface PackageBounds {
  readonly archiveBytesMax: number
  readonly unpackedBytesMax: number
  readonly filesMax: number
}

/**
 * 64 MiB for a .tgz, of which the largest in use have 30 MB; 256 MiB unpacked and 20,000 files, of which R4 itself has
 * 70 MB and 4,500. An archive that grows beyond this was made to do harm.
 */
export const packageBounds: PackageBounds = {
  archiveBytesMax: 64 * 1024 * 1024,
  unpackedBytesMax: 256 * 1024 * 1024,
  filesMax: 20_000
}

/** A file right in the folder `package/`, where the resources are; folders below it hold examples and the like. */
export interface PackageFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * The JSON files of a package: of a .tgz, in memory and without ever using a name in it as a path, or of an unpacked folder.
 *
 * Throws with a reason where the package is too large, has too many files or cannot be read.
 * Source: https://hl7.org/fhir/packages.html (the layout of FHIR packages)
 */
export async function packageFiles(path: string, bounds: PackageBounds): Promise<readonly PackageFile[]> {
  const found = await stat(path)
  if (found.isDirectory()) return filesOfFolder(path, bounds)
  if (!found.isFile() || !path.endsWith('.tgz')) throw new Error('it is neither a .tgz nor a folder')
  return filesOfArchive(path, found.size, bounds)
}

const unzip = promisify(gunzip)

async function filesOfArchive(path: string, size: number, bounds: PackageBounds): Promise<readonly PackageFile[]> {
  if (size > bounds.archiveBytesMax) throw tooLarge('the archive', bounds.archiveBytesMax)
  const archive = await unpacked(await readFile(path), bounds.unpackedBytesMax)
  const entries = extract()
  entries.end(archive)
  const files: PackageFile[] = []
  let count = 0
  for await (const entry of entries) {
    if (++count > bounds.filesMax) throw tooMany(bounds)
    const name = nameInPackage(entry.header.name)
    if (entry.header.type === 'file' && name !== undefined) files.push({ name, bytes: await bytesOf(entry) })
    else entry.resume()
  }
  return files
}

async function unpacked(archive: Buffer, bytesMax: number): Promise<Buffer> {
  try {
    return await unzip(archive, { maxOutputLength: bytesMax })
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw isTooLarge ? tooLarge('what the archive holds', bytesMax) : error
  }
}

/** What is unpacked is bounded already, and so is each part of it. */
async function bytesOf(chunks: AsyncIterable<unknown>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) if (chunk instanceof Uint8Array) parts.push(chunk)
  return Buffer.concat(parts)
}

/** `package/x.json` is `x.json`; undefined for what stands elsewhere or is no JSON. */
function nameInPackage(path: string): string | undefined {
  return /^(?:\.\/)?package\/([^/\\]+\.json)$/.exec(path)?.[1]
}

async function filesOfFolder(path: string, bounds: PackageBounds): Promise<readonly PackageFile[]> {
  const hasPackage = (await readdir(path)).includes('package')
  const folder = hasPackage ? join(path, 'package') : path
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((one) => one.isFile() && one.name.endsWith('.json'))
    .map(({ name }) => name)
    .sort()
  if (names.length > bounds.filesMax) throw tooMany(bounds)
  const files: PackageFile[] = []
  let bytesTotal = 0
  for (const name of names) {
    bytesTotal += (await stat(join(folder, name))).size
    if (bytesTotal > bounds.unpackedBytesMax) throw tooLarge('what the folder holds', bounds.unpackedBytesMax)
    files.push({ name, bytes: await readFile(join(folder, name)) })
  }
  return files
}

function tooLarge(what: string, bytesMax: number): Error {
  return new Error(`${what} is larger than ${bytesMax} bytes`)
}

function tooMany({ filesMax }: PackageBounds): Error {
  return new Error(`it has more than ${filesMax} files`)
}
