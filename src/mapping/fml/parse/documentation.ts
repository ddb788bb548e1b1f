import type { Cursor } from './cursor.ts'
import { isDrops } from './drops.ts'
import type { Comment } from './tokens.ts'

/** The `//` lines directly above the next token, as one text; undefined where there are none. */
export function readDocumentation(cursor: Cursor): string | undefined {
  const above = [...cursor.commentsBefore(cursor.index)].reverse()
  const lines: string[] = []
  for (const comment of above) {
    const isAdjacent = comment.line === cursor.peek().line - lines.length - 1
    if (!isAdjacent || !comment.ownLine || !isPlain(comment) || isDrops(comment)) break
    lines.unshift(commentText(comment))
  }
  const text = lines.join('\n').trim()
  return text === '' ? undefined : text
}

/** The `//` comment behind the last token, on its line; undefined where there is none. */
export function readRemark(cursor: Cursor): string | undefined {
  const line = cursor.peek(-1).line
  const remark = cursor.commentsBefore(cursor.index).find((comment) => comment.line === line)
  const text = remark !== undefined && isPlain(remark) && !isDrops(remark) ? commentText(remark) : ''
  return text === '' ? undefined : text
}

/** A text as lines of comment. */
export function writtenDocumentation(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split('\n').map((line) => `// ${line}`.trimEnd())
}

/** Two slashes: three are a field, more are a line that somebody drew, and a block is for the writer of the map. */
function isPlain({ text }: Comment): boolean {
  return /^\/\/(?!\/)/.test(text)
}

function commentText({ text }: Comment): string {
  return text.slice(2).trim()
}
