import { test } from 'tap'
import { issue, operationOutcome, statusOf } from '../../src/fhir/outcome.ts'

test('an issue becomes an OperationOutcome with its code, text, fix and place', (t) => {
  const found = issue('unknown-type', { type: 'Foo' }, 'Bundle.entry[0].resource')
  const outcome = operationOutcome([found], 'nl')
  t.equal(statusOf([found]), 400)
  t.equal(outcome.issue[0]?.details?.coding?.[0]?.code, 'unknown-type')
  t.match(outcome.issue[0]?.details?.text, /Foo is hier niet bekend/)
  t.strictSame(outcome.issue[0]?.expression, ['Bundle.entry[0].resource'])
  t.end()
})
