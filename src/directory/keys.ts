import assert from 'node:assert/strict'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { createFile, readIfPresent, replaceFile } from '../files.ts'
import { checkDirectory } from './load.ts'
import type { Checked, DirectoryFile } from './load.ts'
import type { JsonWebKey, Participant } from './participant.ts'

/** A directory in which every participant has a key, and the ids for which a pair was made just now. */
export interface CompletedDirectory {
  readonly file: DirectoryFile
  readonly made: readonly string[]
}

/**
 * Gives a key to each participant that has none in the source file, and keeps the completed directory.
 *
 * Everything but the keys is the source file's, so a changed endpoint holds at once. A key comes from, in this order:
 * the source; the directory completed earlier; a private key that an interrupted start left behind; a new ES384 pair.
 * Private keys go to `<dataDir>/keys/<id>.jwk.json`, readable by the gateway's user only.
 */
export async function completeKeys(source: DirectoryFile, dataDir: string): Promise<Checked<CompletedDirectory>> {
  await privateFolder(join(dataDir, 'keys'))
  const path = join(dataDir, 'directory.json')
  const earlier = await readCompleted(path)
  if (!earlier.ok) return earlier
  const known = new Map(earlier.value.map(({ id, keys }) => [id, keys]))

  const made: string[] = []
  const participants: Participant[] = []
  for (const participant of source.participants) {
    const keys = participant.keys ?? known.get(participant.id)
    if (keys !== undefined) {
      participants.push({ ...participant, keys })
      continue
    }
    const pair = await keyPair(privateKeyPath(dataDir, participant.id))
    if (pair.made) made.push(participant.id)
    participants.push({ ...participant, keys: { jwks: { keys: [publicPart(pair.key)] } } })
  }

  const file: DirectoryFile = { participants }
  const text = `${JSON.stringify(file, null, 2)}\n`
  if ((await readIfPresent(path))?.toString('utf8') !== text) await replaceFile(path, text, 0o600)
  return { ok: true, value: { file, made } }
}

/** Where the private key of a participant stands that the gateway made for it. */
export function privateKeyPath(dataDir: string, participant: string): string {
  return join(dataDir, 'keys', `${participant}.jwk.json`)
}

/** A new private key for signatures, with its thumbprint as `kid`. */
export async function newPrivateKey(alg: 'ES256' | 'ES384'): Promise<JsonWebKey> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(privateKey)
  const key: unknown = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use: 'sig' }
  assert(isPrivateKey(key), 'a new key is an EC key with its private part')
  return key
}

/** The members of a key that everyone may know. */
export function publicPart(key: JsonWebKey): JsonWebKey {
  const members = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use']
  return { kty: key.kty, ...Object.fromEntries(Object.entries(key).filter(([member]) => members.includes(member))) }
}

async function readCompleted(path: string): Promise<Checked<readonly Participant[]>> {
  const content = await readIfPresent(path)
  if (content === undefined) return { ok: true, value: [] }
  const parsed = parse(content)
  const checked = checkDirectory(parsed)
  if (checked.ok) return { ok: true, value: checked.value.participants }
  return { ok: false, problems: checked.problems.map((problem) => `${path}: ${problem}`) }
}

async function keyPair(path: string): Promise<{ key: JsonWebKey; made: boolean }> {
  const found = await readIfPresent(path)
  if (found !== undefined) return { key: privateKeyOf(found, path), made: false }
  const key = await newPrivateKey('ES384')
  const made = await createFile(path, `${JSON.stringify(key, null, 2)}\n`, 0o600)
  const stored = await readIfPresent(path)
  assert(stored !== undefined, `${path} vanished while it was made`)
  return { key: privateKeyOf(stored, path), made }
}

function privateKeyOf(content: Buffer, path: string): JsonWebKey {
  const key = parse(content)
  assert(isPrivateKey(key), `${path} is not a private key: restore it from a backup`)
  return key
}

/** Whether parsed JSON is a private key of the kind that the gateway makes. */
export function isPrivateKey(value: unknown): value is JsonWebKey {
  return typeof value === 'object' && value !== null && 'kty' in value && value.kty === 'EC' && 'd' in value
}

/** JSON or undefined; what is wrong is said by the check that follows, without quoting a key. */
function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  // Where the folder was already there, perhaps restored from a backup with wider permissions.
  await chmod(path, 0o700)
}
