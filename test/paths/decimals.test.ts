import type { MedicationStatement, Observation, Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { decimal } from '../../src/fhir/decimal.ts'
import { idIn, step, today } from './acts.ts'
import { referral } from './messages.ts'
import { linde, parkzicht, world, type World } from './world.ts'

/** As a GP's system writes them; each says something else than the shortest number of the same size. */
const written = ['1.10', '0.50', '100.0', '1E+2', '0.1234567890123456789'] as const

/** The library's types know numbers only. */
const number = (source: string): number => decimal(source) as unknown as number

function medication(patient: string): MedicationStatement {
  return {
    resourceType: 'MedicationStatement',
    extension: [{ url: 'https://praktijk-de-linde.example/fhir/concentratie', valueDecimal: number('0.50') }],
    status: 'active',
    medicationCodeableConcept: { text: 'lorazepam' },
    subject: { reference: patient },
    effectivePeriod: { start: '2026-01' },
    dosage: written.map((source) => ({
      text: 'zo nodig',
      doseAndRate: [{ doseQuantity: { value: number(source), unit: 'mg' } }]
    }))
  }
}

/** The doses in a text of JSON, as they are written there. */
function dosesIn(json: string): readonly string[] {
  return [...json.matchAll(/"doseQuantity":\{"value":([^,]*),/g)].map(([, source]) => source ?? '')
}

async function referred(here: World) {
  const wish = { from: linde, to: parkzicht, gp: linde, day: today(here) }
  const answer = await here.post(linde, referral({ ...wish, beside: medication, isNamed: true }))
  return { answer, id: answer.status === 200 ? idIn(answer, 'MedicationStatement') : '' }
}

test('a dose arrives as it was written: with the institution, on both sides when read, and in the canonical form', async (t) => {
  const here = await world(t)
  const { answer, id } = await referred(here)
  t.equal(answer.status, 200, JSON.stringify(answer.body))
  const path = `MedicationStatement/${id}`
  const sent = JSON.stringify(await here.inbox(parkzicht))
  t.strictSame(dosesIn(sent), written, 'the message')
  t.match(sent, /"valueDecimal":0\.50[,}]/, 'an extension')
  for (const reader of [linde, parkzicht]) {
    const { status, body } = await here.get(reader, path)
    t.equal(status, 200)
    t.strictSame(dosesIn(JSON.stringify(body)), written, `${reader.id} reads`)
    t.strictSame(dosesIn(JSON.stringify((await here.get(reader, `${path}/_history/1`)).body)), written, 'the version')
  }
  const request = idIn(answer, 'ServiceRequest')
  const { facts } = await here.store.read({ kind: 'referral', id: request })
  const rows = facts?.resources.filter((row) => row.type === 'MedicationStatement') ?? []
  t.ok(rows.length >= 3, 'two projections and the canonical form')
  for (const { projection, json } of rows) t.strictSame(dosesIn(json), written, projection)
})

test('a step on the referral later leaves the medication as it is, without a version more', async (t) => {
  const here = await world(t)
  const { answer, id } = await referred(here)
  const taken = await step(here, idIn(answer, 'ServiceRequest'), { by: parkzicht, status: 'accepted' })
  t.equal(taken.status, 200, JSON.stringify(taken.body))
  const { body, etag } = await here.get(parkzicht, `MedicationStatement/${id}`)
  t.equal(etag, 'W/"1"')
  t.strictSame(dosesIn(JSON.stringify(body)), written)
})

test('an integer that is written as a decimal is refused at its place, and no decimal is rounded', async (t) => {
  const here = await world(t)
  for (const source of ['1.0', '1e3', '-0']) {
    const beside = (patient: string): Observation => ({
      ...{ resourceType: 'Observation', status: 'final', code: { text: '4DKL' } },
      ...{ subject: { reference: patient }, valueInteger: number(source) }
    })
    const answer = await here.post(linde, referral({ from: linde, to: parkzicht, day: today(here), beside }))
    t.equal(answer.status, 422, source)
    t.strictSame(answer.codes, ['invalid-structure'])
    t.match(JSON.stringify(answer.body), /integer without a point.*resource\.valueInteger/)
  }
})

test('a power of ten that nobody means is refused with the element that has it', async (t) => {
  const here = await world(t)
  const far = (patient: string): Resource => ({
    ...medication(patient),
    dosage: [{ doseAndRate: [{ doseQuantity: { value: number('1e400') } }] }]
  })
  const answer = await here.post(linde, referral({ from: linde, to: parkzicht, day: today(here), beside: far }))
  t.equal(answer.status, 400)
  t.strictSame(answer.codes, ['number-out-of-bounds'])
})
