import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { stepsOf, valuesAt, type Step } from '../../../src/profile/compile/discriminator-path.ts'

const member = (name: string): Step => ({ kind: 'member', name })

const paths: readonly [path: string, steps: readonly Step[] | undefined][] = [
  ['$this', []],
  ['url', [member('url')]],
  ['$this.url', [member('url')]],
  ['code.coding.code', [member('code'), member('coding'), member('code')]],
  ['value[x]', [member('value')]],
  ['value.ofType(Quantity).code', [{ kind: 'member', name: 'value', type: 'Quantity' }, member('code')]],
  ['value.ofType(FHIR.Quantity)', [{ kind: 'member', name: 'value', type: 'Quantity' }]],
  ['resolve().code', [{ kind: 'resolve' }, member('code')]],
  ['resolve().ofType(Patient)', [{ kind: 'resolve', type: 'Patient' }]],
  ["extension('https://x/y').value", [{ kind: 'extension', url: 'https://x/y' }, member('value')]],
  ['$this.resolve()', [{ kind: 'resolve' }]],
  ['ofType(Quantity)', undefined],
  ['extension()', undefined],
  ["resolve('x')", undefined],
  ["code.where(system = 'x')", undefined],
  ['code.', undefined],
  ['code..text', undefined],
  ['a | b', undefined],
  ['$that', undefined]
]

test('a path of a discriminator is read as far as FHIR allows it', (t) => {
  for (const [path, steps] of paths) t.strictSame(stepsOf(path), steps, path)
  t.end()
})

const target = { resourceType: 'Patient', id: 'p', gender: 'male' } as Resource
const scope = { resource: target, root: target, graph: new Map([['Patient/p', target]]), tell: () => undefined }
const item = {
  code: { coding: [{ code: 'a' }, { code: 'b' }], text: 'words' },
  valueQuantity: { code: 'mg' },
  valueSet: 'none',
  _time: { extension: [{ url: 'x' }] },
  extension: [
    { url: 'https://x/y', valueCode: 'c' },
    { url: 'https://x/z', valueCode: 'd' }
  ],
  reference: 'Patient/p'
}
const choice = (type?: string): Step => ({
  kind: 'member',
  name: 'value',
  isChoice: true,
  ...(type === undefined ? {} : { type })
})

const reached: readonly [what: string, steps: readonly Step[], values: readonly unknown[]][] = [
  ['the item itself', [], [item]],
  ['each item of a list', [member('code'), member('coding'), member('code')], ['a', 'b']],
  ['nothing', [member('text')], []],
  ['a primitive that has only an extension', [member('time')], [undefined]],
  ['a choice', [choice(), member('code')], ['mg']],
  ['a choice of its type', [choice('Quantity'), member('code')], ['mg']],
  ['a choice of another type', [choice('Coding'), member('code')], []],
  ['what is named like a choice and is none', [member('value')], []],
  ['an extension', [{ kind: 'extension', url: 'https://x/y' }, choice()], ['c']],
  ['what a reference leads to', [{ kind: 'resolve' }, member('gender')], ['male']],
  ['what a reference leads to, of another type', [{ kind: 'resolve', type: 'Group' }, member('gender')], []]
]

test('the values at a path are found', (t) => {
  for (const [what, steps, values] of reached) {
    t.strictSame(
      valuesAt(steps, item, scope).map(({ value }) => value),
      values,
      what
    )
  }
  t.end()
})
