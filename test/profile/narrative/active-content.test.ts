import { join } from 'node:path'
import type { Composition, Extension } from '@medplum/fhirtypes'
import { test } from 'tap'
import { createValidator } from '../../../src/profile/create-validator.ts'
import { activeNarratives } from '../../../src/profile/narrative/active-content.ts'
import * as f from '../../referral/fixtures.ts'

function letter(div: string): Composition {
  return {
    resourceType: 'Composition',
    status: 'final',
    type: { text: 'brief' },
    date: '2026-03-01',
    author: [{ display: 'dr. A' }],
    title: 'Brief',
    section: [{ title: 'Een', section: [{ title: 'Twee', text: { status: 'additional', div } }] }]
  }
}

function xhtml(content: string): string {
  return `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`
}

/** The places at which a letter with this text is refused. */
function refused(content: string): readonly string[] {
  const issues = activeNarratives(letter(xhtml(content)), 'Composition')
  return issues.map(({ code, expression }) => `${code} ${expression ?? ''}`)
}

const elements =
  'script style iframe frame frameset object embed applet form input button link meta base svg math'.split(' ')

for (const name of elements) {
  test(`a letter with the element ${name} is refused, however it is written`, (t) => {
    for (const written of [
      `<${name}>x</${name}>`,
      `<${name.toUpperCase()} a="b"/>`,
      `<h:${name}>x</h:${name}>`,
      `<h1:${name}>x</h1:${name}>`,
      `<x-y_z.1:${name}>x</x-y_z.1:${name}>`,
      `<${name}\n\n a="b">x`,
      `<${name}/x>`,
      `<p>Geachte collega,</p><${name}>`
    ]) {
      t.same(refused(written), ['narrative-active Composition.section[0].section[0].text.div'], written)
    }
    t.end()
  })
}

const handlers: readonly string[] = [
  '<p onclick="x()">a</p>',
  '<p ONCLICK="x()">a</p>',
  "<img src='#' onerror='x()'/>",
  '<img/onerror=x() src="#">',
  '<p title="a"onmouseover="x()">a</p>',
  '<p\nonclick\n=\n"x()">a</p>',
  '<p\tonfocus\t="x()">a</p>',
  '<p title="1 > 0" onclick="x()">a</p>',
  '<p oncut="x()">a</p>',
  '<p onsecuritypolicyviolation="x()">a</p>',
  '<p oncontentvisibilityautostatechange="x()">a</p>'
]

for (const written of handlers) {
  test(`a letter with ${JSON.stringify(written)} is refused for what it does`, (t) => {
    t.equal(refused(written).length, 1)
    t.end()
  })
}

const addresses: readonly string[] = [
  '<a href="javascript:x()">a</a>',
  '<a HREF="JavaScript:x()">a</a>',
  "<a href='javascript:x()'>a</a>",
  '<a href=javascript:x()>a</a>',
  '<a href\n=\n"\n  javascript:x()">a</a>',
  '<a href="vbscript:x()">a</a>',
  '<a xlink:href="javascript:x()">a</a>',
  '<img src="javascript:x()"/>',
  '<a href="data:text/html,x">a</a>',
  '<a href="data : text/html;base64,eA==">a</a>'
]

for (const written of addresses) {
  test(`a letter with the address ${JSON.stringify(written)} is refused, for it runs code`, (t) => {
    t.equal(refused(written).length, 1)
    t.end()
  })
}

const harmless: readonly (readonly [string, string])[] = [
  ['a greeting', '<p>Geachte collega,</p><p>Dank voor uw verwijzing.<br/>Met vriendelijke groet</p>'],
  ['a date after the word on', '<p>Zij meldt zich on 5 mei = woensdag, of on = uit.</p>'],
  ['words that begin like a handler', '<p>Onrust en onmacht; ontslag volgt. Conclusie=stabiel, station=Utrecht.</p>'],
  [
    'words that begin like an element',
    '<p>scriptie, formulier, basering, meta-analyse, linkshandig, objectief, stijl</p>'
  ],
  ['elements that are told as text', '<p>&lt;script&gt; en &lt;iframe src="x"&gt;, BMI &lt; 18, form &gt; 3</p>'],
  ['the word javascript', '<p>Werkt als javascript-ontwikkelaar: javascript: src en href.</p>'],
  ['a table', '<table><thead><tr><th scope="col">Middel</th></tr></thead><tr><td colspan="2">50 mg</td></tr></table>'],
  ['lists, headings and marks', '<h2>Plan</h2><ul><li><b>CGT</b></li></ul><ol><li><i>rust</i></li></ol><hr/>'],
  ['a link and an image', '<a href="https://example.nl/?a=1&amp;b=2">folder</a><img src="#beeld" alt="scan"/>'],
  ['an image of its own', '<img src="data:image/png;base64,iVBORw0KGgo=" alt="curve"/>'],
  ['a style', '<p style="color: #333" class="tekst" id="p1" lang="nl">Rustig.</p>']
]

