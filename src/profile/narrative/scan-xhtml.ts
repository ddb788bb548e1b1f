import { attributeFault, elementFault, fault, type NarrativeFault } from './narrative-fault.ts'
import { attributesOf, sayableName } from './xhtml-names.ts'
import { areReferencesDefined, hasForbiddenCharacter } from './xml-text.ts'

/** What a narrative is made of, and what is wrong with it. */
export interface Scan {
  /** Each fault once; empty where the narrative is as FHIR asks. */
  readonly faults: readonly NarrativeFault[]
  /** Ids that a link may lead to: `id` of any element, `name` of an anchor. */
  readonly ids: ReadonlySet<string>
  /** Ids that links and images of the narrative lead to, without `#`; the empty one is the resource itself. */
  readonly targets: ReadonlySet<string>
}

/** Elements within each other: a letter has about ten, a table in a table in a list fifteen. */
const DEPTH_MAX = 64

/** Attributes of one tag: there are about forty that any element may have. */
const ATTRIBUTES_MAX = 100

/** Faults told of one narrative: someone who repairs it needs the kinds, not a list of places. */
const FAULTS_MAX = 10

const NAMESPACE = 'http://www.w3.org/1999/xhtml'

const startOfTag = /<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)/y
const endTag = /<\/([A-Za-z_][\w.:-]*)\s*>/y
const attribute = /\s+([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const endOfTag = /\s*(\/?)>/y

/**
 * Reads the `div` of a narrative once, from left to right; after what is not XML it stops.
 *
 * A CDATA section or an instruction is well-formed XML, too, but a browser shows something else than it says, so neither
 * is read. A name may have a prefix that stands for XHTML, as in the examples of the Dutch HIS.
 * Source: https://hl7.org/fhir/R4/narrative.html
 */
export function scanXhtml(xhtml: string): Scan {
  const state: State = {
    xhtml,
    at: 0,
    open: [],
    hasContent: false,
    isClosed: false,
    prefixes: new Set(),
    faults: new Map(),
    ids: new Set(),
    targets: new Set()
  }
  const broken = hasForbiddenCharacter(xhtml) ? fault.character : readAll(state)
  if (broken !== undefined) state.faults.set(broken.reason, broken)
  else if (!state.hasContent) state.faults.set(fault.empty.reason, fault.empty)
  return { faults: [...state.faults.values()], ids: state.ids, targets: state.targets }
}

interface State {
  readonly xhtml: string
  at: number
  readonly open: string[]
  hasContent: boolean
  /** The root was closed: nothing but white space and comments may follow. */
  isClosed: boolean
  /** Those that stand for XHTML, the empty one for names without; no other namespace may be declared. */
  readonly prefixes: Set<string>
  readonly faults: Map<string, NarrativeFault>
  readonly ids: Set<string>
  readonly targets: Set<string>
}

/** Each turn moves on by at least one character, so there are no more turns than characters. */
function readAll(state: State): NarrativeFault | undefined {
  const { xhtml } = state
  while (state.at < xhtml.length) {
    const broken = xhtml[state.at] === '<' ? readMarkup(state) : readText(state)
    if (broken !== undefined) return broken
  }
  if (state.open.length > 0) return fault.unbalanced
  return state.isClosed ? undefined : fault.root
}

function readText(state: State): NarrativeFault | undefined {
  const next = state.xhtml.indexOf('<', state.at)
  const text = state.xhtml.slice(state.at, next === -1 ? undefined : next)
  state.at += text.length
  const isBlank = text.trim() === ''
  if (state.open.length === 0) return isBlank ? undefined : fault.outside
  if (!areReferencesDefined(text)) return fault.entity
  if (text.includes(']]>')) return fault.character
  if (!isBlank) state.hasContent = true
  return undefined
}

function readMarkup(state: State): NarrativeFault | undefined {
  const { xhtml, at } = state
  if (xhtml.startsWith('<!--', at)) return readComment(state)
  if (xhtml[at + 1] === '!' || xhtml[at + 1] === '?') return fault.declaration
  return xhtml[at + 1] === '/' ? readEndTag(state) : readStartTag(state)
}

/** A browser ends a comment at `<!-->` and `<!--->`, where XML goes on; XML itself forbids two hyphens within. */
function readComment(state: State): NarrativeFault | undefined {
  const start = state.at + '<!--'.length
  const end = state.xhtml.indexOf('--', start)
  if (end === -1 || state.xhtml[end + 2] !== '>') return fault.comment
  if (/^-?>/.test(state.xhtml.slice(start, start + 2))) return fault.comment
  state.at = end + '-->'.length
  return undefined
}

function readEndTag(state: State): NarrativeFault | undefined {
  const [whole, name] = matchAt(endTag, state) ?? []
  if (whole === undefined) return fault.tag
  if (state.open.pop() !== name) return fault.unbalanced
  if (state.open.length === 0) state.isClosed = true
  state.at += whole.length
  return undefined
}

function readStartTag(state: State): NarrativeFault | undefined {
  const [whole, prefix = '', name] = matchAt(startOfTag, state) ?? []
  if (whole === undefined || name === undefined) return fault.tag
  if (state.isClosed) return fault.outside
  if (state.open.length >= DEPTH_MAX) return fault.deep
  state.at += whole.length
  const attributes = new Map<string, string>()
  const broken = readAttributes(state, attributes)
  if (broken !== undefined) return broken
  const [end, slash] = matchAt(endOfTag, state) ?? []
  if (end === undefined) return fault.attribute
  state.at += end.length
  const isRoot = state.open.length === 0
  if (!declare(state, attributes) || !state.prefixes.has(prefix) || (isRoot && name !== 'div')) return fault.root
  noteElement(state, name, attributes)
  if (slash !== '/') state.open.push(whole.slice(1))
  else if (isRoot) state.isClosed = true
  return undefined
}

/** Takes up the namespaces that a tag declares; false where one is not XHTML's. */
function declare(state: State, attributes: ReadonlyMap<string, string>): boolean {
  for (const [name, value] of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue
    if (value !== NAMESPACE) return false
    state.prefixes.add(name.slice('xmlns:'.length))
  }
  return true
}

function readAttributes(state: State, attributes: Map<string, string>): NarrativeFault | undefined {
  for (let match = matchAt(attribute, state); match !== null; match = matchAt(attribute, state)) {
    const [whole, name = '', double, single] = match
    const value = double ?? single ?? ''
    if (attributes.has(name)) return fault.twice
    if (attributes.size >= ATTRIBUTES_MAX) return fault.many
    if (!areReferencesDefined(value)) return fault.entity
    attributes.set(name, value)
    state.at += whole.length
  }
  return undefined
}

function noteElement(state: State, name: string, attributes: ReadonlyMap<string, string>): void {
  const allowed = attributesOf(name)
  if (allowed === undefined) {
    const isInCapitals = attributesOf(name.toLowerCase()) !== undefined
    tell(state, isInCapitals ? fault.capitals : elementFault(sayableName(name)))
  }
  if (name === 'img') state.hasContent = true
  for (const [key, value] of attributes) {
    if (allowed?.has(key) === false && !key.startsWith('xmlns:')) tell(state, attributeFault(sayableName(key), name))
    if (key === 'id' || (key === 'name' && name === 'a')) state.ids.add(value)
    if ((key === 'href' || key === 'src') && value.startsWith('#')) state.targets.add(value.slice(1))
  }
}

function tell(state: State, found: NarrativeFault): void {
  if (state.faults.size < FAULTS_MAX) state.faults.set(found.reason, found)
  else state.faults.set(fault.many.reason, fault.many)
}

function matchAt(pattern: RegExp, { xhtml, at }: State): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(xhtml)
}
