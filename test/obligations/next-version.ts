import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Agreement } from '../../src/obligations/agreement.ts'
import { agreementsFolder, rule } from './fixtures.ts'

const file = JSON.parse(readFileSync(join(agreementsFolder, 'lga.json'), 'utf8')) as Agreement

/** The file of the base agreement under a next version, in which the report after intake is due four weeks after receipt. */
export const nextFile = {
  ...file,
  version: '99.0.0',
  obligations: file.obligations.map((one) => {
    const isIt = one.code === rule.code && one.opensOn === rule.opensOn
    return isIt ? { ...one, due: [{ from: 'referral.received', within: 'P4W' }] } : one
  })
}
