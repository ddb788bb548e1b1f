import type { LightMyRequestResponse } from 'fastify'
import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes'
import type { Test } from 'tap'
import type { Change } from '../../src/store/change.ts'
import { world as http, type World as Http } from '../http/world.ts'

/** An application whose commits are counted: an operation makes none. */
export interface World extends Http {
  readonly commits: () => number
}

/** `isFirstOfBefore`: the first message is kept as a version of the gateway did that knew no lineage. */
export async function world(t: Test, { isFirstOfBefore = false } = {}): Promise<World> {
  let commits = 0
  const wrap: NonNullable<Parameter<typeof http>[1]>['wrap'] = (store) => ({
    ...store,
    read: async (query) => store.read(query),
    commit: async (change) => {
      commits += 1
      return store.commit(isFirstOfBefore && commits === 1 ? ofBefore(change) : change)
    }
  })
  return { ...(await http(t, { wrap })), commits: () => commits }
}

function ofBefore(change: Change): Change {
  const writes = change.writes.map(
    (write) =>
      Object.fromEntries(
        Object.entries(write).filter(([key]) => key !== 'cause' && key !== 'mapping')
      ) as unknown as typeof write
  )
  return { ...change, writes }
}

type Parameter<F extends (...args: never[]) => unknown> = globalThis.Parameters<F>

/** Makes Parameters of names with values or resources: `{from: {valueCode: 'his'}}`. */
export function parametersOf(given: Readonly<Record<string, object>>): string {
  return JSON.stringify({
    resourceType: 'Parameters',
    parameter: Object.entries(given).map(([name, value]) => ({ name, ...value }))
  })
}

/** A POST of an operation, as curl makes it. */
export function posted(url: string, payload: string | Buffer, headers: Readonly<Record<string, string>> = {}) {
  return { method: 'POST', url, payload, headers: { 'content-type': 'application/fhir+json', ...headers } } as const
}

/** The answer's parameters; throws for any other answer. */
export function answered({ statusCode, body }: LightMyRequestResponse): readonly ParametersParameter[] {
  const answer = JSON.parse(body) as Parameters
  if (statusCode !== 200) throw new Error(`${String(statusCode)} ${body}`)
  return answer.parameter ?? []
}

/** The parameters, or the parts of one, with a name. */
export function named(all: readonly ParametersParameter[], name: string): readonly ParametersParameter[] {
  return all.filter((one) => one.name === name)
}

/** The one value that a parameter or a part of this name has. */
export function valueIn(all: readonly ParametersParameter[], name: string): unknown {
  const [first] = named(all, name)
  return Object.entries(first ?? {}).find(([key]) => key.startsWith('value'))?.[1]
}

/** The resource of a parameter. */
export function resourceIn(all: readonly ParametersParameter[], name: string): Resource {
  const [{ resource } = {}] = named(all, name)
  if (resource === undefined) throw new Error(`no resource in ${name}`)
  return resource
}
