import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { directoryOf, type DirectoryFile } from '../../src/directory/load.ts'
import { readGraph, unattached } from '../../src/fhir/graph.ts'
import { bsnOf, isBsn, normalised } from '../../src/fhir/identifiers.ts'
import type { Located } from '../../src/fhir/located.ts'
import { standAlone } from '../../src/fhir/stand-alone.ts'
import { readTransaction } from '../../src/fhir/transaction.ts'
import { narrativeText } from '../../src/mapping/functions/narrative-text.ts'
import { organisationOf, participantOf } from '../../src/referral/parties.ts'
import { canonicalOf } from '../../src/referral/canonical-of.ts'
import { validIn } from '../../src/referral/render.ts'
import { coreOf } from '../../src/referral/routing.ts'
import { takesReferrals } from '../../src/referral/rules.ts'
import type { Result } from '../../src/result.ts'
import { dialectNamed, dialects, frozen, root, validator, wrong } from './dialect-case.ts'
import { complaintsAbout } from './survival.ts'

// Referrals of different clinical kinds, as the demonstration posts them: demo/fixtures/<dialect>/<nn>-<kind>.json.

interface Fixture {
  readonly dialect: string
  readonly name: string
  readonly kind: string
  readonly message: Record<string, unknown>
}

const senders = ['his', 'gb-ggz', 's-ggz'] as const
const BASE = 'https://gateway.example/fhir'
/** BSNs that other tests and the demonstration's own patients have. */
const taken = ['999999151', '999911120']

const { participants } = JSON.parse(readFileSync(join(root, 'demo', 'directory.json'), 'utf8')) as DirectoryFile
const directory = directoryOf(participants)
const fixtures = senders.flatMap(fixturesOf)

for (const dialect of senders) {
  test(`${dialect} has ten referrals, each of a clinical kind of its own`, (t) => {
    const own = fixtures.filter((fixture) => fixture.dialect === dialect)
    t.same(
      own.map(({ name }) => name.slice(0, 2)),
      ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10']
    )
    t.equal(new Set(own.map(({ kind }) => kind)).size, own.length)
    t.end()
  })
}

for (const fixture of fixtures) {
  const { dialect, name } = fixture
  test(`${dialect}/${name} is a whole message that the gateway takes`, (t) => {
    const { graph, outside } = read(fixture)
    t.same(outside, [], 'everything that it refers to is in it')
    t.same(validIn(validator, dialect, normalised(graph), { context: [], origins: () => undefined }), [])
    const { resources, warnings } = taking(canonicalOf({ dialects }, { dialect }, graph))
    t.same(unread(warnings), [])
    t.same(wrong(resources, 'canonical'), [])
    const { request } = taking(coreOf(resources))
    t.same(
      unattached(resources, ({ resource }) => resource === request.resource),
      []
    )
    t.end()
  })

  test(`${dialect}/${name} is from and to organisations of the demonstration, about a patient with a known GP`, (t) => {
    const graph = read(fixture).graph.map(({ resource }) => normalised(resource))
    const participant = (reference: Parameters<typeof organisationOf>[1]) =>
      participantOf(directory, organisationOf(graph, reference))
    const [request, patient] = [one(graph, 'ServiceRequest'), one(graph, 'Patient')]
    t.equal(participant(request.requester)?.dialect, dialect)
    const performers = request.performer?.map(participant) ?? []
    t.equal(performers.length, 1)
    t.ok(takesReferrals.has(performers[0]?.role ?? 'operator'))
    t.equal(participant(patient.generalPractitioner?.[0])?.role, 'his')
    t.end()
  })

  for (const other of senders.filter((sender) => sender !== dialect)) {
    test(`${dialect}/${name} comes through whole to ${other}, and nothing is invented`, (t) => {
      const { graph } = read(fixture)
      const canonical = taking(canonicalOf({ dialects }, { dialect }, graph)).resources
      const { resources: got, warnings } = taking(dialectNamed(other).fromCanonical(canonical))
      t.same(unread(warnings), [])
      t.same(wrong(got, other), [])
      const sent = normalised(resourcesOf(standAlone(graph)))
      t.same(complaintsAbout({ from: dialect, to: other, sent, got: resourcesOf(got) }), [])
      t.end()
    })
  }
}

