import type { Coding, Communication, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { Located } from '../../src/fhir/located.ts'
import { changed, dialectNamed, graphOf, mapped } from './dialect-case.ts'

const system = (name: string) => `https://ggz-gateway.example/fhir/CodeSystem/${name}`

/** A report after intake, and what a sender of another dialect might have written beside: the reader's own codes. */
const readers = [
  { reader: 'his', own: 'his-correspondence', same: 'INTAKE', other: 'AFWIJS' },
  { reader: 'gb-ggz', own: 'gb-bericht', same: 'bericht-na-intake', other: 'afwijzing' },
  { reader: 's-ggz', own: 's-message-type', same: '201', other: '208' }
] as const

for (const { reader, own, same, other } of readers) {
  const kind = { system: system('feedback-kind'), code: 'intake-confirmation' }
  const fromCanonical = (...categories: readonly (readonly Coding[])[]) =>
    dialectNamed(reader).fromCanonical(feedback(categories))

  for (const code of [other, 'onbekend']) {
    test(`${reader} gets no report after intake that is ${code} in its own codes`, (t) => {
      const coding = { system: system(own), code }
      const refused = { ok: false, outcome: { issues: [{ code: 'map-failed' }] } }
      t.match(fromCanonical([kind, coding]), refused)
      t.match(fromCanonical([kind], [coding]), refused, 'also where it stands in a category of its own')
      t.end()
    })
  }

  test(`${reader} gets a report after intake whose sender wrote ${same} beside, once`, (t) => {
    const coding = { system: system(own), code: same }
    const [only] = mapped(fromCanonical([kind, coding]))
    t.same((only?.resource as Communication).category, [{ coding: [kind, coding] }])
    t.end()
  })
}

test('a referral that asks for two echelons is refused by gb-ggz, in both directions', (t) => {
  const referral = graphOf('gb-ggz/forward-to-specialised.to-canonical.in.json')
  const asking = (...coding: readonly Coding[]) =>
    changed(referral, 'ServiceRequest', (own: ServiceRequest) => ({ ...own, performerType: { coding: [...coding] } }))
  const specialised = { system: system('echelon'), code: 's-ggz' }
  const { toCanonical, fromCanonical } = dialectNamed('gb-ggz')
  for (const map of [toCanonical, fromCanonical]) {
    const refused = map(asking({ system: system('gb-echelon'), code: 'GB' }, specialised))
    t.match(refused, { ok: false, outcome: { issues: [{ code: 'map-failed' }] } })
    t.match(map(asking({ system: system('gb-echelon'), code: 'S' }, specialised)), { ok: true })
  }
  t.end()
})

function feedback(categories: readonly (readonly Coding[])[]): readonly Located[] {
  const resource: Communication = {
    resourceType: 'Communication',
    id: 'bericht',
    status: 'completed',
    category: categories.map((coding) => ({ coding: [...coding] })),
    subject: { reference: 'Patient/pat' },
    payload: [{ contentString: 'Gezien op 24 maart, brief volgt.' }]
  }
  return [{ resource, path: 'Communication' }]
}
