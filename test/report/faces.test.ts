import { test } from 'tap'
import type { GroupedAnswer } from '../../src/report/answer.ts'
import { written } from '../../src/report/faces.ts'
import { groupColumns, groupsOf } from '../../src/report/groups.ts'
import { reportColumns, reportRows } from '../../src/report/rows.ts'
import { answerWith, parts } from './fixtures.ts'

const rows = reportRows(parts)
const answer = answerWith(rows)
const { asOf, knownAt, count, hash, auditHeads, agreements } = answer
const about = { asOf, knownAt, count, hash, auditHeads, agreements }
const grouped: GroupedAnswer = { ...about, groupBy: 'owner', groups: groupsOf(rows, 'owner') }

const headersOfAll = {
  'Report-As-Of': '2026-03-01',
  'Report-Known-At': '2026-03-02T12:00:00.000Z',
  'Report-Count': '3',
  'Report-Hash': answer.hash,
  'Report-Audit-Heads': '{"main":{"seq":7,"hash":"ab"}}'
}

test('JSON is the answer itself', (t) => {
  for (const one of [answer, grouped]) {
    const { headers, body } = written(one, 'application/json')
    t.equal([...body].join(''), JSON.stringify(one))
    t.strictSame(headers, { 'Content-Type': 'application/json' })
  }
  t.end()
})

test('CSV has the columns of a row in their order, and the rest in its headers', (t) => {
  const { headers, body } = written(answer, 'text/csv')
  const [head, ...lines] = [...body].join('').split('\r\n')
  t.equal(head, `\uFEFF${reportColumns.join(';')}`)
  t.equal(lines.length, 3 + 1, 'the last line ends too')
  t.match(
    lines[1],
    /^o-met;intake-confirmation;should;met;heard;2026-02-16;2026-01-05;2026-02-10;2026-02-12;0;s-ggz-a;/
  )
  t.match(lines[0], /;gb-ggz-gone;;;;;lga;/, 'what is not known is empty')
  t.strictSame(headers, {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': 'attachment; filename="obligations-2026-03-01.csv"',
    ...headersOfAll
  })
  t.end()
})

test('NDJSON has a row on each line', (t) => {
  const { headers, body } = written(answer, 'application/x-ndjson')
  const lines = [...body].join('').split('\n')
  t.equal(lines.pop(), '')
  t.strictSame(
    lines.map((line) => JSON.parse(line) as unknown),
    JSON.parse(JSON.stringify(rows))
  )
  t.strictSame(headers, { 'Content-Type': 'application/x-ndjson', ...headersOfAll })
  t.end()
})

test('groups are written in every face, with what they were counted by', (t) => {
  const csv = written(grouped, 'text/csv')
  const [head, line] = [...csv.body].join('').split('\r\n')
  t.equal(head, `\uFEFF${groupColumns.join(';')}`)
  t.equal(line, 'gb-ggz-gone;1;0;0;0;0;0;0;0;0;1;0;0;0')
  t.match(csv.headers, { ...headersOfAll, 'Report-Group-By': 'owner' })
  const ndjson = written(grouped, 'application/x-ndjson')
  t.match([...ndjson.body].join('').split('\n').length, 2 + 1)
  t.end()
})

test('a long report is written in parts, without a line lost between them', (t) => {
  const many = Array.from({ length: 2_500 }, (_, at) => ({ ...rows[0]!, obligationId: `o-${at}` }))
  const body = [...written({ ...answer, rows: many }, 'text/csv').body]
  t.equal(body.length, Math.ceil((2_500 + 1) / 200))
  t.equal(body.join('').split('\r\n').length, 2_500 + 2)
  t.end()
})
