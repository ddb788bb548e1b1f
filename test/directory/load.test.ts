import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { checkDirectory, directoryOf, readDirectoryFile } from '../../src/directory/load.ts'
import type { Participant } from '../../src/directory/participant.ts'

const his: Participant = {
  id: 'his-een',
  name: 'Praktijk Een',
  role: 'his',
  identifiers: { ura: '90000101', agb: '01054321' },
  dialect: 'his',
  delivery: 'push',
  endpoint: { url: 'http://127.0.0.1:9101/fhir', auth: { type: 'none' } }
}
const auditor: Participant = { id: 'auditor', name: 'Toezicht', role: 'auditor', identifiers: {} }

function problems(...participants: readonly unknown[]): readonly string[] {
  const checked = checkDirectory({ participants })
  return checked.ok ? [] : checked.problems
}

test('the committed demonstration directory is valid and has no keys', async (t) => {
  const path = fileURLToPath(new URL('../../demo/directory.json', import.meta.url))
  const read = await readDirectoryFile(path)
  if (!read.ok) return t.fail(read.problems.join('\n'))
  t.same(
    read.value.participants.map(({ id, role }) => [id, role]),
    [
      ['his-de-linde', 'his'],
      ['his-het-plein', 'his'],
      ['gb-ggz-de-brug', 'gb-ggz'],
      ['s-ggz-parkzicht', 's-ggz'],
      ['crisis-midden', 'crisis'],
      ['hap-midden', 'hap'],
      ['region-midden', 'region'],
      ['auditor-rho', 'auditor'],
      ['operator', 'operator']
    ]
  )
  t.same(
    read.value.participants.filter(({ delivery }) => delivery === 'pull').map(({ id }) => id),
    ['hap-midden'],
    'the post fetches its messages itself'
  )
  t.ok(read.value.participants.every(({ keys }) => keys === undefined))
})

test('a participant that is not complete or not offered is refused with the place of the fault', (t) => {
  const key = { kty: 'EC', crv: 'P-384', x: 'x', y: 'y' }
  const withKey = (members: object) => ({ ...auditor, keys: { jwks: { keys: [{ ...key, ...members }] } } })
  const table: readonly (readonly [string, unknown, RegExp])[] = [
    ['no dialect', { ...his, dialect: undefined }, /\/participants\/0 must have required property 'dialect'/],
    ['no number', { ...his, identifiers: {} }, /\/participants\/0\/identifiers /],
    ['short AGB', { ...his, identifiers: { agb: '1054321' } }, /\/participants\/0\/identifiers\/agb /],
    ['no way of delivery', { ...his, delivery: undefined }, /\/participants\/0 must have required property 'delivery'/],
    ['another way of delivery', { ...his, delivery: 'fax' }, /\/participants\/0\/delivery must be one of push, pull/],
    ['pull with an endpoint', { ...his, delivery: 'pull' }, /\/participants\/0\/endpoint is not allowed here/],
    [
      'push without an endpoint',
      { ...his, endpoint: undefined },
      /\/participants\/0 must have required property 'endpoint'/
    ],
    ['pull for an auditor', { ...auditor, delivery: 'pull' }, /\/participants\/0\/delivery is not allowed here/],
    ['an unknown role', { ...his, role: 'gp' }, /\/participants\/0\/role must be one of/],
    ['a misspelt property', { ...his, regio: 'midden' }, /\/participants\/0\/regio is not a known property/],
    [
      'an unknown kind of authentication',
      { ...his, endpoint: { ...his.endpoint, auth: { type: 'smart-backend' } } },
      /\/participants\/0\/endpoint\/auth\/type must be one of none/
    ],
    [
      'a file as endpoint',
      { ...his, endpoint: { ...his.endpoint, url: 'file:///etc/passwd' } },
      /\/participants\/0\/endpoint\/url /
    ],
    [
      'a password in the endpoint',
      { ...his, endpoint: { ...his.endpoint, url: 'http://a:b@example.nl' } },
      /\/participants\/0\/endpoint\/url /
    ],
    ['a dialect for an auditor', { ...auditor, dialect: 'his' }, /\/participants\/0\/dialect is not allowed here/],
    ['the name of the canonical projection', { ...auditor, id: 'canonical' }, /\/participants\/0\/id is a reserved id/],
    ['the name of the gateway itself', { ...auditor, id: 'gateway' }, /\/participants\/0\/id is a reserved id/],
    ['an id that is a path', { ...auditor, id: '../operator' }, /\/participants\/0\/id /],
    ['a private key', withKey({ d: 'secret' }), /\/keys\/jwks\/keys\/0\/d is not allowed here/],
    ['a weak curve', withKey({ crv: 'P-256' }), /\/keys\/jwks\/keys\/0\/crv /],
    ['a shared secret', withKey({ kty: 'oct' }), /\/keys\/jwks\/keys\/0\/kty must be one of EC, RSA/]
  ]
  for (const [title, participant, expected] of table) {
    const found = problems(JSON.parse(JSON.stringify(participant)))
    t.ok(
      found.some((problem) => expected.test(problem)),
      title,
      { found }
    )
    t.notMatch(found.join('\n'), /secret|a:b/, `${title}: the value is not repeated`)
  }
  t.end()
})

