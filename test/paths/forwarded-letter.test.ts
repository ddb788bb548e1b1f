import type { Bundle, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { byAgb, byUra } from '../../demo/simulators/address-book.ts'
import { refer, today } from './acts.ts'
import { addressed, coded } from './messages.ts'
import { brug, coordination, linde, parkzicht, plein, world, type World } from './world.ts'

const echelon = coded('https://ggz-gateway.example/fhir/CodeSystem/gb-echelon', 'S')
const kind = coded('https://ggz-gateway.example/fhir/CodeSystem/gb-verwijzing', 'verwijsbrief')

/** The resources of the first message that a participant got. */
async function received(here: World, by: typeof brug): Promise<readonly Resource[]> {
  const [message] = await here.inbox(by)
  return ((message as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? [])
}

function wordsIn(resources: readonly Resource[]): readonly string[] {
  const letters = resources.flatMap((one) => (one.resourceType === 'DocumentReference' ? one.content : []))
  return letters.map(({ attachment }) => Buffer.from(attachment.data ?? '', 'base64').toString('utf8'))
}

/** What a practice that reads letters as text passes on: the patient, and the letter as it has it. */
function forward(here: World, first: string, patient: string, letter: string): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    basedOn: [{ reference: `ServiceRequest/${first}` }],
    category: [kind],
    performerType: echelon,
    subject: { reference: patient },
    authoredOn: today(here),
    requester: byAgb(addressed(brug)),
    performer: [byAgb(addressed(parkzicht))],
    reasonCode: [{ text: 'Behandeling had te weinig effect' }],
    supportingInfo: [{ reference: letter }]
  }
}

test('a letter that the gateway wrote out for a practice is passed on, and the next reader has its words', async (t) => {
  const here = await world(t)
  const first = await refer(here, { from: linde, to: brug, gp: linde })
  const got = await received(here, brug)
  const request = got.find((one) => one.resourceType === 'ServiceRequest')
  const letter = got.find((one) => one.resourceType === 'DocumentReference')
  const named = `DocumentReference/${letter?.id ?? ''}`
  const message = forward(here, first, request?.subject.reference ?? '', named)
  const answer = await here.post(brug, message)
  t.equal(answer.status, 201, JSON.stringify(answer.body))
  const arrived = await received(here, parkzicht)
  t.ok(
    arrived.some((one) => `${one.resourceType}/${one.id ?? ''}` === named),
    'what is named is there'
  )
  t.strictSame(wordsIn(arrived), wordsIn(got))
  t.ok(wordsIn(arrived)[0] !== '')
  t.match(await here.get(parkzicht, named), {
    status: 200,
    body: letter === undefined ? {} : { content: letter.content }
  })
  const again = await here.post(brug, { ...message, performer: [byUra(addressed(parkzicht))] })
  t.equal(again.status, 201, 'and once more to another referral')
})

test('a referral without a Task reaches a practice that knows organisations by their AGB, however its performer is named', async (t) => {
  const here = await world(t)
  for (const performer of [byUra(addressed(brug)), byAgb(addressed(brug))]) {
    const request: ServiceRequest = {
      resourceType: 'ServiceRequest',
      status: 'completed',
      intent: 'order',
      category: [coded('urn:oid:2.16.840.1.113883.2.4.4.30.69', '1')],
      authoredOn: today(here),
      subject: { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '172642863' } },
      requester: byUra(addressed(plein)),
      performer: [performer],
      reasonCode: [{ text: 'Sinds drie maanden somber' }]
    }
    const answer = await here.post(plein, request)
    t.equal(answer.status, 201, JSON.stringify(answer.body))
    const { id = '' } = answer.body
    t.equal((await coordination(here, brug, id)).owner?.identifier?.value, brug.identifiers.agb)
  }
})
