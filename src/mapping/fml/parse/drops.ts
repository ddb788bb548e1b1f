import type { Extension, StructureMapGroup } from '@medplum/fhirtypes'
import type { Position } from '../fault.ts'
import { dropsUrl } from './codes.ts'
import type { Cursor } from './cursor.ts'
import type { Comment } from './tokens.ts'

/** A path of the source that a group leaves out on purpose. */
export interface Drop {
  /** With the variable that it starts from: `src.note`. */
  readonly path: string
  readonly reason: string
  readonly position?: Position
}

const attempt = /^\/[/*]+\s*drops\s*:/i
const wanted = /^\/\/+\s*drops:\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\s+because\s+(\S.*)$/

/** Whether a comment says, well-formed or not, that something is left out. */
export function isDrops({ text }: Comment): boolean {
  return attempt.test(text)
}

/**
 * The paths that a group leaves out, from its extensions.
 *
 * @param positions - those of the map, where the place of each is wanted.
 */
export function dropsOf(group: StructureMapGroup, positions?: WeakMap<object, Position>): readonly Drop[] {
  const drops: Drop[] = []
  for (const extension of group.extension ?? []) {
    if (extension.url !== dropsUrl) continue
    const position = positions?.get(extension)
    const [path, reason] = ['path', 'reason'].map(
      (name) => extension.extension?.find(({ url }) => url === name)?.valueString ?? ''
    )
    drops.push({ path: path ?? '', reason: reason ?? '', ...(position === undefined ? {} : { position }) })
  }
  return drops
}

/**
 * Reads the comments between two tokens that say what is left out: `// drops: src.note because it is free text`.
 *
 * Faults (`syntax`): a comment that begins so and goes on otherwise.
 */
export function readDrops(cursor: Cursor, from: number, to: number): Extension[] {
  const extensions: Extension[] = []
  for (let index = from; index <= to; index += 1) {
    for (const comment of cursor.commentsBefore(index).filter(isDrops)) {
      const [, path, reason] = wanted.exec(comment.text) ?? []
      if (path === undefined || reason === undefined) {
        return cursor.fault('expected "// drops: variable.path because reason"', comment)
      }
      cursor.used.add(comment)
      extensions.push(cursor.note(extensionOf({ path, reason }), comment))
    }
  }
  return extensions
}

/** Refuses a comment that says so outside a group, where it would be lost. */
export function refuseOtherDrops(cursor: Cursor): void {
  const other = cursor.tokens.comments.find((comment) => isDrops(comment) && !cursor.used.has(comment))
  if (other !== undefined) cursor.fault('"drops:" says something only inside a group', other)
}

/** The comment that `readDrops` reads. */
export function writtenDrop({ path, reason }: Drop): string {
  return `// drops: ${path} because ${reason}`
}

function extensionOf({ path, reason }: Drop): Extension {
  return {
    url: dropsUrl,
    extension: [
      { url: 'path', valueString: path },
      { url: 'reason', valueString: reason }
    ]
  }
}