test('the patients are test persons, each another one', (t) => {
  const bsns = fixtures.map((fixture) => bsnOf(normalised(one(resourcesOf(read(fixture).graph), 'Patient'))) ?? '')
  for (const bsn of bsns) {
    t.ok(isBsn(bsn) && bsn.startsWith('9999'), `${bsn} is a test BSN`)
    t.notOk(taken.includes(bsn))
  }
  t.same(repeated(bsns), [])
  t.end()
})

test('no number of a message, an entry or a referral stands twice', (t) => {
  const numbers = fixtures.flatMap((fixture) => {
    const { message } = fixture
    const { identifier, entry } = message as { identifier: { value: string }; entry: { fullUrl: string }[] }
    const referral = one(resourcesOf(read(fixture).graph), 'ServiceRequest').identifier ?? []
    t.ok(referral.length > 0, `${fixture.name} has a number for its referral`)
    return [
      identifier.value,
      ...entry.map(({ fullUrl }) => fullUrl),
      ...referral.map(({ system, value }) => `${system ?? ''}|${value ?? ''}`)
    ]
  })
  t.same(repeated(numbers), [])
  const uuid = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  t.same(
    numbers.filter((number) => number.startsWith('urn:uuid:') && !uuid.test(number)),
    []
  )
  t.end()
})

test('no sentence of a letter stands in another one', (t) => {
  const sentences = fixtures.flatMap(({ message }) => [...new Set(textsIn(message).flatMap(sentencesOf))])
  t.ok(sentences.length > fixtures.length * 5)
  t.same(repeated(sentences), [])
  t.end()
})

function fixturesOf(dialect: string): readonly Fixture[] {
  const folder = join(root, 'demo', 'fixtures', dialect)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.json'.length)
      const message = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>
      return { dialect, name, kind: name.slice('00-'.length), message: frozen(message) }
    })
}

/** The fixture as the gateway reads it: base structure checked, references between entries resolved. */
function read({ message, dialect, name }: Fixture) {
  const { entries } = taking(readTransaction(message))
  const faults = entries.flatMap(({ resource, path }) => validator.base(resource, path))
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  const { entries: graph, outside } = taking(readGraph(entries, [dialect, name], BASE))
  return { graph: graph.map(({ resource, path }): Located => ({ resource, path })), outside }
}

/** The value of a result; throws with the issues when there is none. */
function taking<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.outcome.issues))
  return result.value
}

/** What was left unread: a code without a translation is carried and told, and anything else would be a loss. */
function unread(warnings: readonly { readonly code: string }[]): readonly unknown[] {
  return warnings.filter(({ code }) => code !== 'carried-untranslated')
}

function resourcesOf(graph: readonly Located[]): readonly Resource[] {
  return graph.map(({ resource }) => resource)
}

function one<T extends Resource['resourceType']>(graph: readonly Resource[], type: T) {
  const found = graph.filter((resource) => resource.resourceType === type)
  if (found.length !== 1) throw new Error(`${found.length} of ${type}`)
  return found[0] as Extract<Resource, { resourceType: T }>
}

function repeated(values: readonly string[]): readonly string[] {
  const known = new Set<string>()
  return values.filter((value) => known.size === known.add(value).size)
}

/** The texts of a message that people read: narratives, texts in extensions and notes, attachments of text. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  const attached = 'contentType' in value && String(value.contentType).startsWith('text/')
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    if (typeof member !== 'string') return textsIn(member)
    if (key === 'div') return [narrativeText(member)]
    if (key === 'data' && attached) return [Buffer.from(member, 'base64').toString('utf8')]
    return ['text', 'valueString', 'contentString', 'description', 'patientInstruction'].includes(key) ? [member] : []
  })
}

/** Sentences that are long enough to be somebody's own; a heading or a name ends without a full stop. */
function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?])\s+|\n/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 40 && /[.!?][”"')]?$/.test(sentence))
}
