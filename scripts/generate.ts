/**
 * `npm run generate`: writes the reference tables in `docs/` and in the README from the code and data that they tell of.
 *
 * With `--check` it writes nothing, names each file that is not up to date, and exits with 1 when there is one; it also
 * tells where profiles/fhir, which is built elsewhere, is not of the FSH files that there are.
 */
import { resolve } from 'node:path'
import { bringUpToDate, documents, outdated } from './documents.ts'
import { areProfilesCurrent, STALE_PROFILES } from './profile-sources.ts'

const root = resolve(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')
const all = await documents(root)
const stale = isCheck ? await outdated(root, all) : await bringUpToDate(root, all)

if (isCheck) {
  for (const file of stale) process.stderr.write(`${file} is not up to date: run "npm run generate"\n`)
  const current = await areProfilesCurrent(root)
  if (!current) process.stderr.write(`${STALE_PROFILES}\n`)
  process.exitCode = stale.length === 0 && current ? 0 : 1
} else {
  process.stdout.write(stale.length === 0 ? 'everything is up to date\n' : `wrote ${stale.join(', ')}\n`)
}
