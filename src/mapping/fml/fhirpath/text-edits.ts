/** A piece of a text that something else takes the place of. */
export interface Edit {
  readonly offset: number
  readonly length: number
  readonly by: string
}

/** The text with the edits made; they do not overlap. */
export function editedText(text: string, edits: readonly Edit[]): string {
  let result = ''
  let end = 0
  for (const { offset, length, by } of edits.toSorted((a, b) => a.offset - b.offset)) {
    result += text.slice(end, offset) + by
    end = offset + length
  }
  return result + text.slice(end)
}