test('a participant by pull needs no endpoint, and its fault is told once', (t) => {
  const { endpoint, ...rest } = his
  t.same(problems({ ...rest, delivery: 'pull' }), [])
  t.same(problems({ ...rest, delivery: 'pull', endpoint }), ['/participants/0/endpoint is not allowed here'])
  t.same(problems(rest), ["/participants/0 must have required property 'endpoint'"])
  t.end()
})

test('an id or a number that stands twice is refused, because routing would depend on the order', (t) => {
  const other = { ...his, id: 'his-twee', identifiers: { ura: '90000102', agb: '01054322' } }
  t.same(problems(his, other), [])
  t.same(problems(his, { ...other, id: 'his-een' }), ['/participants/1/id is the same as /participants/0/id'])
  t.same(problems(his, { ...other, identifiers: { ura: '90000101' } }), [
    '/participants/1/identifiers/ura is the same as /participants/0/identifiers/ura'
  ])
  t.same(problems(his, { ...other, identifiers: { ura: '90000102', agb: '01054321' } }), [
    '/participants/1/identifiers/agb is the same as /participants/0/identifiers/agb'
  ])
  t.end()
})

test('an organisation is found by URA, else by AGB, and never against its own URA', (t) => {
  const byAgbOnly: Participant = { ...his, id: 'his-drie', identifiers: { agb: '01054333' } }
  const directory = directoryOf([his, byAgbOnly, auditor])
  const found = (identifiers: { ura?: string; agb?: string }) => directory.byIdentifier(identifiers)?.id
  t.equal(found({ ura: '90000101' }), 'his-een')
  t.equal(found({ agb: '01054321' }), 'his-een')
  t.equal(found({ ura: '90000101', agb: '01054333' }), 'his-een', 'the URA decides')
  t.equal(found({ ura: '90000999', agb: '01054333' }), 'his-drie', 'it has no URA that could contradict')
  t.equal(found({ ura: '90000999', agb: '01054321' }), undefined, 'it is known under another URA')
  t.equal(found({}), undefined)
  t.equal(directory.byId('auditor')?.role, 'auditor')
  t.equal(directory.byId('nobody'), undefined)
  t.end()
})

test('a file that is absent or not JSON is a problem and quotes nothing', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'directory.json')
  t.match(await readDirectoryFile(path), { ok: false, problems: [/cannot be read/] })
  await writeFile(path, '{ "geheim": ')
  const read = await readDirectoryFile(path)
  t.match(read, { ok: false, problems: [/is not JSON$/] })
  t.notMatch(JSON.stringify(read), 'geheim')
})
