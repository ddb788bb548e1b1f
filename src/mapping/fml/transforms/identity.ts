import { createHash } from 'node:crypto'
import type { JsonObject, Typed } from '../schema/types.ts'
import type { Run } from '../run/run.ts'
import { SourceNode } from '../run/source-node.ts'
import { type OwnTransform, type TransformContext, type TransformMaker, takes, typeNamed } from './transform.ts'

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
  return pointing('reference', context, ({ resourceType, id }) => `${resourceType}/${id}`)
}

/** `pointer(resource)`: what a reference to it may say: `urn:uuid:` and its id where that is a UUID, else `Type/id`. */
export const pointer: TransformMaker = (context) => {
  return pointing('pointer', context, ({ resourceType, id }) => {
    const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    return isUuid ? `urn:uuid:${id}` : `${resourceType}/${id}`
  })
}

interface Pointed {
  readonly resourceType: string
  readonly id: string
}

/** What points at a resource takes no more of it than its id. */
function pointing(name: string, context: TransformContext, textOf: (resource: Pointed) => string): OwnTransform {
  takes(context, name, 1)
  const type = typeNamed(context.scope, 'string')
  const [parameter] = context.parameters
  return {
    make: ({ run, frame }) => {
      const value = parameter?.read(frame)
      return value === undefined ? undefined : { type, value: textOf(resourceOf(run, value, name)) }
    },
    cover: ({ run, frame }) => {
      const node = parameter?.read(frame)
      if (node instanceof SourceNode) run.coverage?.takePath(node, ['id'], run.schema)
    }
  }
}

function resourceOf(run: Run, { value, type }: Typed, name: string): Pointed {
  const held = typeof value === 'object' && value !== null ? (value as JsonObject) : {}
  const { resourceType, id } = held
  if (typeof resourceType !== 'string')
    return run.fail('wrong-value', `${name} takes a resource and is given a ${type.name}`)
  if (typeof id !== 'string') return run.fail('no-value', `${name} needs a resource with an id`)
  return { resourceType, id }
}
