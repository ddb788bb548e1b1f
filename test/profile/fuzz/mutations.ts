import { noiseText, noiseValue, noiseXhtml } from './noise.ts'
import { placesOf, putAt, removeAt, valueAt, type Place } from './places.ts'
import type { Random } from './random.ts'

/** Changes a resource in place. */
export type Mutation = (resource: Record<string, unknown>, random: Random) => void

/** Characters that a single text gets at most: more than any letter has. */
const TEXT_MAX = 60_000

/** Items that a list gets at most; with what they hold, about half of what a body may be. */
const ITEMS_MAX = 3_000

/** Levels that something is wrapped in at most, which is more than a body may have. */
const LEVELS_MAX = 80

/** Every kind of change, by its name; a finding is told with the names of those that made it. */
export const mutations: Readonly<Record<string, Mutation>> = {
  leaveOut: (resource, random) => withPlace(resource, random, removeAt),
  double(resource, random) {
    withPlace(resource, random, (place) => putAt(place, [valueAt(place), structuredClone(valueAt(place))]))
  },
  swapType: (resource, random) => withPlace(resource, random, (place) => putAt(place, noiseValue(random, 40))),
  noiseText: (resource, random) => withPlace(resource, random, (place) => putAt(place, noiseText(random, 200)), isText),
  longText(resource, random) {
    withPlace(resource, random, (place) => putAt(place, noiseText(random, TEXT_MAX)), isText)
  },
  nest(resource, random) {
    const levels = 1 + random.below(LEVELS_MAX)
    const key = random.of(['extension', 'contained', 'section', 'item', 'resource', 'part', 'parameter', 'entry', 'x'])
    withPlace(resource, random, (place) => {
      let value = valueAt(place)
      for (let level = 0; level < levels; level++) value = { [key]: random.below(2) === 0 ? value : [value] }
      putAt(place, value)
    })
  },
  nestExtensions(resource, random) {
    let extension: unknown = { url: 'http://example.org/x', valueBoolean: true }
    for (let level = random.below(LEVELS_MAX); level > 0; level--) {
      extension = { url: random.of(['x', 'http://example.org/x']), extension: [extension] }
    }
    const isHolder = (value: unknown): boolean => isObject(value)
    withPlace(
      resource,
      random,
      (place) => Object.assign(valueAt(place) as object, { extension: [extension] }),
      isHolder
    )
  },
  manyItems(resource, random) {
    const isSmall = (value: unknown): boolean =>
      Array.isArray(value) && value.length > 0 && JSON.stringify(value).length < 400
    const count = random.below(ITEMS_MAX)
    const repeat = (place: Place): void => {
      const list = valueAt(place) as unknown[]
      putAt(
        place,
        Array.from({ length: count }, (_, index) => structuredClone(list[index % list.length]))
      )
    }
    withPlace(resource, random, repeat, isSmall)
  },
  renameKey(resource, random) {
    withPlace(resource, random, ({ holder, key }) => {
      if (Array.isArray(holder) || typeof key !== 'string') return
      const value = holder[key]
      Reflect.deleteProperty(holder, key)
      const stem = key.replace(/[A-Z][A-Za-z0-9]*$/, '')
      const name = random.of([
        `_${key}`,
        `${key}2`,
        'unknownElement',
        '',
        ' ',
        stem + random.of(TYPES),
        'nål',
        'a.b[0]'
      ])
      holder[name] = value
    })
  },
  wrongChoice(resource, random) {
    const key = random.of(['value', 'occurrence', 'effective', 'onset', 'deceased', 'performed', 'content', 'due'])
    const isHolder = (value: unknown): boolean => isObject(value)
    withPlace(
      resource,
      random,
      (place) => Object.assign(valueAt(place) as object, { [key + random.of(TYPES)]: noiseValue(random, 20) }),
      isHolder
    )
  },
  breakReference(resource, random) {
    const isReference = (value: unknown): boolean => isObject(value) && 'reference' in value
    withPlace(
      resource,
      random,
      (place) =>
        Object.assign(valueAt(place) as object, { reference: noiseText(random, 80), type: noiseText(random, 9) }),
      isReference
    )
  },
  move(resource, random) {
    const places = placesOf(resource)
    if (places.length < 2) return
    putAt(random.of(places), structuredClone(valueAt(random.of(places))))
  },
  otherType(resource, random) {
    resource['resourceType'] = random.of(['Patient', 'Bundle', 'Task', 'Composition', 'Consent', 'nobody', '', 1, null])
  },
  narrative(resource, random) {
    resource['text'] = { status: 'generated', div: noiseXhtml(random, random.of([40, 400, TEXT_MAX])) }
  },
  claim(resource, random) {
    const id = random.of(['referral', 'feedback', 'coordination-task', 'patient', 'crisis-plan', 'nothing'])
    const profile = random.of([`https://ggz-gateway.example/fhir/StructureDefinition/${id}`, noiseText(random, 60)])
    resource['meta'] = { profile: [profile, random.of([profile, 'http://hl7.org/fhir/StructureDefinition/bp'])] }
  },
  companion(resource, random) {
    withPlace(resource, random, ({ holder, key }) => {
      if (Array.isArray(holder) || typeof key !== 'string') return
      const companion = { id: noiseText(random, 20), extension: [{ url: 'http://example.org/x', valueCode: 'y' }] }
      holder[`_${key}`] = random.of<unknown>([companion, [companion], [null, companion], noiseValue(random, 20)])
    })
  },
  contain(resource, random) {
    const inner = structuredClone({ ...resource, id: random.of(['x', 'x', '#x', 'contained-1']) })
    resource['contained'] = random.of<unknown>([[inner], [inner, inner], inner, [[inner]], [{ id: 'x' }]])
  },
  wrap(resource, random) {
    const inner = structuredClone(resource)
    for (const key of Object.keys(resource)) Reflect.deleteProperty(resource, key)
    const fullUrl = random.of([
      'urn:uuid:3f9a2e60-5d0c-4a76-9a39-0d2b7b1f0a11',
      'Patient/1',
      '',
      'https://a.example/Patient/x'
    ])
    const entry = { fullUrl, resource: inner, request: { method: random.of(['POST', 'PUT', 'x']), url: 'Patient' } }
    const type = random.of(['transaction', 'document', 'message', 'collection', 'searchset', 'batch', 'x'])
    const bundle = { resourceType: 'Bundle', type, entry: random.of([[entry], [entry, entry], [entry, inner]]) }
    const parameters = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'x', resource: inner },
        { name: 'y', part: [] }
      ]
    }
    Object.assign(resource, random.of<object>([bundle, parameters]))
  }
}

const TYPES = [
  'Boolean',
  'String',
  'DateTime',
  'Quantity',
  'CodeableConcept',
  'Period',
  'Reference',
  'Timing',
  'Nothing'
]

function withPlace(
  resource: Record<string, unknown>,
  random: Random,
  change: (place: Place) => void,
  isFit: (value: unknown) => boolean = () => true
): void {
  const fit = placesOf(resource).filter((place) => isFit(valueAt(place)))
  if (fit.length > 0) change(random.of(fit))
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
