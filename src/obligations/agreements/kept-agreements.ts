import { hash } from 'node:crypto'
import type { Store } from '../../store/port.ts'
import type { Agreement } from '../agreement.ts'
import { fileOf, versionKey } from './version.ts'

/**
 * Sees to it that a version of an agreement says for ever what it said when it was first loaded.
 *
 * Duties record the version under which they were opened; other words under the same version would give another answer
 * about the past, and nobody would see it. The store keeps a digest of each version as a setting `agreement/<id>|<version>`,
 * written with `keep`, so that of several processes at their first start one wins and the others are held to it.
 *
 * @returns one line for each version that says something else now: its file, and what to do. None when all is well.
 */
export async function keepAgreements(
  store: Pick<Store, 'read' | 'commit'>,
  agreements: ReadonlyMap<string, Agreement>
): Promise<readonly string[]> {
  const versions = [...new Set(agreements.values())].map((agreement) => ({ agreement, digest: digestOf(agreement) }))
  const isNew = await Promise.all(versions.map(async ({ agreement }) => (await kept(store, agreement)) === undefined))
  const writes = versions
    .filter((_, index) => isNew[index] === true)
    .map(({ agreement, digest }) => ({ ...setting, name: agreementSetting(agreement), value: digest }))
  if (writes.length > 0) await store.commit({ expect: [], writes, outbox: [], audit: [] })
  const problems: string[] = []
  for (const { agreement, digest } of versions) {
    if ((await kept(store, agreement)) !== digest) problems.push(changed(agreement, fileOf(agreements, agreement)))
  }
  return problems
}

/** The setting under which the digest of a version is kept. */
export function agreementSetting(agreement: Pick<Agreement, 'id' | 'version'>): string {
  return `agreement/${versionKey(agreement)}`
}

/**
 * A digest of what an agreement says, in hexadecimal digits: of the whole one, refined where it refines another, whatever
 * the order of its members and the layout of its file.
 */
export function digestOf(agreement: Agreement): string {
  return hash('sha256', JSON.stringify(inOrder(agreement)), 'hex')
}

const setting = { kind: 'setting', keep: true } as const

async function kept(store: Pick<Store, 'read'>, agreement: Agreement): Promise<string | undefined> {
  return (await store.read({ kind: 'setting', name: agreementSetting(agreement) })).facts
}

function changed({ id, version, refines }: Agreement, file: string): string {
  const base = refines === undefined ? '' : ` (or ${refines}, which it refines, has)`
  return (
    `${file}: agreement ${id}|${version} says something else than when it was put in force${base}, and duties are judged by ` +
    `it: put back what it said as ${id}@${version}.json, and give the change a new version in ${id}.json`
  )
}

/** Members in the order of their names. What is walked is an agreement that was loaded, which its schema bounds. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, inOrder(member)])
  )
}
