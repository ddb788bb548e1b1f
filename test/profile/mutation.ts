import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, Resource } from '@medplum/fhirtypes'

// Examples of the profiles, and the smallest changes that break each of their rules: `test/profile/fhir/<profile id>.json`.

const FOLDER = join(import.meta.dirname, 'fhir')

/** One change of an example: exactly one of `remove`, `set` and `add`, by a path from the top of its file. */
interface Change {
  readonly remove?: string
  readonly set?: string
  /** A list, to whose end `value` goes. */
  readonly add?: string
  readonly value?: unknown
}

/** The smallest change that breaks one rule of a profile. */
export interface Mutation extends Change {
  /** Key of the invariant or id of the element that is broken. */
  readonly rule: string
  /** Changes that come first, where one cannot break the rule. */
  readonly with?: readonly Change[]
  /** FHIRPath at which it is told. */
  readonly expression: string
  readonly severity: 'error' | 'warning'
  /** Rules that cannot but break with it. */
  readonly also?: readonly string[]
  /** Why, where it is not plain. */
  readonly note?: string
}

/** The mutations of a profile's example. */
export interface Mutations {
  readonly profile: string
  /** A file of `examples/`, or with its folder in front one beside that. */
  readonly example: string
  readonly mutations: readonly Mutation[]
}

/** A resource, and what its references may mean, by `Type/id`. */
export interface Example {
  readonly resource: Resource
  readonly graph: ReadonlyMap<string, Resource>
}

/** Every file of mutations. */
export function readMutations(): readonly Mutations[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  return files.sort().map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Mutations)
}

/** The example of a profile, after a mutation or as it is. */
export function exampleOf({ example }: Mutations, mutation?: Mutation): Example {
  const file = join(FOLDER, example.includes('/') ? '' : 'examples', example)
  const content = JSON.parse(readFileSync(file, 'utf8')) as Resource
  for (const change of [...(mutation?.with ?? []), ...(mutation === undefined ? [] : [mutation])]) {
    applyChange(content, change)
  }
  const resources = content.resourceType === 'Bundle' && content.type === 'collection' ? entries(content) : [content]
  const [resource] = resources
  if (resource === undefined) throw new Error(`${example} is empty`)
  return { resource, graph: new Map(resources.map((one) => [`${one.resourceType}/${one.id}`, one])) }
}

function entries({ entry = [] }: Bundle): readonly Resource[] {
  return entry.flatMap(({ resource }) => resource ?? [])
}

type Node = Record<string | number, unknown>

function applyChange(content: Resource, change: Change): void {
  const path = change.remove ?? change.set ?? change.add ?? ''
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '')
  const last = steps.pop() ?? ''
  const holders: Node[] = [content as unknown as Node]
  for (const step of steps) {
    const next = holders[0]?.[step]
    if (typeof next !== 'object' || next === null) throw new Error(`there is no ${path}`)
    holders.unshift(next as Node)
  }
  const holder = holders[0] ?? {}
  if (change.remove !== undefined) remove(holders, [last, ...steps.reverse()], path)
  else if (change.set !== undefined) holder[last] = change.value
  else holder[last] = [...((holder[last] as readonly unknown[] | undefined) ?? []), change.value]
}

/** FHIR has no empty list and no empty object, so what is left empty goes, too. Holders and steps come innermost first. */
function remove(holders: readonly Node[], steps: readonly string[], path: string): void {
  for (const [depth, holder] of holders.entries()) {
    const step = steps[depth] ?? ''
    if (!(step in holder)) throw new Error(`there is no ${path}`)
    if (Array.isArray(holder)) holder.splice(Number(step), 1)
    else Reflect.deleteProperty(holder, step)
    if (Object.keys(holder).length > 0) return
  }
}
