import { randomUUID } from 'node:crypto'
import type { Communication, Patient } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Participant } from '../../src/directory/participant.ts'
import { byAgb, byUra } from '../../demo/simulators/address-book.ts'
import { idIn } from './acts.ts'
import { categoryOf } from './kinds.ts'
import { addressed, bsns, coded, dayIn, transaction } from './messages.ts'
import { brug, hap, linde, parkzicht, world, type Answer, type World } from './world.ts'

const text = 'Vrouw, midden veertig, stabiel op lithium. Hoe vaak controleert u de spiegel? Bel 030-1234567.'

function word(from: Participant, to: Participant | undefined, change: Partial<Communication> = {}): Communication {
  const numbered = from.dialect === 'gb-ggz' ? byAgb : byUra
  return {
    resourceType: 'Communication',
    status: 'completed',
    category: [categoryOf(from, change.inResponseTo === undefined ? 'consultation-question' : 'consultation-answer')],
    sender: numbered(addressed(from)),
    ...(to === undefined ? {} : { recipient: [byUra(addressed(to))] }),
    sent: '2026-03-02T12:00:00+01:00',
    payload: [{ contentString: text }],
    ...change
  }
}

/** Posts a word alone; the id that it has here. */
async function say(here: World, from: Participant, letter: Communication): Promise<Answer & { readonly id: string }> {
  const answer = await here.post(from, transaction([[`urn:uuid:${randomUUID()}`, letter]]))
  return { ...answer, id: answer.status === 200 ? idIn(answer, 'Communication') : '' }
}

async function got(here: World, reader: Participant): Promise<readonly Communication[]> {
  const entries = (await here.inbox(reader)).flatMap(({ entry = [] }) => entry)
  return entries.flatMap(({ resource }) => (resource?.resourceType === 'Communication' ? [resource] : []))
}

for (const asked of [parkzicht, brug]) {
  test(`a question about nobody reaches ${asked.id}, and its answer comes back to who asked`, async (t) => {
    const here = await world(t)
    const question = await say(here, linde, word(linde, asked))
    t.equal(question.status, 200, JSON.stringify(question.body))
    const [read] = await got(here, asked)
    t.match(read, { id: question.id, payload: [{ contentString: /lithium/ }] })
    t.notOk('subject' in (read ?? {}))
    t.equal(categoryOf(asked, 'consultation-question').coding?.[0]?.code, codeIn(read, asked), 'in its own words')
    const advice = {
      inResponseTo: [{ reference: `Communication/${question.id}` }],
      payload: [{ contentString: 'Elk half jaar.' }]
    }
    const answer = await say(here, asked, word(asked, undefined, advice))
    t.equal(answer.status, 200, JSON.stringify(answer.body))
    const [back] = await got(here, linde)
    t.match(back, { id: answer.id, payload: [{ contentString: 'Elk half jaar.' }] })
    t.match(back?.inResponseTo, [{ reference: `Communication/${question.id}` }])
    for (const other of [hap, asked === brug ? parkzicht : brug]) {
      t.same(await got(here, other), [])
      t.equal((await here.get(other, `Communication/${question.id}`)).status, 404)
    }
    t.same(await here.report('auditor-rho', 'asOf=2026-03-02'), [], 'nobody owes anything about nobody')
  })
}

function codeIn(read: Communication | undefined, { dialect }: Participant): string | undefined {
  const codings = read?.category?.flatMap(({ coding }) => coding ?? []) ?? []
  const name = dialect === 'gb-ggz' ? 'gb-bericht' : 's-message-type'
  return codings.find(({ system }) => system?.endsWith(name) === true)?.code
}

test('who asked may ask on in the same thread', async (t) => {
  const here = await world(t)
  const first = await say(here, linde, word(linde, parkzicht))
  const reply = { inResponseTo: [{ reference: `Communication/${first.id}` }] }
  const answer = await say(here, parkzicht, word(parkzicht, undefined, reply))
  const category = [categoryOf(linde, 'consultation-question')]
  const on = await say(
    here,
    linde,
    word(linde, undefined, { inResponseTo: [{ reference: `Communication/${answer.id}` }], category })
  )
  t.equal(on.status, 200, JSON.stringify(on.body))
  t.equal((await got(here, parkzicht)).length, 2)
})

const own = 'http://fhir.nl/fhir/NamingSystem/bsn'

