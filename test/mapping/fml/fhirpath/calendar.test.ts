import { test } from 'tap'
import { compiled, faultCode, shown, typed } from './evaluate.ts'

for (const [type, start, sum, expected] of [
  ['date', '2024-01-31', '+ 1 month', 'date "2024-02-29"'],
  ['date', '2024-02-29', '+ 1 year', 'date "2025-02-28"'],
  ['date', '2024-03-31', '- 1 month', 'date "2024-02-29"'],
  ['date', '2024-12-31', '+ 1 day', 'date "2025-01-01"'],
  ['date', '2024-03-01', '- 2 weeks', 'date "2024-02-16"'],
  ['date', '2024-01', '+ 1 month', 'date "2024-02"'],
  ['dateTime', '2024-03-31T00:10:00+01:00', '- 1 day', 'dateTime "2024-03-30T00:10:00+01:00"'],
  ['dateTime', '2024-02-28T23:59:30.250Z', '+ 45 seconds', 'dateTime "2024-02-29T00:00:15.250Z"'],
  ['dateTime', '2024-02-28', '+ 2 days', 'dateTime "2024-03-01"'],
  ['instant', '2024-02-28T00:10:00-05:00', '- 1 hour', 'instant "2024-02-27T23:10:00-05:00"']
] as const) {
  test(`${type} ${start} ${sum} is ${expected}`, (t) => {
    const expression = compiled(`%v ${sum}`, ['v'])

    const [found] = shown(expression.evaluate(undefined, [typed(type, start)]))

    t.equal(found, expected)
    t.end()
  })
}

test('a duration is not added to a text, nor to a date that no calendar has', (t) => {
  const expression = compiled('%v + 5 days', ['v'])

  t.equal(
    faultCode(() => expression.evaluate(undefined, [typed('string', '2024-01-01')])),
    'wrong-value'
  )
  t.equal(
    faultCode(() => expression.evaluate(undefined, [typed('date', '2024-02-31')])),
    'wrong-value'
  )
  t.end()
})
