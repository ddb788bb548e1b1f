import { test } from 'tap'
import { issue } from '../src/fhir/outcome.ts'
import { refused, REFUSAL_ISSUES_MAX } from '../src/result.ts'

test('a refusal tells the first issues of a message that is wrong in thousands of places', (t) => {
  const [first, ...more] = Array.from({ length: 5000 }, (_, index) =>
    issue('bsn-invalid', {}, `Bundle.entry[${index}]`)
  )
  if (first === undefined) throw new Error('no issues')
  const { issues } = refused(first, ...more).outcome
  t.equal(issues.length, REFUSAL_ISSUES_MAX)
  t.match(issues[0], { expression: 'Bundle.entry[0]' })
  t.equal(refused(first).outcome.issues.length, 1)
  t.end()
})
