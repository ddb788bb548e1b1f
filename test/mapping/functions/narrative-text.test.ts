import fc from 'fast-check'
import { test } from 'tap'
import { narrativeText } from '../../../src/mapping/functions/narrative-text.ts'

const cases: readonly (readonly [string, string, string])[] = [
  ['blocks stand on lines of their own', '<div><p>een</p><p>twee</p>drie<br/>vier</div>', 'een\n\ntwee\ndrie\nvier'],
  ['words within a line stay together', '<p>ge<b>voel</b> van <i>leegte</i>.</p>', 'gevoel van leegte.'],
  ['layout in the source is no layout', '<p>een\n   twee</p>', 'een twee'],
  ['list items get a dash', '<ul><li>een</li><li>twee</li></ul>', '- een\n- twee'],
  ['cells are parted', '<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>', 'a\tb\nc\td'],
  ['entities are characters', '&eacute;&eacute;n &lt; 5 &#8211; &#x20AC;3 &amp; meer', 'één < 5 – €3 & meer'],
  ['an unknown entity stays', 'R&D; en &onbekend; en &#0;', 'R&D; en &onbekend; en &#0;'],
  ['an entity is read once', '&amp;lt;b&amp;gt;', '&lt;b&gt;'],
  ['a namespace prefix is no word', '<html:div xmlns:html="x">Reden</html:div>', 'Reden'],
  ['the text of an image is text', '<p><img src="#a" alt="Grafiek &amp; lijn"/></p>', 'Grafiek & lijn'],
  ['a bracket in an attribute does not end the tag', '<p title="a > b">tekst</p>', 'tekst'],
  ['comments are no words', 'voor<!-- <p>niet</p> -->na', 'voorna'],
  ['CDATA is text as it stands', '<![CDATA[a < b &amp; c]]>', 'a < b &amp; c'],
  ['a bare bracket is text', 'CRP < 5 en Hb <7', 'CRP < 5 en Hb <7'],
  ['a tag that does not end loses no word', 'goed <p hier mist iets', 'goed <p hier mist iets'],
  ['a comment that does not end loses no word', 'goed <!-- hier mist iets', 'goed <!-- hier mist iets'],
  ['preformatted lines stay', '<pre>a\n  b</pre>', 'a\nb'],
  ['nothing is nothing', '<div></div>', '']
]
for (const [what, div, text] of cases) {
  test(what, (t) => {
    t.equal(narrativeText(div), text)
    t.end()
  })
}

test('whatever the markup round them, all words come out, in order', (t) => {
  const word = fc.stringMatching(/^[a-zé0-9.,]{1,8}$/)
  const tag = fc.constantFrom('p', 'b', 'li', 'td', 'div', 'h2', 'span', 'html:p', 'pre')
  const tree = fc.letrec<{ node: string; element: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      word.map((one) => ` ${one} `),
      tie('element')
    ),
    element: fc
      .tuple(tag, fc.array(tie('node'), { maxLength: 4 }))
      .map(([name, parts]) => `<${name}>${parts.join('')}</${name}>`)
  })).element
  fc.assert(
    fc.property(tree, (div) => {
      const expected = div
        .replaceAll(/<[^>]*>/g, ' ')
        .split(/\s+/)
        .filter(Boolean)
      t.same(
        narrativeText(div)
          .split(/\s+/)
          .filter((one) => one !== '' && one !== '-'),
        expected
      )
    })
  )
  t.end()
})

test('hostile markup of a megabyte is read in one pass', (t) => {
  // A quadratic reading of these would take minutes, and the file's time limit would end it.
  for (const part of ['<!--', '<a ', '<a "', '&', '<', '<![CDATA[', '&#x', '<pre>', ' \n']) {
    t.type(narrativeText(part.repeat(1_000_000 / part.length)), 'string')
  }
  t.end()
})
