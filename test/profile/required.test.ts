import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Communication, Composition, Resource, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { readRequired } from '../../src/profile/required.ts'

const lists = join(import.meta.dirname, '..', '..', 'profiles', 'required')
const types = new Set(['Communication', 'Composition', 'ServiceRequest', 'Task'])
const required = readRequired(lists, types)

const task: Task = { resourceType: 'Task', status: 'requested', intent: 'order' }

test('a list tells what is missing, in both languages, with severity, source and place', (t) => {
  const missing = required.missing('his', { ...task, focus: { reference: 'ServiceRequest/1' } }, [])
  t.same(missing.map(({ code }) => code).sort(), ['owner', 'task-code'])
  t.match(missing[0], {
    severity: 'error',
    expression: 'code',
    what: { en: /referral/, nl: /verwijzing/ },
    source: /Nictiz/
  })
  t.end()
})

test('an unknown list, or one that does not speak of the type, asks nothing', (t) => {
  t.same(required.missing('no-such-list', task, []), [])
  t.same(required.missing('intake-confirmation', task, []), [])
  t.end()
})

test('a BSN in the Task of an institution is missing content of the list, so it cannot leave', (t) => {
  const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999999151' }
  const missing = required.missing('s-ggz', { ...task, for: { reference: 'Patient/1', identifier } }, [])
  t.ok(missing.some(({ code }) => code === 'no-bsn'))
  t.end()
})

test('a referral that is not to be carried out is none', (t) => {
  const missing = required.missing('canonical', { resourceType: 'ServiceRequest', doNotPerform: true } as Resource, [])
  t.ok(missing.some(({ code }) => code === 'to-be-done'))
  t.end()
})

test('sections are found through the reference, at any depth, and an empty one does not count', (t) => {
  const message: Communication = {
    resourceType: 'Communication',
    status: 'completed',
    payload: [{ contentReference: { reference: 'Composition/c' } }]
  }
  const letter = {
    resourceType: 'Composition',
    id: 'c',
    section: [
      {
        title: 'Kern',
        section: [{ code: { coding: [{ system: 'http://loinc.org', code: '18776-5' }] }, text: { div: 'x' } }]
      },
      { code: { coding: [{ system: 'https://ggz-gateway.example/fhir/CodeSystem/report-section', code: 'answer' }] } }
    ]
  } as unknown as Composition
  const codes = required.missing('intake-confirmation', message, [letter]).map(({ code }) => code)
  t.notOk(codes.includes('plan'))
  t.ok(codes.includes('answer'))
  t.notOk(
    required.missing('intake-confirmation', message, []).some(({ code }) => code === 'answer'),
    'no letter, no sections'
  )
  t.end()
})

test('nothing about the message is printed, not even by trace()', (t) => {
  const printed: unknown[] = []
  const log = t.capture(console, 'log', (...args: unknown[]) => printed.push(args))
  const dir = folderWith({ rules: [{ ...rule(), expression: "status.trace('status').exists()" }] })
  t.same(readRequired(dir, types).missing('test', task, []), [])
  t.equal(log().length, 0)
  t.same(printed, [])
  t.end()
})

test('an expression that meets a shape it cannot handle is not met', (t) => {
  const dir = folderWith({ rules: [{ ...rule(), expression: 'note.text.length() > 1' }] })
  const noted: Task = { ...task, note: [{ text: 'a' }, { text: 'b' }] }
  t.match(readRequired(dir, types).missing('test', noted, []), [{ code: 'one' }])
  t.end()
})

const broken: readonly (readonly [string, object, RegExp])[] = [
  ['a rule without a source', { rules: [{ ...rule(), source: undefined }] }, /source/],
  ['an unknown severity', { rules: [{ ...rule(), severity: 'fatal' }] }, /severity/],
  ['an unknown property', { rules: [{ ...rule(), note: 'x' }] }, /additional/],
  ['a type that nobody knows', { rules: [{ ...rule(), type: 'Medicine' }] }, /Medicine/],
  ['an expression that does not parse', { rules: [{ ...rule(), expression: 'a..b' }] }, /./],
  ['an expression with an unknown function', { rules: [{ ...rule(), expression: 'bogus().exists()' }] }, /bogus/],
  ['another name than its file', { name: 'other' }, /other/]
]
for (const [what, list, message] of broken) {
  test(`${what} stops the start`, (t) => {
    t.throws(() => readRequired(folderWith(list), types), { message })
    t.end()
  })
}

function rule() {
  const what = { en: 'one thing', nl: 'een ding' }
  return {
    code: 'one',
    type: 'Task',
    expression: 'status.exists()',
    path: 'status',
    severity: 'error',
    what,
    source: 'a test'
  }
}

function folderWith(list: object): string {
  const dir = mkdtempSync(join(tmpdir(), 'required-'))
  writeFileSync(join(dir, 'test.json'), JSON.stringify({ name: 'test', source: 'a test', rules: [], ...list }))
  return dir
}
