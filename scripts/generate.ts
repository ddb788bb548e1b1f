/**
 * `npm run generate`: writes the reference tables in `docs/` and in the README from the code and data that they tell of.
 *
 * With `--check` it writes nothing, names each file that is not up to date, and exits with 1 when there is one.
 */
import { resolve } from 'node:path'
import { bringUpToDate, documents, outdated } from './documents.ts'

const root = resolve(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')
const all = await documents(root)
const stale = isCheck ? await outdated(root, all) : await bringUpToDate(root, all)

if (isCheck) {
  for (const file of stale) process.stderr.write(`${file} is not up to date: run "npm run generate"\n`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  process.stdout.write(stale.length === 0 ? 'everything is up to date\n' : `wrote ${stale.join(', ')}\n`)
}
