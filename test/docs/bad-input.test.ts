import { test } from 'tap'
import { catalogue } from '../../src/fhir/outcome-catalogue.ts'
import type { OutcomeCode } from '../../src/fhir/outcome.ts'
import { filesUnder, text } from './read.ts'

/** An answer of a table: the status that it names, and each code with whether it stands in brackets. */
interface Told {
  readonly row: string
  readonly status: number
  readonly codes: readonly { readonly name: string; readonly isBeside: boolean }[]
}

const page = text('docs/bad-input.md')

function told(): readonly Told[] {
  return [...page.matchAll(/^\| ([^|]+) \| (\d{3})([^|]*) \|/gm)].map(([, row = '', status = '', rest = '']) => ({
    row,
    status: Number(status),
    codes: [...rest.matchAll(/(\(?)`([a-z-]+)`/g)].map(([, bracket, name = '']) => ({
      name,
      isBeside: bracket === '('
    }))
  }))
}

function isKnown(name: string): name is OutcomeCode {
  return name in catalogue
}

test('each code in the page of bad input is one of the catalogue, with the status that the page gives it', (t) => {
  const rows = told()
  t.ok(rows.length > 35, 'the tables are read')
  for (const { row, status, codes } of rows) {
    for (const { name, isBeside } of codes) {
      if (!isKnown(name)) t.fail(`${row}: no outcome ${name}`)
      else if (isBeside) t.not(catalogue[name].severity, 'error', `${row}: ${name}`)
      else t.same([catalogue[name].severity, catalogue[name].status], ['error', status], `${row}: ${name}`)
    }
    const isRefusal = status >= 400
    t.equal(
      isRefusal,
      codes.some(({ isBeside }) => !isBeside),
      `${row}: a refusal has a code, and a success none`
    )
  }
  t.end()
})

test('each code of the page is answered in a test that the page names', (t) => {
  const named = [...page.matchAll(/`(test\/[\w./-]+)`/g)].map(([, file = '']) => file)
  t.ok(named.length > 5)
  const beside = filesUnder('test/e2e', '.ts').filter((file) => file.startsWith('test/e2e/bad-'))
  const tests = [...named, ...beside].map(text).join('\n')
  const codes = new Set(told().flatMap((one) => one.codes.map(({ name }) => name)))
  t.strictSame(
    [...codes].filter((code) => !tests.includes(code)),
    []
  )
  t.end()
})