/** What tells whom it is about, or may. */
const telling: readonly (readonly [string, Partial<Communication>])[] = [
  ['a BSN in its text', { payload: [{ contentString: `Graag advies over ${bsns[0]}.` }] }],
  [
    'a BSN with spaces',
    { payload: [{ contentString: `Het gaat om ${bsns[0].replace(/(\d{4})(\d{2})(\d{3})/, '$1 $2 $3')}` }] }
  ],
  ['a BSN in a note', { note: [{ text: `bsn: ${bsns[0]}` }] }],
  ['a BSN as its own number', { identifier: [{ system: own, value: bsns[0] }] }],
  ['a day of birth', { payload: [{ contentString: 'Mevrouw, geb. 3-4-1980, somber.' }] }],
  ['a day of birth in words', { payload: [{ contentString: 'Man, geboren op 3 april 1980.' }] }],
  ['an attachment', { payload: [{ contentAttachment: { contentType: 'application/pdf', data: 'JVBERg==' } }] }],
  ['a BSN with another sign between its digits', { payload: [{ contentString: 'BSN 9999/99/151' }] }],
  ['a BSN in wide digits', { payload: [{ contentString: 'BSN ９９９９９９１５１' }] }],
  ['a BSN as a number of another system', { identifier: [{ system: 'urn:x', value: bsns[0] }] }],
  ['a BSN as a code', { topic: { coding: [{ system: 'urn:x', code: bsns[0] }] } }],
  ['a BSN as a tag', { meta: { tag: [{ system: 'urn:x', code: bsns[0] }] } }],
  ['an extension that holds a day', { extension: [{ url: 'https://example.org/x', valueDate: '1980-04-03' }] }],
  [
    'an extension that holds a name',
    { extension: [{ url: 'https://example.org/x', valueHumanName: { family: 'Test' } }] }
  ],
  [
    'an extension that holds a file',
    {
      payload: [
        { contentString: 'a', extension: [{ url: 'https://example.org/x', valueAttachment: { url: 'https://x/y' } }] }
      ]
    }
  ],
  ['an author of a note who is a patient', { note: [{ authorReference: { identifier: { value: '1' } }, text: 'a' }] }],
  ['an encounter', { encounter: { identifier: { system: 'urn:x', value: '1' } } }],
  ['a reason that is a resource', { reasonReference: [{ identifier: { system: 'urn:x', value: '1' } }] }],
  ['an address that holds a number', { instantiatesUri: [`https://example.org/${bsns[0]}`] }],
  ['a day of birth behind a place', { payload: [{ contentString: 'Geboren te Amsterdam-Zuidoost op 03-04-1980' }] }],
  ['a day of birth behind a star', { payload: [{ contentString: 'J. Test, *03-04-1980' }] }],
  ['a day of birth in brackets', { payload: [{ contentString: 'Mw. J. Test (03-04-1980), somber.' }] }],
  ['a day of birth without signs', { payload: [{ contentString: 'geb 19800403' }] }],
  ['a day of birth on the next line', { payload: [{ contentString: 'Geboortedatum:\n3 april 1980' }] }],
  [
    'a patient in the contained',
    {
      contained: [
        {
          resourceType: 'Patient',
          id: 'p',
          extension: [{ url: 'https://example.org/x', valueReference: { reference: '#' } }]
        }
      ]
    }
  ],
  ['something that it is about', { about: [{ display: 'het dossier' }] }]
]

for (const [what, change] of telling) {
  test(`a question with ${what} is refused, and reaches nobody`, async (t) => {
    const here = await world(t)
    const { status, codes } = await say(here, linde, word(linde, parkzicht, change))
    t.same([status, codes], [422, ['question-not-anonymous']])
    t.same(await here.inbox(parkzicht), [])
  })
}

test('words with days and numbers that are nobody’s reach who is asked', async (t) => {
  const here = await world(t)
  const payload = [
    { contentString: 'Spiegel 0,8 (12-02-2026), lithium sinds 3-4-2024. Bel 030-1234567 of 06 1234 5678.' }
  ]
  const { url, valueDate } = dayIn('event-date', '2026-03-02')
  const letter = word(linde, parkzicht, {
    payload,
    extension: [{ url, valueDate: valueDate ?? '' }],
    note: [{ text: 'Spoed' }]
  })
  const { status, body } = await say(here, linde, letter)
  t.equal(status, 200, JSON.stringify(body))
  t.equal((await got(here, parkzicht)).length, 1)
})

test('a question beside a patient, and one that belongs to a referral, are refused', async (t) => {
  const here = await world(t)
  const patient: Patient = { resourceType: 'Patient', identifier: [{ system: own, value: bsns[0] }] }
  const beside = await here.post(
    linde,
    transaction([
      ['urn:uuid:0', word(linde, parkzicht)],
      ['urn:uuid:1', patient]
    ])
  )
  t.same([beside.status, beside.codes], [422, ['question-not-anonymous']])
})

test('a question to nobody, to oneself, to several or to one who is unknown is refused', async (t) => {
  const here = await world(t)
  const several = [byUra(addressed(parkzicht)), byUra(addressed(brug))]
  const unknown = [{ identifier: { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '90009999' } }]
  const wrong = [
    word(linde, undefined),
    word(linde, linde),
    ...[several, unknown].map((recipient) => word(linde, brug, { recipient }))
  ]
  for (const letter of wrong) {
    const { status, codes } = await say(here, linde, letter)
    t.same([status, codes], [422, ['question-recipient']])
  }
})

test('another kind of feedback without a patient is refused as ever', async (t) => {
  const here = await world(t)
  const category = [coded('https://ggz-gateway.example/fhir/CodeSystem/his-correspondence', 'INFO')]
  const { status, codes } = await say(here, linde, word(linde, parkzicht, { category }))
  t.same([status, codes], [422, ['required-missing']])
})

test('an answer to what one cannot see does not exist', async (t) => {
  const here = await world(t)
  const question = await say(here, linde, word(linde, parkzicht))
  const reply = { inResponseTo: [{ reference: `Communication/${question.id}` }] }
  const { status, codes } = await say(here, brug, word(brug, undefined, reply))
  t.same([status, codes], [422, ['reference-unresolved']])
})
