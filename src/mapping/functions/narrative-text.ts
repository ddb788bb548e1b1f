/**
 * The words of an XHTML narrative as plain text: blocks on lines of their own, list items with a dash, cells with a tab,
 * the text of images, entities as the characters that they mean. Comments are no words.
 *
 * What is not well formed is kept as text: a word too many can be read over, a word too few cannot be read.
 * Time is linear in the length. Source: https://hl7.org/fhir/R4/narrative.html
 */
export function narrativeText(div: string): string {
  const out: string[] = []
  let place = 0
  let preformatted = 0
  while (place < div.length) {
    const part = nextPart(div, place)
    place = part.end
    if (part.tag === undefined) {
      const text = part.isLiteral ? part.text : withoutEntities(part.text)
      out.push(preformatted > 0 ? text : text.replaceAll(/[ \t\r\n]+/g, ' '))
      continue
    }
    const { name, isEnd, alt } = tagOf(part.tag)
    if (name === 'pre') preformatted = Math.max(0, preformatted + (isEnd ? -1 : 1))
    out.push(layoutOf(name, isEnd), withoutEntities(alt))
  }
  const lines = out.join('').split('\n')
  return lines
    .map((line) => line.trimEnd().replace(/^ +/, ''))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

interface Part {
  readonly end: number
  readonly text: string
  /** What stands between the angle brackets, where the part is a tag. */
  readonly tag?: string
  /** CDATA, in which an entity is just its letters. */
  readonly isLiteral?: boolean
}

/** From `place` on: the text up to the next tag, or the tag that stands there. */
function nextPart(div: string, place: number): Part {
  if (div[place] !== '<') {
    const open = div.indexOf('<', place)
    const end = open < 0 ? div.length : open
    return { end, text: div.slice(place, end) }
  }
  const rest: Part = { end: div.length, text: div.slice(place) }
  if (div.startsWith('<!--', place)) {
    const end = div.indexOf('-->', place + 4)
    return end < 0 ? rest : { end: end + 3, text: '' }
  }
  if (div.startsWith('<![CDATA[', place)) {
    const end = div.indexOf(']]>', place)
    return end < 0 ? rest : { end: end + 3, text: div.slice(place + 9, end), isLiteral: true }
  }
  // `a < b`, written without its entity, is text.
  if (!/[A-Za-z/!?]/.test(div[place + 1] ?? '')) return { end: place + 1, text: '<' }
  const end = endOfTag(div, place)
  return end < 0 ? rest : { end: end + 1, text: '', tag: div.slice(place + 1, end) }
}

/** The closing bracket, which may also stand within quotes without closing. */
function endOfTag(div: string, open: number): number {
  let quote = ''
  for (let place = open + 1; place < div.length; place++) {
    const letter = div[place] ?? ''
    if (quote !== '') quote = letter === quote ? '' : quote
    else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '>') return place
  }
  return -1
}

function tagOf(tag: string): { readonly name: string; readonly isEnd: boolean; readonly alt: string } {
  const isEnd = tag.startsWith('/')
  const name = /^\/?(?:[\w-]+:)?([A-Za-z][\w-]*)/.exec(tag)?.[1]?.toLowerCase() ?? ''
  const alt = name === 'img' ? /\balt\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag) : null
  return { name, isEnd, alt: alt?.[1] ?? alt?.[2] ?? '' }
}

const BLOCKS: ReadonlySet<string> = new Set(
  'address blockquote br caption dd div dl dt h1 h2 h3 h4 h5 h6 hr ol p pre table tbody tfoot thead ul'.split(' ')
)

function layoutOf(name: string, isEnd: boolean): string {
  if (name === 'li') return isEnd ? '' : '\n- '
  if (name === 'tr') return isEnd ? '' : '\n'
  if (name === 'td' || name === 'th') return isEnd ? '\t' : ''
  return BLOCKS.has(name) ? '\n' : ''
}

function withoutEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z]\w{1,15}));/g, (entity: string, ...found) => {
    const [decimal, hexadecimal, name] = found as (string | undefined)[]
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? entity) : entity
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity
  })
}

/** The entities of HTML for U+00A0 to U+00FF in their order, which is all that Dutch needs. */
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'

/** Others that text editors write. Source: https://html.spec.whatwg.org/multipage/named-characters.html */
const NAMED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(LATIN_1.split(' ').map((name, index) => [name, String.fromCodePoint(0xa0 + index)])),
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  euro: '€',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  bull: '•',
  rarr: '→',
  larr: '←',
  le: '≤',
  ge: '≥',
  ne: '≠'
}
