import type { ElementDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { code, member, observation } from './probe-example.ts'
import { derived, elementOf, errorsIn, probeCanonical, probeValidator } from './probe.ts'
import { cpuMs } from '../cpu-ms.ts'

const DEEP = 60

/** Far above what a linear or quadratic check takes, far below an exponential one. */
const WITHIN_MS = 6000

const validator = probeValidator()

function inTime<T>(work: () => T): { readonly result: T; readonly isInTime: boolean } {
  const start = cpuMs()
  const result = work()
  return { result, isInTime: cpuMs() - start < WITHIN_MS }
}

function nested<T>(innermost: T, wrap: (inner: T, depth: number) => T): T {
  let at = innermost
  for (let depth = 0; depth < DEEP; depth++) at = wrap(at, depth)
  return at
}

test('an extension in itself, sixty deep, is looked at once at each depth', (t) => {
  const url = probeCanonical('probe-self')
  const words = (text: string): object => ({ url: 'words', valueString: text })
  const extension = nested<object>({ url, extension: [words('much too long')] }, (inner) => ({
    url,
    extension: [words('short'), inner]
  }))
  const resource = { ...observation, extension: [...(observation.extension ?? []), extension] } as Resource
  const { result, isInTime } = inTime(() =>
    errorsIn(validator.check(resource, 'Observation', { profiles: [probeCanonical('probe-observation')] }))
  )
  t.ok(isInTime)
  t.equal(result.length, 2)
  t.match(result, [/^too-many Observation\.extension /, /^value-too-long Observation\.extension\[3\]/])
  t.end()
})

test('sections in sections, sliced at each depth, are looked at once at each depth', (t) => {
  const sections = derived('probe-member', 'probe-sections', () => {
    const element = (path: string, more: object = {}): object => ({ id: path, path, min: 0, max: '*', ...more })
    const inner = { contentReference: '#PlanDefinition.action' }
    const pattern = (title: string): object => ({
      ...element('PlanDefinition.action.action'),
      ...inner,
      id: `PlanDefinition.action.action:${title}`,
      sliceName: title
    })
    return [
      element('PlanDefinition'),
      element('PlanDefinition.action', { type: [{ code: 'BackboneElement' }] }),
      element('PlanDefinition.action.title', { max: '1', maxLength: 5, type: [{ code: 'string' }] }),
      element('PlanDefinition.action.action', {
        ...inner,
        slicing: { discriminator: [{ type: 'exists', path: 'title' }], rules: 'open' }
      }),
      pattern('titled'),
      element('PlanDefinition.action.action.title', {
        id: 'PlanDefinition.action.action:titled.title',
        min: 1,
        max: '1',
        type: [{ code: 'string' }]
      })
    ]
  })
  const profile: StructureDefinition = { ...sections, type: 'PlanDefinition' }
  const action = nested<object>({ title: 'too long' }, (inner) => ({
    title: 'title',
    action: [inner, { title: 'also' }]
  }))
  const resource = { resourceType: 'PlanDefinition', status: 'active', action: [action] } as Resource
  const { result, isInTime } = inTime(() =>
    errorsIn(probeValidator([profile]).check(resource, 'PlanDefinition', { profiles: [profile.url] }))
  )
  t.ok(isInTime)
  t.equal(result.length, 1)
  t.match(result[0], /^value-too-long PlanDefinition\.action\[0\](\.action\[0\]){60}\.title /)
  t.end()
})

test('resources contained in contained ones, each claiming two profiles, are looked at once', (t) => {
  const meta = { profile: [probeCanonical('probe-member'), probeCanonical('probe-other-member')] }
  const resource = nested<object>({ ...member('x', 'urine'), meta }, (inner, depth) => ({
    ...member(`x${depth}`, 'blood'),
    meta,
    contained: [inner]
  }))
  const { isInTime } = inTime(() => validator.check(resource as Resource, 'Observation', { areClaimsChecked: true }))
  t.ok(isInTime)
  t.end()
})

test('Bundles in Bundles, each claiming a profile, are looked at once', (t) => {
  const meta = { profile: [probeCanonical('probe-bundle'), 'http://hl7.org/fhir/StructureDefinition/Bundle'] }
  const resource = nested<object>(member('x', 'blood'), (inner) => ({
    resourceType: 'Bundle',
    type: 'collection',
    meta,
    entry: [{ fullUrl: 'urn:uuid:0cbb2ab1-9a2f-4d4c-8f62-0f1ad0e6f7c5', resource: inner }]
  }))
  const { isInTime } = inTime(() => validator.check(resource as Resource, 'Bundle', { areClaimsChecked: true }))
  t.ok(isInTime)
  t.end()
})

test('references in a circle, or in a chain of thousands, come to an end', (t) => {
  const chain = (length: number) =>
    Array.from({ length }, (_, at) => ({
      ...member(`c${at}`, 'blood'),
      hasMember: [
        { reference: `Observation/c${(at + 1) % length}` },
        { reference: `Observation/c${(at + 7) % length}` }
      ]
    }))
  for (const length of [1, 2, 60, 5000]) {
    const all = chain(length)
    const graph = new Map(all.map((one) => [`Observation/${one.id}`, one as Resource]))
    const { result, isInTime } = inTime(() =>
      errorsIn(
        validator.check(all[0] as Resource, 'Observation', { profiles: [probeCanonical('probe-member')], graph })
      )
    )
    t.ok(isInTime, `${length} in time`)
    t.strictSame(result, [])
  }
  t.end()
})

test('what was found is forgotten when a resource is checked again', (t) => {
  const resource = structuredClone(member('x', 'blood'))
  const check = () => errorsIn(validator.check(resource, 'Observation', { profiles: [probeCanonical('probe-member')] }))
  t.strictSame(check(), [])
  resource.status = 'amended'
  t.strictSame(check(), ['value-fixed Observation.status Observation.status'])
  t.end()
})

const unsound: readonly {
  what: string
  change: (elements: ElementDefinition[]) => readonly unknown[]
  reason: RegExp
}[] = [
  {
    what: 'a discriminator that is named as what every object has',
    change: (elements) => {
      const discriminator = [{ type: 'constructor', path: '$this' }]
      Object.assign(elementOf(elements, 'Observation.component'), { slicing: { discriminator, rules: 'open' } })
      return elements
    },
    reason: /discriminator/
  },
  { what: 'no element', change: () => [], reason: /no snapshot/ },
  {
    what: 'an element whose parent is not there',
    change: (elements) => elements.filter(({ id }) => id !== 'Observation.component'),
    reason: /no snapshot/
  },
  { what: 'an element twice', change: (elements) => [...elements, ...elements.slice(-1)], reason: /no snapshot/ },
  { what: 'an element that is none', change: (elements) => [...elements, { path: 7 }], reason: /no snapshot/ },
  {
    what: 'types that are no list',
    change: (elements) => [...elements.slice(0, -1), { ...elements.at(-1), type: 'string' }],
    reason: /no snapshot/
  },
  {
    what: 'a discriminator of a kind that FHIR does not have',
    change: (elements) => {
      Object.assign(elementOf(elements, 'Observation.component'), {
        slicing: { discriminator: [{ type: 'guess', path: 'value' }], rules: 'open' }
      })
      return elements
    },
    reason: /discriminator/
  },
  {
    what: 'a discriminator path beyond what FHIR allows',
    change: (elements) => {
      Object.assign(elementOf(elements, 'Observation.component'), {
        slicing: { discriminator: [{ type: 'value', path: 'value.where(true)' }], rules: 'open' }
      })
      return elements
    },
    reason: /discriminator/
  },
  {
    what: 'an invariant that cannot be read',
    change: (elements) => {
      const constraint = [{ key: 'bad-1', severity: 'error', human: 'bad', expression: 'code.((' } as const]
      Object.assign(elementOf(elements, 'Observation.code'), { constraint })
      return elements
    },
    reason: /bad-1/
  },
  {
    what: 'an invariant with a function that is not known',
    change: (elements) => {
      const constraint = [{ key: 'bad-2', severity: 'error', human: 'bad', expression: 'guess()' } as const]
      Object.assign(elementOf(elements, 'Observation'), { constraint })
      return elements
    },
    reason: /bad-2/
  },
  {
    what: 'a content reference that leads nowhere',
    change: (elements) => {
      Object.assign(elementOf(elements, 'Observation.component.referenceRange'), { contentReference: '#Observation.x' })
      return elements
    },
    reason: /contentReference/
  },
  {
    what: 'a target profile that is not at hand',
    change: (elements) => {
      const type = [{ code: 'Reference', targetProfile: ['https://example.org/nowhere'] }]
      Object.assign(elementOf(elements, 'Observation.subject'), { type })
      return elements
    },
    reason: /target profile/
  },
  {
    what: 'a limit that is reckoned from today',
    change: (elements) => {
      Object.assign(elementOf(elements, 'Observation.issued'), { minValueQuantity: { value: -1, code: 'a' } })
      return elements
    },
    reason: /today/
  }
]

test('what a definition asks and is not understood is listed, and stops nothing', (t) => {
  for (const [index, { what, change, reason }] of unsound.entries()) {
    const definition = derived('probe-choices', `unsound-${index}`, change)
    const validator = probeValidator([definition])
    const resource = { ...member('x', 'blood'), component: [{ code: code('upper'), valueString: 'x' }] } as Resource
    t.doesNotThrow(() => validator.check(resource, 'Observation', { profiles: [definition.url] }), what)
    const listed = validator.unsupportedIn(definition.url) ?? []
    t.ok(
      listed.some((one) => reason.test(one.reason)),
      `${what} is listed: ${listed.map((one) => one.reason).join()}`
    )
  }
  t.equal(validator.unsupportedIn('https://example.org/nowhere'), undefined)
  t.end()
})
