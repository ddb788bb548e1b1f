import { test } from 'tap'
import { isError, issue, type Issue } from '../../../src/fhir/outcome.ts'
import { collected, ISSUES_MAX } from '../../../src/profile/compile/findings.ts'

const words = { element: 'X.a', count: '0', min: '1' }

test('the same finding is told once, whichever definition found it', (t) => {
  const { issues, tell } = collected()
  tell({ ...issue('too-few', words, 'X.a'), rule: { canonical: 'base', id: 'X.a' } })
  tell({ ...issue('too-few', { ...words, element: 'X.a:s.a' }, 'X.a'), rule: { canonical: 'profile', id: 'X.a' } })
  t.equal(issues.length, 1)
  tell(issue('too-few', { ...words, min: '2' }, 'X.a'))
  tell(issue('too-few', { ...words, element: 'X.a (slice)' }, 'X.a'))
  tell(issue('too-few', words, 'X.b'))
  t.equal(issues.length, 4)
  t.end()
})

test('what is no error makes room for errors, which are bounded', (t) => {
  const { issues, tell } = collected()
  for (let at = 0; at <= ISSUES_MAX; at++) tell(issue('extension-unknown', {}, `X.a[${at}]`))
  t.equal(issues.length, ISSUES_MAX)
  tell(issue('too-few', words, 'X.a'))
  t.equal(issues.length, ISSUES_MAX)
  t.equal(issues.filter(isError).length, 1)
  for (let at = 0; at <= ISSUES_MAX; at++) tell(issue('too-few', words, `X.b[${at}]`))
  t.equal(issues.length, ISSUES_MAX)
  t.ok(issues.every(isError))
  t.end()
})

test('what feedback lacks hides no error, nor does an error hide what it lacks', (t) => {
  const lack = (at: number): Issue =>
    issue('feedback-incomplete', { what: 'x', whatNl: 'x', source: 'x' }, `X.c[${at}]`)
  const table = [
    [lack, (at: number) => issue('too-few', words, `X.b[${at}]`)],
    [(at: number) => issue('too-few', words, `X.b[${at}]`), lack]
  ] as const
  for (const [first, second] of table) {
    const { issues, tell } = collected()
    for (let at = 0; at <= 2 * ISSUES_MAX; at++) tell(first(at))
    tell(second(0))
    t.equal(issues.length, ISSUES_MAX + 1)
    t.match(issues.at(-1), second(0))
  }
  t.end()
})
