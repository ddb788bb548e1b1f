import { createHash } from 'node:crypto'
import type { JsonObject, Typed } from '../schema/types.ts'
import type { Run } from '../run/run.ts'
import { SourceNode } from '../run/source-node.ts'
import { type Parameter, type Transform, type TransformMaker, takes, typeNamed } from './transform.ts'

/**
 * `uuid()`: a UUID in lower case.
 *
 * It is made of the input, the map and how many were made before, so that the same input gives the same ids
 * (RFC 9562, version 8); two transforms of different inputs share none.
 */
export const uuid: TransformMaker = (context) => {
  takes(context, 'uuid', 0)
  const type = typeNamed(context.scope, 'string')
  const { url } = context.scope.map
  return { make: ({ run }) => ({ type, value: uuidOf(`${run.seed()}|${url}|${String(run.uuids++)}`) }) }
}

function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** `reference(source)`: the text of a reference to a resource, `Type/id`. Fault: `no-value` where it has no id. */
export const reference: TransformMaker = (context) => {
  takes(context, 'reference', 1)
  const type = typeNamed(context.scope, 'string')
  const [parameter] = context.parameters
  return {
    make: ({ run, frame }) => {
      const value = parameter?.read(frame)
      if (value === undefined) return undefined
      const { resourceType, id } = resourceOf(run, value, 'reference')
      return { type, value: `${resourceType}/${id}` }
    },
    cover: coverId(parameter)
  }
}

/** Of the resource, its id is all that a reference to it says. */
function coverId(parameter: Parameter | undefined): Transform['cover'] {
  return ({ run, frame }) => {
    const node = parameter?.read(frame)
    if (node instanceof SourceNode) run.coverage?.takePath(node, ['id'], run.schema)
  }
}

/** `pointer(resource)`: what a reference to it may say: `urn:uuid:` and its id where that is a UUID, else `Type/id`. */
export const pointer: TransformMaker = (context) => {
  takes(context, 'pointer', 1)
  const type = typeNamed(context.scope, 'string')
  const [parameter] = context.parameters
  return {
    make: ({ run, frame }) => {
      const value = parameter?.read(frame)
      if (value === undefined) return undefined
      const { resourceType, id } = resourceOf(run, value, 'pointer')
      const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
      return { type, value: isUuid ? `urn:uuid:${id}` : `${resourceType}/${id}` }
    },
    cover: coverId(parameter)
  }
}

function resourceOf(run: Run, { value, type }: Typed, name: string): { resourceType: string; id: string } {
  const held = typeof value === 'object' && value !== null ? (value as JsonObject) : {}
  const { resourceType, id } = held
  if (typeof resourceType !== 'string')
    return run.fail('wrong-value', `${name} takes a resource and is given a ${type.name}`)
  if (typeof id !== 'string') return run.fail('no-value', `${name} needs a resource with an id`)
  return { resourceType, id }
}
