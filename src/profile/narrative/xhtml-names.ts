/**
 * The elements and attributes that FHIR allows in narrative.
 *
 * Those of HTML 4.0 chapters 7 to 11 (but 9.4, insertions and deletions) and 15 that HTML 4.0 does not deprecate, `a`,
 * and images with their maps; of attributes the deprecated ones, too, for FHIR speaks of elements only.
 * Source: https://hl7.org/fhir/R4/narrative.html (Limitations, txt-1), https://www.w3.org/TR/html4/
 */
const elements: Readonly<Record<string, string>> = {
  a: 'charset coords href hreflang name rel rev shape type',
  abbr: '',
  acronym: '',
  address: '',
  area: 'alt coords href nohref shape',
  b: '',
  bdo: '',
  big: '',
  blockquote: 'cite',
  br: 'clear',
  caption: 'align',
  cite: '',
  code: '',
  col: 'align char charoff span valign width',
  colgroup: 'align char charoff span valign width',
  dd: '',
  dfn: '',
  div: 'align',
  dl: 'compact',
  dt: '',
  em: '',
  h1: 'align',
  h2: 'align',
  h3: 'align',
  h4: 'align',
  h5: 'align',
  h6: 'align',
  hr: 'align noshade size width',
  i: '',
  img: 'align alt border height hspace ismap longdesc name src usemap vspace width',
  kbd: '',
  li: 'type value',
  map: 'name',
  ol: 'compact start type',
  p: 'align',
  pre: 'width xml:space',
  q: 'cite',
  samp: '',
  small: '',
  span: '',
  strong: '',
  sub: '',
  sup: '',
  table: 'align bgcolor border cellpadding cellspacing frame rules summary width',
  tbody: 'align char charoff valign',
  td: 'abbr align axis bgcolor char charoff colspan headers height nowrap rowspan scope valign width',
  tfoot: 'align char charoff valign',
  th: 'abbr align axis bgcolor char charoff colspan headers height nowrap rowspan scope valign width',
  thead: 'align char charoff valign',
  tr: 'align bgcolor char charoff valign',
  tt: '',
  ul: 'compact type',
  var: ''
}

/** What any element may carry; `idref` is FHIR's, to tie text to an element of the resource. */
const common = ['accesskey', 'class', 'dir', 'id', 'idref', 'lang', 'style', 'tabindex', 'title', 'xml:lang', 'xmlns']

const allowed: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(elements).map(([name, own]) => [name, new Set([...common, ...own.split(' ').filter(Boolean)])])
)

/** Names that are no secret: of HTML, so that a reason may say them. Any other could be what a person typed. */
const otherElements = `article aside audio basefont bdi body button canvas center data datalist del details dialog dir
  fieldset figcaption figure font footer form frame frameset head header html iframe input ins isindex label legend link
  main mark menu meta meter nav noframes noscript object optgroup option output param picture progress rp rt ruby s script
  section select slot source strike style summary svg template textarea time title track u video wbr`
const otherAttributes = `alink background bordercolor color content contenteditable controls data face hidden link loading
  media method onclick onload role sizes srcset target text valuetype vlink xlink:href`

const sayable: ReadonlySet<string> = new Set([
  ...allowed.keys(),
  ...[...allowed.values()].flatMap((attributes) => [...attributes]),
  ...otherElements.split(/\s+/),
  ...otherAttributes.split(/\s+/)
])

/** The attributes that an element may carry; undefined where the element itself is not allowed. */
export function attributesOf(element: string): ReadonlySet<string> | undefined {
  return allowed.get(element)
}

/** The name as a reason may say it: undefined where it is not one of HTML, in whatever case it is written. */
export function sayableName(name: string): string | undefined {
  const known = name.toLowerCase()
  return sayable.has(known) ? known : undefined
}
