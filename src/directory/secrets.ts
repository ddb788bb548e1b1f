import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Store } from '../store/port.ts'
import { readIfPresent } from '../files.ts'
import { isPrivateKey, newPrivateKey } from './keys.ts'
import type { Checked } from './load.ts'
import type { JsonWebKey } from './participant.ts'

/** What the gateway alone knows: the same in every process on one store, and in a backup of it. Never logged. */
export interface Secrets {
  /** HMAC key under which a citizen service number becomes the name of its subject's stream. */
  readonly subjects: Buffer
  /** HMAC key from which the key of each auditor's pseudonyms is made. */
  readonly pseudonyms: Buffer
  /** The private key (ES256) with which the gateway signs its access tokens. */
  readonly tokenSigning: JsonWebKey
}

/** The secrets, and what an operator should be told of the files in which they stood before. */
export interface KeptSecrets {
  readonly secrets: Secrets
  /** Files whose value was taken over just now; they are read no more. */
  readonly adopted: readonly string[]
  /** Files that say something else than the store, which alone counts. */
  readonly ignored: readonly string[]
}

/**
 * Reads the secrets from the store; those that it has not are taken from the files of earlier versions, else made.
 *
 * They are settings `secret/<name>`, written with `keep`, so that of several processes at their first start one wins and
 * all have the same.
 *
 * @returns a problem where the store holds referrals and lacks the key under which their patients are known: a new one
 *   would give each patient a second name, and nobody would see it.
 * @throws Error where a secret is there and damaged.
 */
export async function keepSecrets(
  store: Pick<Store, 'read' | 'commit'>,
  dataDir: string
): Promise<Checked<KeptSecrets>> {
  const found = await Promise.all(names.map(async (name) => find(store, name, dataDir)))
  const lost = found.filter(({ name, text }) => text === undefined && kinds[name].isLasting)
  if (lost.length > 0 && (await hasReferrals(store))) return { ok: false, problems: lost.map(lostProblem) }

  const kept: KeptSecret[] = []
  for (const one of found) kept.push({ ...one, text: await keep(store, one) })
  const text = (name: SecretName): string => kept.find((one) => one.name === name)?.text ?? ''
  const secrets = {
    subjects: bytesOf(text('subjects'), 'subjects'),
    pseudonyms: bytesOf(text('pseudonyms'), 'pseudonyms'),
    tokenSigning: keyOf(text('token-signing'))
  }
  const files = kept.filter(({ fileText }) => fileText !== undefined)
  const adopted = files.filter((one) => !one.isStored && one.fileText === one.text).map(({ path }) => path)
  const ignored = files.filter((one) => one.fileText !== one.text).map(({ path }) => path)
  return { ok: true, value: { secrets, adopted, ignored } }
}

/** The setting under which a secret stands. */
export function secretSetting(name: SecretName): string {
  return `secret/${name}`
}

/** The secrets, as they are named in the store. */
export type SecretName = 'subjects' | 'pseudonyms' | 'token-signing'

interface Kind {
  /** Where earlier versions kept it, in `<dataDir>/secrets/`. */
  readonly file: string
  /** Whether what is stored hangs on it for ever; a signing key can be replaced, its tokens live five minutes. */
  readonly isLasting: boolean
  /** The text of the setting from the content of the file; undefined where that is damaged. */
  readonly fromFile: (content: Buffer) => string | undefined
  readonly make: () => Promise<string>
}

interface Found {
  readonly name: SecretName
  /** What stands in the store, else in the file. */
  readonly text: string | undefined
  readonly isStored: boolean
  readonly path: string
  readonly fileText: string | undefined
}

interface KeptSecret extends Found {
  readonly text: string
}

const SECRET_BYTES = 32

const key = {
  isLasting: true,
  fromFile: (content: Buffer) => (content.length === SECRET_BYTES ? content.toString('base64') : undefined),
  make: async () => Promise.resolve(randomBytes(SECRET_BYTES).toString('base64'))
} as const

const kinds: Readonly<Record<SecretName, Kind>> = {
  subjects: { ...key, file: 'subjects.bin' },
  pseudonyms: { ...key, file: 'pseudonyms.bin' },
  'token-signing': {
    file: 'token-signing.jwk.json',
    isLasting: false,
    fromFile: (content) => {
      const parsed = parse(content.toString('utf8'))
      return isPrivateKey(parsed) ? JSON.stringify(parsed) : undefined
    },
    make: async () => JSON.stringify(await newPrivateKey('ES256'))
  }
}

const names = ['subjects', 'pseudonyms', 'token-signing'] as const satisfies readonly SecretName[]

async function find(store: Pick<Store, 'read'>, name: SecretName, dataDir: string): Promise<Found> {
  const path = join(dataDir, 'secrets', kinds[name].file)
  const { facts: stored } = await store.read({ kind: 'setting', name: secretSetting(name) })
  const content = await readIfPresent(path)
  const fileText = content === undefined ? undefined : kinds[name].fromFile(content)
  // A new secret in place of a damaged one would give every patient a second name, so the start stops here.
  assert(stored !== undefined || content === undefined || fileText !== undefined, `${path} is damaged: restore it`)
  return { name, text: stored ?? fileText, isStored: stored !== undefined, path, fileText }
}

/** What stands in the store; written where nothing did, and of several that write at once one wins. */
async function keep(store: Pick<Store, 'read' | 'commit'>, { name, text, isStored }: Found): Promise<string> {
  if (isStored && text !== undefined) return text
  const value = text ?? (await kinds[name].make())
  const setting = { kind: 'setting', name: secretSetting(name), value, keep: true } as const
  await store.commit({ expect: [], writes: [setting], outbox: [], audit: [] })
  const { facts } = await store.read({ kind: 'setting', name: secretSetting(name) })
  assert(facts !== undefined, `the secret ${name} was written and is not there`)
  return facts
}

/** A store without an audit line has no referral either, and is the usual case. */
async function hasReferrals(store: Pick<Store, 'read'>): Promise<boolean> {
  const { facts: heads } = await store.read({ kind: 'auditHeads' })
  if (Object.values(heads).every(({ seq }) => seq === 0)) return false
  return (await store.read({ kind: 'reconciliation' })).facts.referrals > 0
}

function lostProblem({ name, path }: Found): string {
  return `the store holds referrals and not its secret "${name}": put ${path} back, from where the store was before`
}

function bytesOf(text: string, name: SecretName): Buffer {
  const bytes = Buffer.from(text, 'base64')
  assert(bytes.length === SECRET_BYTES, `the secret ${name} in the store is damaged: restore a backup`)
  return bytes
}

function keyOf(text: string): JsonWebKey {
  const parsed = parse(text)
  assert(isPrivateKey(parsed), 'the secret token-signing in the store is damaged: restore a backup')
  return parsed
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // JSON.parse throws for what is no JSON; the check that follows says what is wrong, without quoting a key.
    return undefined
  }
}
