import type { Task } from '@medplum/fhirtypes'
import { isBsn } from '../../src/fhir/identifiers.ts'
import { reportMessage } from '../../test/samples/intake-report.ts'
import { referralMessage } from '../../test/samples/referral-letter.ts'
import type { ReportedOn } from './load.ts'

/** Citizen service numbers of the range 9999xxxxx, which is given to nobody. */
const numbers = Array.from({ length: 100_000 }, (_, index) => `9999${String(index).padStart(5, '0')}`).filter(isBsn)

/** Who refers, and who reports. */
const practice = { ura: '90000101', name: 'Huisartsenpraktijk De Linde' }
const institution = { ura: '90000301', name: 'GGZ Parkzicht' }

/** Days in the past of whoever runs this, the intake after the referral. */
const REFERRED_ON = '2026-03-02'
const INTAKE_ON = '2026-03-16'

let made = 0

/** A referral of its own, with its own ids and message id. */
export function nextReferral(): Buffer {
  const bsn = numbers[made++ % numbers.length]
  return Buffer.from(JSON.stringify(referralMessage(practice, { patient: { bsn }, authoredOn: REFERRED_ON })))
}

/** The report after intake on a referral. */
export function reportOn({ task, focus, patient }: ReportedOn): Buffer {
  const about: Task = {
    resourceType: 'Task',
    id: task,
    status: 'accepted',
    intent: 'order',
    focus: { reference: focus },
    for: { reference: patient }
  }
  return Buffer.from(JSON.stringify(reportMessage(institution, about, { on: INTAKE_ON }).bundle))
}
