import { test } from 'tap'
import { documents, outdated } from '../../scripts/documents.ts'
import { ownDefinitions } from '../../scripts/pages/own-definitions.ts'
import { rulesOf } from '../../scripts/pages/profile-rules.ts'
import { variables } from '../../src/config-variables.ts'
import { catalogue } from '../../src/fhir/outcome-catalogue.ts'
import { interactions } from '../../src/interactions/registry.ts'
import { feedbackKinds } from '../../src/obligations/feedback-kinds.ts'
import { operations } from '../../src/operations/registry.ts'
import { steps } from '../../src/referral/lifecycle/lifecycle.ts'
import { between, filesUnder, firstCells, root, text } from './read.ts'

const names = (list: readonly string[]): readonly string[] => [...new Set(list)].sort()

test('what is generated is up to date', async (t) => {
  t.strictSame(await outdated(root, await documents(root)), [], 'run "npm run generate"')
})

test('each outcome code is documented once, and no other', (t) => {
  t.strictSame([...firstCells(text('docs/outcomes.md'))].sort(), Object.keys(catalogue).sort())
  t.end()
})

test('each outcome code can be answered: some code of the gateway names it', (t) => {
  const source = filesUnder('src', '.ts')
    .filter((file) => !file.startsWith('src/fhir/outcomes-of-'))
    .map(text)
    .join('\n')
  t.strictSame(
    Object.keys(catalogue).filter((code) => !source.includes(`'${code}'`)),
    []
  )
  t.end()
})

test('each variable is documented, in the README too, and no other', (t) => {
  const wanted = variables.map(({ name }) => name)
  t.strictSame(firstCells(text('docs/configuration.md')), wanted)
  const [open, close] = ['<!-- generated: configuration -->', '<!-- end of generated: configuration -->']
  t.strictSame(firstCells(between(text('README.md'), open, close)), wanted)
  t.end()
})

test('no file of the gateway reads a variable of the environment that is not documented', (t) => {
  const known = new Set<string>(variables.map(({ name }) => name))
  const read = filesUnder('src', '.ts').flatMap((file) =>
    [...text(file).matchAll(/\benv(?:\.([A-Z_]{3,})|\[['"]([A-Z_]{3,})['"]\])/g)].map(([, dotted, quoted]) => ({
      file,
      name: dotted ?? quoted ?? ''
    }))
  )
  t.strictSame(
    read.filter(({ name }) => !known.has(name)),
    []
  )
  t.end()
})

test('each interaction is documented, and no other', (t) => {
  const rows = [...text('docs/interactions.md').matchAll(/^\| `([^`]+)` \| `(\w+) \/fhir([^`]*)`/gm)]
  t.strictSame(
    rows.map(([, code, method, url]) => [code, method, url === '' ? '/' : url]),
    interactions.map(({ code, method, url }) => [code, method, url])
  )
  t.end()
})

test('each operation is documented with each of its parameters, and no other', (t) => {
  const page = text('docs/operations.md')
  const rows = [...page.matchAll(/^\| `\$([^`]+)` \| `(\w+) \/fhir([^`]*)`/gm)]
  t.strictSame(
    rows.map(([, code, method, url]) => [code, method, url]),
    operations.map(({ definition, methods, url }) => [definition.code, methods[0], url])
  )
  const told = new Set(firstCells(page))
  const names = operations.flatMap(({ definition }) => definition.parameter ?? []).map(({ name }) => name)
  t.strictSame(
    names.filter((name) => !told.has(name)),
    []
  )
  t.end()
})

test('each rule of an agreement is documented, and no other', (t) => {
  const rules = codesIn('profiles/agreements/lga.json', 'obligations')
  const [base = ''] = text('docs/obligations.md').split(/^(?=## `lga-watch`)/m)
  const documented = [...base.matchAll(/^(?:#### |\| )`([a-z-]+)`(?:, on| \| `O\d| \| {2}\|)/gm)].map(
    ([, code]) => code ?? ''
  )
  t.strictSame([...documented].sort(), rules.sort())
  t.end()
})

test('each profile, rule, section and list of codes is documented, and no other', (t) => {
  const { profiles, extensions, codeSystems, valueSets } = ownDefinitions(root)
  const structures = [...profiles, ...extensions]
  const wanted = [
    ...[...structures, ...codeSystems, ...valueSets].map(({ id = '' }) => id),
    ...structures.flatMap(rulesOf).map(({ constraint }) => constraint.key),
    ...codeSystems.flatMap(({ id, concept = [] }) => (id === 'report-section' ? concept.map(({ code }) => code) : [])),
    ...Object.keys(feedbackKinds)
  ]
  const documented = firstCells(text('docs/profiles.md'))
  // The other tables are about elements, by their ids.
  t.strictSame(names(documented.filter((cell) => !cell.includes('.'))), names(wanted))
  t.end()
})

test('each kind of feedback is documented with a code in each dialect, and no other', (t) => {
  const page = text('docs/feedback-kinds.md')
  t.strictSame(firstCells(page), Object.keys(feedbackKinds))
  t.notMatch(page, /\| none \|/)
  t.end()
})

test('each status that a step can reach or leave is documented, and no other', (t) => {
  const statuses = steps.flatMap(({ from, to }) => [...from, to])
  t.strictSame(names(firstCells(text('docs/lifecycle.md'))), names(statuses))
  t.end()
})

function codesIn(file: string, list: string): string[] {
  const content = JSON.parse(text(file)) as Readonly<Record<string, readonly { readonly code: string }[]>>
  return (content[list] ?? []).map(({ code }) => code)
}
