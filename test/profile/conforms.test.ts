import { join } from 'node:path'
import type { ElementDefinitionConstraint, Resource, StructureDefinition, Task } from '@medplum/fhirtypes'
import { test } from 'tap'
import { createValidator } from '../../src/profile/create-validator.ts'
import { sourceOf } from '../../src/profile/definitions/source.ts'
import { feedbackProfile, PROFILE_BASE } from '../../src/profile/forms.ts'
import { structuredFeedback, withElements, withLetter } from './feedback-example.ts'

// What a form asks of a resource, told as errors; what feedback lacks is in feedback-completeness.test.ts.

const profiles = join(import.meta.dirname, '..', '..', 'profiles')
const validator = createValidator(profiles)
const standing = { path: 'Bundle.entry[0].resource', graph: [] }

const task: Task = { resourceType: 'Task', status: 'requested', intent: 'order' }
const bsn = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999999151' }

function refusals(form: string, resource: Resource, by = validator): readonly string[] {
  return by.conforms(form, resource, standing).map(({ code, rule }) => `${code} ${rule?.id ?? ''}`)
}

test('a form tells what is missing, in both languages, with rule, source and place', (t) => {
  const issues = validator.conforms('his', { ...task, focus: { reference: 'ServiceRequest/1' } }, standing)
  t.same(issues.map(({ rule }) => rule?.id).sort(), ['his-task-owner', 'his-task-task-code'])
  t.match(issues[0], {
    code: 'required-missing',
    expression: 'Bundle.entry[0].resource.code',
    rule: { canonical: /\/his-task/ },
    words: { what: /referral/, whatNl: /verwijzing/, source: /Nictiz/ }
  })
  t.end()
})

test('an unknown form, or one that does not speak of the type, asks no more than R4', (t) => {
  t.same(refusals('no-such-form', task), [])
  t.same(refusals('his', { resourceType: 'Group', type: 'person', actual: true }), [])
  t.same(validator.lacking(feedbackProfile('no-such-kind'), task, []), [])
  t.same(validator.lacking(feedbackProfile('intake-confirmation'), task, []), [])
  t.end()
})

test('a BSN in the Task of an institution is refused, so it cannot leave', (t) => {
  const wrong: Task = { ...task, for: { reference: 'Patient/1', identifier: bsn } }
  t.ok(refusals('s-ggz', wrong).includes('required-missing s-ggz-task-no-bsn'))
  t.end()
})

test('a referral that is not to be carried out is none', (t) => {
  const refused = refusals('canonical', { resourceType: 'ServiceRequest', doNotPerform: true } as Resource)
  t.ok(refused.includes('required-missing referral-to-be-done'))
  t.end()
})

test('hundreds of findings that refuse nothing hide neither an error nor what feedback lacks', (t) => {
  const extension = Array.from({ length: 300 }, (_, index) => ({ url: `urn:other:${index}`, valueString: 'x' }))
  const wrong: Task = { ...task, extension, for: { reference: 'Patient/1', identifier: bsn } }
  t.ok(refusals('s-ggz', wrong).includes('required-missing s-ggz-task-no-bsn'))
  const empty = withElements(withLetter(structuredFeedback('intake-confirmation'), { section: [] }), { extension })
  const lacks = validator.lacking(feedbackProfile('intake-confirmation'), empty.communication, empty.graph)
  t.match(lacks[0], { code: 'event-date' })
  t.equal(lacks.length, 7)
  t.end()
})

/** The validator with a form of which the profile of a Task has one invariant more. */
function withInvariant(expression: string, severity: 'error' | 'warning', place?: string): typeof validator {
  const base = validator.definitions.type('Task')
  const root = base?.snapshot?.element[0]
  if (base === undefined || root === undefined) throw new Error('no definition of Task')
  const extension = [{ url: `${PROFILE_BASE}invariant-path`, valueString: place ?? '' }]
  const asked: ElementDefinitionConstraint = { key: 'test-task-one', severity, human: 'one thing', expression }
  const constraint = place === undefined ? asked : { ...asked, extension }
  const elements = [{ ...root, constraint: [constraint] }, ...(base.snapshot?.element.slice(1) ?? [])]
  const profile: StructureDefinition = {
    ...base,
    id: 'test-task',
    url: `${PROFILE_BASE}test-task`,
    derivation: 'constraint',
    baseDefinition: base.url,
    snapshot: { element: elements }
  }
  return createValidator(profiles, [sourceOf({ name: 'test', version: '1.0.0' }, [profile])])
}

test('content that meets a shape which its rule cannot handle is missing; another rule refuses nothing there', (t) => {
  const noted: Task = { ...task, note: [{ text: 'a' }, { text: 'b' }] }
  const fault = 'note.text.length() > 1'
  t.strictSame(refusals('test', noted, withInvariant(fault, 'error', 'note')), ['required-missing test-task-one'])
  t.strictSame(refusals('test', noted, withInvariant(fault, 'error')), [])
  const advice = withInvariant(fault, 'warning', 'note').lacking(`${PROFILE_BASE}test-task`, noted, [])
  t.match(advice, [{ code: 'one', what: { en: 'one thing', nl: 'one thing' }, expression: 'Task.note' }])
  t.end()
})

test('nothing about the message is printed, not even by trace()', (t) => {
  const printed: unknown[] = []
  const log = t.capture(console, 'log', (...args: unknown[]) => printed.push(args))
  t.same(refusals('test', task, withInvariant("status.trace('status').lower().exists()", 'error', 'status')), [])
  t.equal(log().length, 0)
  t.same(printed, [])
  t.end()
})
