import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { ruleInDutch } from '../../../src/profile/compile/rules-in-dutch.ts'

const base = join(import.meta.dirname, '..', '..', '..', 'profiles', 'base')

/** Told in other words (`txt-*` as `narrative-invalid`), never told (`dom-6`), or of definitions that no message holds. */
const NEVER_TOLD = new Set(['txt-1', 'txt-2', 'dom-6', 'ele-1', 'pdf-0', 'sev-1'])

test('each rule of R4 that can be told has Dutch words', (t) => {
  const keys = new Set<string>()
  for (const file of ['structure-definitions.json', 'profile-definitions.json']) {
    for (const [, key] of readFileSync(join(base, file), 'utf8').matchAll(/"key":\s*"([a-z]+-\d+)"/g))
      keys.add(key ?? '')
  }
  t.ok(keys.size > 50, 'the definitions are read')
  const told = [...keys].filter((key) => !NEVER_TOLD.has(key))
  t.same(
    told.filter((key) => ruleInDutch(key) === undefined),
    []
  )
  t.equal(ruleInDutch('of-another-definition'), undefined)
  t.end()
})
