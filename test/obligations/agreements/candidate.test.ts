import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { readCandidate } from '../../../src/obligations/agreements/candidate.ts'
import { agreements, agreementsFolder, lga } from '../fixtures.ts'

const text = readFileSync(join(agreementsFolder, 'lga.json'), 'utf8')
const file = JSON.parse(text) as Record<string, unknown>

test('a new version of a loaded agreement is read as a start would read it', (t) => {
  const read = readCandidate(JSON.stringify({ ...file, version: '99.0.0' }), agreements)
  if (!read.ok) throw new Error(JSON.stringify(read))
  t.strictSame(read.agreement, { ...lga, version: '99.0.0' })
  t.end()
})

test('the very version that is loaded is taken, and changes nothing', (t) => {
  const read = readCandidate(text, agreements)
  t.ok(read.ok && read.agreement === lga)
  t.end()
})

test('what a start would refuse is refused here, with its place', (t) => {
  const table = [
    ['{', '', /JSON/],
    ['[]', '', /object/],
    [JSON.stringify({ ...file, title: lga.title, source: `${lga.source} And more.` }), '/version', /new version/],
    [JSON.stringify({ ...file, id: 'nobody', version: '1.0' }), '/id', /no agreement/],
    [JSON.stringify({ ...file, version: '99.0.0', surprise: 1 }), '/surprise', /not known/],
    [
      JSON.stringify({ id: 'lga', version: '9.0', refines: 'lga|0.1', title: lga.title, source: lga.source }),
      '/refines',
      /lga\|0\.1/
    ]
  ] as const
  for (const [given, pointer, message] of table) {
    const read = readCandidate(given, agreements)
    const found = read.ok ? [] : read.problems.filter((one) => one.pointer === pointer && message.test(one.message))
    t.equal(found.length > 0, true, `${String(message)} ${JSON.stringify(read.ok ? 'read' : read.problems)}`)
  }
  t.end()
})
