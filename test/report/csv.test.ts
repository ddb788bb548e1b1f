import fc from 'fast-check'
import { test } from 'tap'
import { csvCell, csvLines, type Cell } from '../../src/report/csv.ts'

const cells: readonly (readonly [string, Cell, string])[] = [
  ['plain text as it is', 'Instelling A', 'Instelling A'],
  ['nothing', null, ''],
  ['empty text', '', ''],
  ['a number', 13, '13'],
  ['a number below zero, which is no formula', -13, '-13'],
  ['a day', '2026-02-16', '2026-02-16'],
  ['a semicolon', 'a;b', '"a;b"'],
  ['a comma, where another reader would split', 'a,=b', '"a,=b"'],
  ['a quotation mark', 'De "Brug"', '"De ""Brug"""'],
  ['a line end', 'a\r\nb', '"a\r\nb"'],
  ['a formula', '=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['a plus', '+31', "'+31"],
  ['a minus in text', '-1+1', "'-1+1"],
  ['an at sign', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab', '\t=1', '"\'\t=1"'],
  ['a carriage return', '\r=1', '"\'\r=1"'],
  ['a line feed', '\n=1', '"\'\n=1"'],
  ['a formula in wide letters', '＝1', "'＝1"],
  ['a formula further on, which is none', 'a=1', 'a=1']
]

for (const [title, value, expected] of cells) {
  test(`a cell is written: ${title}`, (t) => {
    t.equal(csvCell(value), expected)
    t.end()
  })
}

test('a table begins with the mark of UTF-8 and its header, and every line ends with CRLF', (t) => {
  t.strictSame(
    [
      ...csvLines(
        ['key', 'count'],
        [
          ['a', 1],
          [null, 2]
        ]
      )
    ],
    ['\uFEFFkey;count\r\n', 'a;1\r\n', ';2\r\n']
  )
  t.strictSame([...csvLines(['key'], [])], ['\uFEFFkey\r\n'], 'also without rows')
  t.end()
})

/** Whether an apostrophe at the start was there before cannot be told afterwards. */
const text = fc.string({ unit: 'binary' }).filter((one) => !one.startsWith("'"))

test('a reader that knows RFC 4180 reads back every text, but for the apostrophe', (t) => {
  fc.assert(
    fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 2 })), (rows) => {
      const [, ...lines] = read([...csvLines(['a', 'b'], rows)].join(''))
      t.strictSame(
        lines.map((line) => line.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''))),
        rows
      )
    })
  )
  t.end()
})

/** An independent reader, letter by letter. */
function read(text: string): readonly (readonly string[])[] {
  const lines: string[][] = []
  let [line, cell, quoted]: [string[], string, boolean] = [[], '', false]
  for (let at = 1; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (quoted && letter === '"' && text[at + 1] === '"') {
      cell += '"'
      at++
    } else if (letter === '"') quoted = !quoted
    else if (!quoted && (letter === ';' || letter === '\r')) {
      line.push(cell)
      cell = ''
      if (letter === ';') continue
      lines.push(line)
      line = []
      at++
    } else cell += letter
  }
  return lines
}
