import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ServiceRequest } from '@medplum/fhirtypes'
import { test } from 'tap'
import { verdictOf } from '../../src/delivery/classify.ts'
import { FOLLOWS_UNDELIVERED } from '../../src/delivery/undelivered.ts'
import { createValidator } from '../../src/profile/create-validator.ts'
import { between, filesUnder, root, text } from './read.ts'

const readme = text('README.md')
const markdown = ['README.md', ...filesUnder('docs', '.md')]

test('each npm script has a line in the README, and no line is about a script that is not there', (t) => {
  const { scripts } = JSON.parse(text('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
  const lines = [...readme.matchAll(/^\| `npm (?:run )?([a-z-]+)[^`]*` \|/gm)].map(([, name]) => name ?? '')
  t.strictSame([...lines].sort(), Object.keys(scripts).sort())
  t.end()
})

test('the two commands that the README begins with are the first ones in it', (t) => {
  const commands = [...readme.matchAll(/```sh\n([^`]*)```/g)].map(([, command]) => command?.trim())
  t.strictSame(commands.slice(0, 2), ['npm ci && npm run demo', 'npm ci && npm test'])
  t.end()
})

test('every link between documents leads to a file', (t) => {
  const links = markdown.flatMap((file) =>
    [...text(file).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target]) => ({ file, target: target ?? '' }))
  )
  t.ok(links.length > 0, 'there are links')
  t.strictSame(
    links.filter(({ file, target }) => !existsSync(join(root, dirname(file), target))),
    []
  )
  t.end()
})

test('every file of the project that a document names is there', (t) => {
  // A decision that was superseded is left as it was, and names what it was about.
  const current = markdown.filter((file) => !/^Superseded by /m.test(text(file)))
  const named = current.flatMap((file) =>
    [...text(file).matchAll(/`((?:src|test|demo|docs|mappings|profiles|scripts|bench)\/[\w./@-]+)`/g)].map(
      ([, target]) => ({ file, target: target ?? '' })
    )
  )
  t.ok(named.length > 0, 'files are named')
  t.strictSame(
    named.filter(({ target }) => !existsSync(join(root, target))),
    []
  )
  t.end()
})

test('every document is linked from the README, and every decision from its list', (t) => {
  const isDecision = (file: string): boolean => /^docs\/adr\/\d{4}-/.test(file)
  t.strictSame(
    filesUnder('docs', '.md').filter((file) => !isDecision(file) && !readme.includes(`(${file})`)),
    []
  )
  const list = text('docs/adr/README.md')
  const rows = [...list.matchAll(/^\| \[(\d{4})\]\((\d{4}-[^)]+)\)/gm)].map(([, , file]) => `docs/adr/${file ?? ''}`)
  t.strictSame(rows, [...filesUnder('docs', '.md')].filter(isDecision).sort())
  t.end()
})

test('the referral of the README is one that a HIS may send', (t) => {
  const referral = JSON.parse(between(readme, "<<'JSON'\n", '\nJSON\n')) as ServiceRequest
  const validator = createValidator(join(root, 'profiles'))
  t.strictSame(validator.base(referral, 'ServiceRequest'), [])
  t.strictSame(validator.conforms('his', referral, { path: 'ServiceRequest', graph: [referral] }), [])
  t.end()
})

test('the answers that the README calls passing are the ones that are tried again', (t) => {
  const line = between(readme, '- **Retries**: ', ' is tried again')
  const said = [...line.matchAll(/\b[1-5]\d\d\b/g)].map(([status]) => Number(status))
  const all = Array.from({ length: 200 }, (_, index) => 300 + index)
  const retried = all.filter((status) => verdictOf({ kind: 'answered', status }).outcome === 'retry')
  t.strictSame(said, retried)
  t.match(line, '5xx')
  t.equal(verdictOf({ kind: 'answered', status: 500 }).outcome, 'retry')
  t.equal(verdictOf({ kind: 'answered', status: 599 }).outcome, 'retry')
  t.match(readme, FOLLOWS_UNDELIVERED)
  t.end()
})