for (const [what, written] of harmless) {
  test(`a letter with ${what} is not refused`, (t) => {
    t.same(refused(written), [])
    t.end()
  })
}

test('every narrative of a resource is looked at, each refused at its own place, and no other text is', (t) => {
  const script = '<div><script>x</script></div>'
  const extension: Extension[] = [{ url: 'urn:x', valueString: script }]
  const text = { status: 'generated', div: script } as const
  const resource = {
    ...letter(script),
    text,
    extension,
    contained: [{ resourceType: 'Practitioner', id: 'p', text }]
  }
  t.same(
    activeNarratives(resource, 'Bundle.entry[2].resource').map(({ expression }) => expression),
    ['section[0].section[0].text.div', 'text.div', 'contained[0].text.div'].map(
      (at) => `Bundle.entry[2].resource.${at}`
    )
  )
  t.same(activeNarratives({ resourceType: 'Patient', name: null, text: { div: 1 } }, 'Patient'), [])
  t.end()
})

test('a sound resource with such a text is refused by the validator', (t) => {
  const validator = createValidator(join(import.meta.dirname, '..', '..', '..', 'profiles'))
  const issues = validator.base(letter(xhtml('<p onclick="x">a</p>')), 'Composition')
  t.same(
    issues.map(({ code }) => code),
    ['narrative-active']
  )
  t.same(validator.base(letter(xhtml('<p>a</p>')), 'Composition'), [])
  t.end()
})

test('the letters of the demonstration are not refused', (t) => {
  for (const { resource } of f.referralBundle().entry ?? []) t.same(activeNarratives(resource ?? {}, ''), [])
  t.end()
})

test('a megabyte of blanks, letters or half a tag is looked through at once', (t) => {
  const blanks = ' '.repeat(1_000_000)
  for (const hostile of [
    `<a href=${blanks}x`,
    `<a href="${blanks}x`,
    `<a src = ${blanks}data${blanks}`,
    `<${blanks}x`,
    `<p onclick${blanks}x`,
    ` on${'a'.repeat(1_000_000)}`,
    '<a:'.repeat(300_000),
    'href="'.repeat(170_000)
  ]) {
    t.same(refused(hostile), [])
  }
  t.end()
})

test('what a letter says between its tags is no attribute, whatever it looks like', (t) => {
  const div =
    '<div><p class="a on1=b">Uitkomst onderzoek = negatief; onclick = een woord; href=javascript: ook</p></div>'
  t.same(activeNarratives({ text: { div } }, 'Composition'), [])
  t.end()
})

test('a tag goes on behind a quoted sign that would close it', (t) => {
  t.equal(activeNarratives({ text: { div: '<div><p title=">" onclick="x">tekst</p></div>' } }, 'Composition').length, 1)
  t.end()
})

const disguised = [
  'java&#115;cript:alert(1)',
  '&#32;javascript:alert(1)',
  'java\nscript:alert(1)',
  'javascript&colon;alert(1)',
  'data:text/html,x',
  'vbscript:x'
]
const plain = [
  'https://ggz.example/folder',
  '#kern',
  'bijlage.html?x=a:b',
  'mailto:poli@ggz.example',
  'data:image/png;base64,AA'
]

for (const href of disguised) {
  test(`an address is refused whose scheme runs code or hides: ${JSON.stringify(href)}`, (t) => {
    t.equal(activeNarratives({ text: { div: `<div><a href="${href}">x</a></div>` } }, 'X').length, 1)
    t.end()
  })
}

test('ordinary addresses travel', (t) => {
  for (const href of plain)
    t.same(activeNarratives({ text: { div: `<div><a href="${href}">x</a></div>` } }, 'X'), [], href)
  t.end()
})
