import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Bundle, Patient, Resource, ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import type { DirectoryFile } from '../../src/directory/load.ts'
import { readdress, type Addressing } from '../../demo/simulators/readdress.ts'
import { aboutPerson, shiftedDays } from '../../demo/simulators/letter-text.ts'

const fixtures = resolve(import.meta.dirname, '..', '..', 'demo', 'fixtures')
const letters = readdirSync(fixtures).flatMap((dialect) =>
  readdirSync(join(fixtures, dialect)).map((name) => join(fixtures, dialect, name))
)

const to: Addressing = {
  messageId: 'urn:uuid:6f8a7a0e-2f0c-4d7e-9a55-2f2b5a1c0001',
  patient: { bsn: '999900006', family: 'Zonneveld' },
  requester: { id: 'a', ura: '90009001', agb: '01999001', name: 'Praktijk A' },
  performer: { id: 'b', ura: '90009002', agb: '01999002', name: 'Instelling B' },
  gp: { id: 'c', ura: '90009003', agb: '01999003', name: 'Praktijk C' },
  day: '2026-08-03'
}

/** The numbers of everybody in the demonstration's directory; the parties of `to` are none of them. */
const directory = JSON.parse(readFileSync(resolve(fixtures, '..', 'directory.json'), 'utf8')) as DirectoryFile
const numbers = directory.participants.flatMap(({ identifiers: { ura = [], agb = [] } }) => [ura, agb].flat())

function resourcesIn({ entry = [] }: Bundle): readonly Resource[] {
  return entry.flatMap(({ resource }) => resource ?? [])
}

function of<T extends Resource['resourceType']>(
  bundle: Bundle,
  type: T
): readonly Extract<Resource, { resourceType: T }>[] {
  return resourcesIn(bundle).filter((one): one is Extract<Resource, { resourceType: T }> => one.resourceType === type)
}

for (const path of letters) {
  const name = path.slice(fixtures.length + 1)
  const letter = JSON.parse(readFileSync(path, 'utf8')) as Bundle
  const sent = readdress(letter, to)

  test(`${name} becomes a letter of another patient, day and parties`, (t) => {
    t.equal(sent.identifier?.value, to.messageId)
    const [patient] = of(sent, 'Patient') as [Patient]
    t.strictSame(
      patient.identifier?.map(({ value }) => value),
      ['999900006']
    )
    t.equal(patient.name?.[0]?.family, 'Zonneveld')
    const [request] = of(sent, 'ServiceRequest') as [ServiceRequest]
    t.equal(request.authoredOn?.slice(0, 10), '2026-08-03')
    const old = of(letter, 'ServiceRequest')[0]?.identifier?.[0]?.value
    t.not(request.identifier?.[0]?.value, old)
    const text = JSON.stringify(sent)
    for (const { ura, agb, name: party } of [to.requester, to.performer, to.gp]) {
      t.ok(text.includes(`"${ura}"`) || text.includes(`"${agb}"`), `${party} is named by a number`)
    }
    t.strictSame(
      numbers.filter((number) => text.includes(`"${number}"`)),
      [],
      'nothing is addressed to an organisation of the old letter'
    )
    t.end()
  })

  test(`${name} keeps its form`, (t) => {
    t.strictSame(
      resourcesIn(sent).map(({ resourceType }) => resourceType),
      resourcesIn(letter).map(({ resourceType }) => resourceType)
    )
    t.equal(of(sent, 'Patient')[0]?.birthDate, of(letter, 'Patient')[0]?.birthDate)
    t.end()
  })
}

test('days move, months and birth dates stay, and the time of day stays with its day', (t) => {
  const moved = shiftedDays(
    {
      birthDate: '1980-01-01',
      onset: '2025-09',
      date: '2026-01-30',
      sent: '2026-01-30T23:10:00+01:00',
      note: 'op 2026-01-30'
    },
    '2026-01-30',
    '2026-03-02'
  )
  t.strictSame(moved, {
    birthDate: '1980-01-01',
    onset: '2025-09',
    date: '2026-03-02',
    sent: '2026-03-02T23:10:00+01:00',
    note: 'op 2026-01-30'
  })
  t.end()
})

test('another person stands wherever the letter names one, also in an attached text', (t) => {
  const from = { given: 'Jan', family: 'Bos', birthDate: '1980-03-11' }
  const data = Buffer.from('Betreft: dhr. J. Bos, geboren 11 maart 1980, niet Bosman.').toString('base64')
  const letter = {
    text: 'Jan Bos-Vos en Bosman',
    reference: 'Patient/Bos',
    attachment: { contentType: 'text/plain; charset=utf-8', data }
  }
  const renamed = aboutPerson(letter, from, { given: 'Wim', family: 'Zonneveld', birthDate: '1979-01-02' })
  t.equal(renamed.text, 'Wim Zonneveld-Vos en Bosman')
  t.equal(renamed.reference, 'Patient/Bos')
  const words = Buffer.from(renamed.attachment.data, 'base64').toString()
  t.equal(words, 'Betreft: dhr. W. Zonneveld, geboren 2 januari 1979, niet Bosman.')
  t.end()
})

test('who passes a letter on writes about the person that is known', (t) => {
  const [path = ''] = letters.filter((one) => one.includes('gb-ggz'))
  const letter = JSON.parse(readFileSync(path, 'utf8')) as Bundle
  const name = [{ text: 'Roos Prins', family: 'Prins', given: ['Roos'] }]
  const known: Patient = { resourceType: 'Patient', name, gender: 'female', birthDate: '1988-11-25' }
  const [patient] = of(readdress(letter, { ...to, patient: { bsn: '999900006', family: 'Prins', known } }), 'Patient')
  t.match(patient, { name, gender: 'female', birthDate: '1988-11-25', identifier: [{ value: '999900006' }] })
  t.equal(patient?.address, undefined)
  t.end()
})
