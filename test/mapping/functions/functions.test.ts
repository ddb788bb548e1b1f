import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Composition, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { referenceTo } from '../../../src/fhir/references.ts'
import { attempt } from '../../../src/mapping/fml/fault.ts'
import { indexConceptMap } from '../../../src/mapping/fml/terminology/index-concept-map.ts'
import { hostFunctions } from '../../../src/mapping/functions/functions.ts'
import type { GraphHolder } from '../../../src/mapping/functions/graph.ts'
import { letterText } from '../../../src/mapping/functions/letter-text.ts'
import { checkNamedConceptMaps } from '../../../src/mapping/functions/named-concept-maps.ts'
import { readMapText } from '../../../src/mapping/fml/parse/read-map.ts'
import { sound } from '../../../src/mapping/read-mappings.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const COLOURS = 'https://x.example/ConceptMap/colours'
const colours = sound(
  indexConceptMap(
    {
      resourceType: 'ConceptMap',
      url: COLOURS,
      status: 'active',
      group: [
        {
          source: 'https://x.example/nl',
          target: 'https://x.example/en',
          element: [
            { code: 'rood', target: [{ code: 'red', equivalence: 'equivalent' }] },
            { code: 'paars', target: [{ code: 'purple', equivalence: 'inexact' }] },
            { code: 'beige', target: [{ equivalence: 'unmatched' }] }
          ]
        }
      ]
    },
    'colours.json'
  )
)

const letter: Composition = {
  resourceType: 'Composition',
  id: 'brief',
  status: 'final',
  type: { text: 'brief' },
  date: '2026-05-11',
  author: [{ reference: 'Practitioner/a' }, { reference: '#b' }],
  title: 'Titel'
}
const patient: Resource = { resourceType: 'Patient', id: 'p' }

/** The functions while a resource is mapped in a message. */
function functionsFor(root: Resource, ...others: readonly Resource[]) {
  const byReference = new Map([root, ...others].map((resource) => [referenceTo(resource), resource]))
  const holder: GraphHolder = { current: { byReference, root } }
  return { holder, functions: hostFunctions(holder, [colours]) }
}

function call(name: string, input: readonly unknown[], ...parameters: readonly string[]): unknown {
  return functionsFor(patient, letter).functions[name]!.call(input, ...parameters)
}

function faultOf(work: () => unknown): string | undefined {
  const outcome = attempt(work)
  return outcome.ok ? undefined : outcome.fault.code
}

test('a reference leads to the resource of the message, or to nothing', (t) => {
  t.same(call('resolve', [{ reference: 'Composition/brief' }]), [letter])
  t.same(call('resolve', ['Composition/brief']), [letter])
  for (const nothing of [{ reference: 'Composition/other' }, { reference: '#brief' }, { display: 'x' }, 1, null]) {
    t.same(call('resolve', [nothing]), [])
  }
  t.end()
})

test('a reference into the resource leads to what it contains', (t) => {
  const root = { resourceType: 'Communication', id: 'c', status: 'completed', contained: [letter] } as Resource
  const { functions } = functionsFor(root)
  t.same(functions['resolve']!.call([{ reference: '#brief' }]), [letter])
  t.same(functions['resolve']!.call([{ reference: 'Composition/brief' }]), [], 'and only so')
  t.end()
})

test('nothing is resolved when no map is at work', (t) => {
  const { holder, functions } = functionsFor(patient, letter)
  holder.current = undefined
  t.same(functions['resolve']!.call([{ reference: 'Composition/brief' }]), [])
  t.end()
})

test('only a Composition has the words of a letter', (t) => {
  t.same(call('letterText', [letter, patient, 'text']), [letterText(letter)])
  t.same(call('letterDocument', [patient]), [])
  t.end()
})

