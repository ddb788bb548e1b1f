import type { Agreement } from '../agreement.ts'

/** `id|version`, as a referral records the agreement that holds for it. */
export function versionKey({ id, version }: Pick<Agreement, 'id' | 'version'>): string {
  return `${id}|${version}`
}

/** The agreements in force: each stands in the map under its id, and every version under `id|version`, too. */
export function inForce(agreements: ReadonlyMap<string, Agreement>): readonly Agreement[] {
  return Array.from(agreements).flatMap(([key, agreement]) => (key === agreement.id ? [agreement] : []))
}

/** The file in which a version stands: `<id>.json` holds the one in force, and `<id>@<version>.json` an earlier one. */
export function fileOf(agreements: ReadonlyMap<string, Agreement>, { id, version }: Agreement): string {
  return agreements.get(id)?.version === version ? `${id}.json` : `${id}@${version}.json`
}
