import { test } from 'tap'
import { checkNarrative } from '../../../src/profile/narrative/check-narrative.ts'
import type { Issue } from '../../../src/fhir/outcome.ts'
import { cpuMs } from '../cpu-ms.ts'

function issuesOf(div: string): readonly Issue[] {
  const issues: Issue[] = []
  checkNarrative(div, 'Patient.text.div', (issue) => issues.push(issue))
  return issues
}

function xhtml(content: string): string {
  return `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`
}

const reasonsOf = (div: string): readonly (string | undefined)[] => issuesOf(div).map(({ words }) => words.reason)

const sound: readonly (readonly [string, string])[] = [
  ['text alone', 'Geachte collega,'],
  ['an image alone', '<img src="#scan" alt=""/>'],
  [
    'every kind of block',
    '<h1>a</h1><p>b<br/>c<br></br></p><ul><li>d</li></ul><dl><dt>e</dt><dd>f</dd></dl><hr/><pre>g</pre>'
  ],
  [
    'a table',
    '<table border="1"><caption>a</caption><colgroup><col span="2"/></colgroup><tr><td colspan="2">b</td></tr></table>'
  ],
  [
    'marks',
    '<b>a</b><i>b</i><em>c</em><sub>2</sub><sup>3</sup><code>d</code><small>e</small><tt>f</tt><abbr title="g">h</abbr>'
  ],
  [
    'attributes of any element',
    '<p id="a" class=\'b\' style="color: #333" lang="nl" xml:lang="nl" title="1 > 0" dir="ltr">c</p>'
  ],
  ['what XML defines', '&lt; &gt; &amp; &quot; &apos; &#160; &#xE9; BMI > 18'],
  ['a comment', 'a<!-- gemaakt door het HIS -->b'],
  ['letters of every kind', 'één, ﬁ, 𝄞, 中'],
  ['a place and a link to it', '<a name="een">a</a><a href="#een" title="b">c</a>']
]

for (const [what, content] of sound) {
  test(`a narrative of ${what} is as FHIR asks`, (t) => {
    t.same(issuesOf(xhtml(content)), [])
    t.end()
  })
}

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['no namespace', '<div>a</div>', /not one div/],
  ['another namespace', '<div xmlns="http://www.w3.org/2000/svg">a</div>', /not one div/],
  ['another namespace within', xhtml('<p xmlns="http://hl7.org/fhir">a</p>'), /not one div/],
  ['another root', '<p xmlns="http://www.w3.org/1999/xhtml">a</p>', /not one div/],
  ['a prefix that stands for nothing', xhtml('<h:p>a</h:p>'), /not one div/],
  ['only white space for a root', ' ', /not one div/],
  ['text behind the root', `${xhtml('a')}b`, /outside/],
  ['a second root', xhtml('a') + xhtml('b'), /outside/],
  ['text before the root', `a${xhtml('b')}`, /outside/],
  ['nothing in it', xhtml(' <p> </p>\n'), /no text/],
  ['a tag left open', xhtml('<p>a'), /not open/],
  ['tags that cross', xhtml('<b><i>a</b></i>'), /not open/],
  ['a root left open', '<div xmlns="http://www.w3.org/1999/xhtml">a', /not open/],
  ['an attribute without quotes', xhtml('<p class=a>b</p>'), /quotes/],
  ['an attribute without a value', xhtml('<td nowrap>b</td>'), /quotes/],
  ['an attribute twice', xhtml('<p class="a" class="b">c</p>'), /twice/],
  ['a sign of smaller than', xhtml('RR < 120'), /a tag is not written/],
  ['a sign of smaller than in a value', xhtml('<p title="<b">a</p>'), /quotes/],
  ['an entity of HTML', xhtml('a&nbsp;b'), /ampersand/],
  ['an entity of HTML in a value', xhtml('<p title="&reg;">a</p>'), /ampersand/],
  ['a lone ampersand', xhtml('R&D'), /ampersand/],
  ['a reference to no character', xhtml('&#0;'), /ampersand/],
  ['a reference beyond all characters', xhtml('&#x110000;'), /ampersand/],
  ['a control character', xhtml('a\u0001b'), /character/],
  ['half a character', xhtml('a\uD83Db'), /character/],
  ['the end of a section that was not begun', xhtml('a]]>b'), /character/],
  ['CDATA', xhtml('<![CDATA[a]]>'), /CDATA/],
  ['a document type', `<!DOCTYPE html>${xhtml('a')}`, /document type/],
  ['an instruction', xhtml('<?php a ?>b'), /instruction/],
  ['a comment that a browser ends sooner', xhtml('a<!--> b -->'), /comment/],
  ['a comment with hyphens within', xhtml('a<!-- b -- c -->'), /comment/],
  ['a comment without an end', xhtml('a<!-- b'), /comment/],
  ['an element that inserts', xhtml('<ins>a</ins>'), /^the element ins is/],
  ['an element that HTML took back', xhtml('<font>a</font>'), /^the element font is/],
  ['an element in capitals', xhtml('<P>a</P>'), /small letters/],
  ['an element of its own', xhtml('<jansen>a</jansen>'), /^an element that is not allowed$/],
  ['an attribute of another element', xhtml('<p href="a">b</p>'), /^the attribute href is not allowed on p$/],
  ['an attribute of its own', xhtml('<p data-jansen="a">b</p>'), /^an attribute of p that is not allowed$/]
]