test('a letter as a document says where it comes from, by whom, and how it stands', (t) => {
  const [document] = call('letterDocument', [letter]) as [object]
  t.match(document, {
    resourceType: 'DocumentReference',
    status: 'current',
    docStatus: 'final',
    author: [{ reference: 'Practitioner/a' }],
    description: 'Titel',
    context: { related: [{ reference: 'Composition/brief' }] },
    content: [{ attachment: { contentType: 'text/plain; charset=utf-8', size: 6, creation: '2026-05-11' } }]
  })
  t.notOk('date' in document, 'a day is no instant')
  const [withdrawn] = call('letterDocument', [{ ...letter, status: 'entered-in-error' }]) as [object]
  t.match(withdrawn, { status: 'entered-in-error' })
  t.end()
})

test('a contained letter has a document of its own, which points at what contains it', (t) => {
  const inner = { ...letter }
  const root = { resourceType: 'Communication', id: 'c', status: 'completed', contained: [inner] } as Resource
  const { functions } = functionsFor(root, letter)
  const documents = [inner, letter].map((one) => (functions['letterDocument']!.call([one]) as [Resource])[0])
  t.match(documents, [
    { context: { related: [{ reference: 'Communication/c' }] } },
    { context: { related: [{ reference: 'Composition/brief' }] } }
  ])
  t.not(documents[0]?.id, documents[1]?.id)
  t.end()
})

const translations: readonly (readonly [unknown, readonly string[], boolean])[] = [
  [{ system: 'https://x.example/nl', code: 'rood' }, ['red'], true],
  ['rood', ['red'], true],
  [{ system: 'https://x.example/fr', code: 'rood' }, [], false],
  [{ system: 'https://x.example/nl', code: 'paars' }, [], true],
  [{ system: 'https://x.example/nl', code: 'beige' }, [], false],
  [{ system: 'https://x.example/nl', code: 'groen' }, [], false],
  [{ system: 'https://x.example/nl' }, [], false],
  [7, [], false]
]
for (const [coding, codes, isListed] of translations) {
  test(`${JSON.stringify(coding)} is ${codes.join() || 'nothing'}, and ${isListed ? '' : 'not '}listed`, (t) => {
    t.same(call('translatedCode', [coding], COLOURS), codes)
    t.same(call('isListedIn', [coding], COLOURS), [isListed])
    t.end()
  })
}

test('a ConceptMap that does not exist is a fault, and never an answer', (t) => {
  for (const name of ['translatedCode', 'isListedIn']) {
    t.equal(
      faultOf(() => call(name, ['rood'], 'https://x.example/ConceptMap/other')),
      'unknown-concept-map'
    )
  }
  t.end()
})

test('an id hangs on the resource, the purpose and the value, and on nothing else', (t) => {
  const value = { text: 'reden' }
  const id = call('derivedId', [value], 'reason')
  t.equal(call('derivedId', [{ text: 'reden' }], 'reason'), id)
  t.not(call('derivedId', [{ text: 'anders' }], 'reason'), id)
  t.not(call('derivedId', [value], 'other'), id)
  t.not(functionsFor({ resourceType: 'Patient', id: 'q' }).functions['derivedId']!.call([value], 'reason'), id)
  t.equal(call('derivedId', [], 'reason'), undefined, 'nothing has no id')
  t.equal(
    faultOf(() => call('derivedId', [value, value], 'reason')),
    'too-many'
  )
  t.end()
})

test('each function is documented, and no other', (t) => {
  const text = readFileSync(join(root, 'docs', 'dialects.md'), 'utf8')
  const documented = [...text.matchAll(/^\| `(\w+)\([^`]*\)` \|/gm)].map(([, name]) => name)
  t.same(documented.sort(), Object.keys(functionsFor(patient).functions).sort())
  t.end()
})

test('a map that asks for a ConceptMap that does not exist is told with its line', (t) => {
  const text = `map "https://x.example/StructureMap/m" = "m"
group Main(source src, target tgt) {
  src.a as a where translatedCode('https://x.example/ConceptMap/colors').exists() -> tgt.b = a "rule";
}`
  const map = sound(readMapText(text, 'm.map'))
  t.throws(() => checkNamedConceptMaps([map], [colours]), { message: /^m\.map:3: there is no ConceptMap .*colors$/ })
  const mended = sound(readMapText(text.replace('colors', 'colours'), 'm.map'))
  t.doesNotThrow(() => checkNamedConceptMaps([mended], [colours]))
  t.end()
})
