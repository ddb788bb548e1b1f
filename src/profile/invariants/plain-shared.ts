import type { Node } from './known-functions.ts'
import type { Around } from './plain-items.ts'
import type { Part, Place } from './plain-part.ts'

/**
 * A path that is written again in condition after condition, walked once for each value that they are asked of: the rules
 * of what feedback must hold all begin with the sections of its letter.
 *
 * @param node - the path, which begins with what the whole condition is asked of; @param context - where that stands.
 * @returns the part itself where the path costs less than to be remembered.
 */
export function shared(part: Part, node: Node, context: Place): Part {
  if (!WALKS.has(lastCallIn(node))) return part
  const { plain, at, isText = false } = part
  // One symbol for each path, for the text of it would be compared each time.
  const path = Symbol.for(`${context ?? ''} ${writtenAs(node)}`)
  return {
    at,
    isText,
    plain: (self, around) => {
      const { walked } = around
      const known = walked?.get(path)
      if (known !== undefined && known.self === self && isSameAround(known.around, around)) return known.items
      const items = plain(self, around)
      walked?.set(path, { self, around, items })
      return items
    }
  }
}

/** Functions that lead to many elements, or out of the value in hand. */
const WALKS: ReadonlySet<string> = new Set(['resolve', 'repeat'])

function lastCallIn({ type, text = '', children = [] }: Node): string {
  if (type === 'FunctionInvocation') return text
  const last = type === 'InvocationExpression' ? children[1] : undefined
  return last === undefined ? '' : lastCallIn(last)
}

function isSameAround(one: Around, other: Around): boolean {
  return one.resource === other.resource && one.root === other.root && one.graph === other.graph
}

function writtenAs(node: Node): string {
  const { type, text = '', delimitedText = '', children = [] } = node
  return `${type}(${[text, delimitedText, ...children.map((child) => writtenAs(child))].join(' ')})`
}