for (const [what, div, reason] of broken) {
  test(`a narrative with ${what} is told, with that reason`, (t) => {
    const [issue, ...more] = issuesOf(div)
    t.same(more, [])
    t.match(issue, { code: 'narrative-invalid', expression: 'Patient.text.div', words: { reason } })
    t.ok(issue?.words.reasonNl)
    t.end()
  })
}

test('a prefix that stands for XHTML is as good as none', (t) => {
  t.same(issuesOf('<html:div xmlns:html="http://www.w3.org/1999/xhtml">Knie <html:br/>links</html:div>'), [])
  t.end()
})

test('what acts is told as that and as nothing else', (t) => {
  const codes = issuesOf(xhtml('<p>a<script>b</script>')).map(({ code }) => code)
  t.same(codes, ['narrative-active'])
  t.end()
})

test('a fault is told once, and of many kinds only ten and that there are more', (t) => {
  t.same(reasonsOf(xhtml('<u>a</u>'.repeat(1000))), ['the element u is not allowed'])
  const many = ['u', 's', 'font', 'center', 'ins', 'del', 'nav', 'main', 'mark', 'time', 'label', 'body'].map(
    (name) => `<${name}>a</${name}>`
  )
  t.equal(reasonsOf(xhtml(many.join(''))).length, 11)
  t.equal(reasonsOf(xhtml(many.join(''))).at(-1), 'more faults than are told here')
  t.end()
})

test('no reason holds a word of the narrative', (t) => {
  const secret = 'jansen'
  for (const content of [
    `<${secret}>a</${secret}>`,
    `<p ${secret}="a">b</p>`,
    `&${secret};`,
    `<p>${secret}`,
    `</${secret}>`
  ]) {
    t.notMatch(JSON.stringify(issuesOf(xhtml(content))), secret, content)
  }
  t.end()
})

test('elements are nested 64 deep at most', (t) => {
  const nested = (depth: number): string => xhtml('<span>'.repeat(depth - 1) + 'a' + '</span>'.repeat(depth - 1))
  t.same(issuesOf(nested(64)), [])
  t.match(issuesOf(nested(65)), [{ words: { reason: 'elements are nested too deep' } }])
  t.end()
})

test('a megabyte is read in one go, whatever it is made of', (t) => {
  const hostile = [
    '<p class="a">b</p>'.repeat(55_000),
    '<br/>'.repeat(200_000),
    `<p ${Array.from({ length: 100_000 }, (_, number) => `a${number}="b"`).join(' ')}>c</p>`,
    '&amp;'.repeat(200_000),
    `<p${' '.repeat(1_000_000)}`,
    `<p a${' '.repeat(1_000_000)}`,
    `<p a="${'b'.repeat(1_000_000)}`,
    `<!--${'-'.repeat(1_000_000)}`,
    '<'.repeat(1_000_000),
    '<!--a-->'.repeat(125_000)
  ]
  const start = cpuMs()
  for (const content of hostile) issuesOf(xhtml(content))
  // Quadratic work on one of them would take minutes; the bound leaves room for a busy machine.
  t.ok(cpuMs() - start < 5_000)
  t.end()
})
