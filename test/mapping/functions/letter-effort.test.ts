import type { Composition, CompositionSection } from '@medplum/fhirtypes'
import { test } from 'tap'
import { letterText } from '../../../src/mapping/functions/letter-text.ts'

const letter: Composition = {
  resourceType: 'Composition',
  status: 'final',
  type: { text: 'brief' },
  date: '2026-03-01',
  author: [{ display: 'dr. A' }],
  title: 'Titel'
}

/** The characters that a whole letter's texts are searched for in its narratives. */
const SEARCHED = 500_000_000

function numbered(count: number, word: string): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${word}${at}.`)
}

/** A section that says one thing in its narrative and, in extensions, these texts. */
function section(narrative: string, texts: readonly string[]): CompositionSection {
  return {
    text: { status: 'additional', div: `<div>${narrative}</div>` },
    extension: texts.map((valueString) => ({ url: 'urn:text', valueString }))
  }
}

test('of 300 KB with 20,000 texts beside it every word is told, each text once and in its place', (t) => {
  const words = numbered(30_000, 'woord').join(' ')
  t.ok(words.length > 300_000)
  const texts = numbered(20_000, 'tekst')
  const told = letterText({ ...letter, section: [section(words, texts)] })
  t.equal(told, `Titel\n\n${[words, ...texts].join('\n')}\n`)
  t.end()
})

test('texts that a long narrative says already are looked for so often and no more; the rest is told twice', (t) => {
  const said = numbered(30_000, 'woord')
  const texts = said.slice(0, 20_000)
  const told = letterText({ ...letter, section: [section(said.join(' '), texts)] })
  const [, narrative, ...beside] = told.trim().split('\n').filter(Boolean)
  t.equal(narrative, said.join(' '), 'nothing is lost')
  t.same(beside, texts.slice(texts.length - beside.length), 'the first were found')
  const found = texts.length - beside.length
  t.ok(found > 0)
  t.ok(found <= SEARCHED / (said.join(' ').length * 'woord1.'.length), `${found} were looked for`)
  t.end()
})

test('the bound is one of the whole letter, not of each section', (t) => {
  const said = numbered(3_000, 'woord')
  const sections = Array.from({ length: 30 }, () => section(said.join(' '), said.slice(0, 100)))
  const nested = { title: 'Kern', section: sections.slice(15) }
  const told = letterText({ ...letter, section: [...sections.slice(0, 15), nested] })
  const lines = told.split('\n').filter((line) => /^woord\d+\.$/.test(line))
  const found = 3_000 - lines.length
  t.ok(found >= 100, 'the first section is told once')
  t.ok(found <= SEARCHED / (said.join(' ').length * 'woord1.'.length), `${found} were looked for`)
  t.equal(told.split(said.join(' ')).length, 31, 'each narrative is told')
  t.end()
})

test('a long letter of a person is within the bound: what its narrative says is told once', (t) => {
  const said = numbered(3_000, 'woord')
  const told = letterText({ ...letter, section: [section(said.join(' '), said.slice(0, 100))] })
  t.equal(told, `Titel\n\n${said.join(' ')}\n`)
  t.end()
})
