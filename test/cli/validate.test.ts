import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'tap'
import { SMALL, unpackedPackage } from '../profile/small-package.ts'
import * as f from '../referral/fixtures.ts'
import { runCommand, type Ended } from './run-command.ts'

const patient = { resourceType: 'Patient', gender: 'female', birthDate: '1980-02-03' }
const wrong = {
  ...patient,
  identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '123456789' }],
  name: [{ family: 'Geheim' }],
  contact: [{ gender: 'male' }]
}

/** A folder with the files that the tests name, and a folder of packages. */
const files = {
  'sound.json': JSON.stringify(patient),
  'wrong.json': JSON.stringify(wrong),
  'bundle.json': JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: wrong }] }),
  'broken.json': '{"birthDate": "geheim}',
  packages: { small: unpackedPackage() }
}

function piped(stdin: string, args: readonly string[]): Promise<Ended> {
  const command = join(import.meta.dirname, '..', '..', 'src', 'cli', 'validate.ts')
  return new Promise((ended, failed) => {
    const child = spawn(process.execPath, [command, ...args], { timeout: 60_000 })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.on('error', failed)
    child.on('close', (code) => ended({ code, out, err }))
    child.stdin.end(stdin)
  })
}

test('each finding is a line with severity, path, code, text and rule, and the last one counts and names versions', async (t) => {
  const folder = t.testdir(files)
  const { code, out } = await runCommand('validate', [join(folder, 'wrong.json')])
  const lines = out.trim().split('\n')
  t.equal(code, 1)
  t.match(lines, [/^error Patient\.identifier\[0\]\.value bsn-invalid The BSN /])
  const rule = '[http://hl7.org/fhir/StructureDefinition/Patient|4.0.1#pat-1]'
  t.ok(lines.some((line) => line.startsWith('error Patient.contact[0] invariant-broken ') && line.endsWith(rule)))
  t.match(lines.at(-1), /^2 errors, \d+ warnings, 0 notes\. Checked by ggz-gateway .* hl7\.fhir\.r4\.core 4\.0\.1/)
  t.notMatch(out, /Geheim|123456789|1980/)
})

test('a sound file ends with 0, also from stdin, and several files are told apart by their names', async (t) => {
  const folder = t.testdir(files)
  const [sound, bundle] = [join(folder, 'sound.json'), join(folder, 'bundle.json')]
  t.match(await runCommand('validate', [sound]), { code: 0, out: /^0 errors/m })
  t.match(await piped(JSON.stringify(patient), ['-']), { code: 0, out: /^0 errors/m })
  const both = await runCommand('validate', ['--lang', 'nl', sound, bundle])
  t.equal(both.code, 1)
  t.ok(both.out.split('\n').every((line) => line === '' || line.startsWith(sound) || line.startsWith(bundle)))
  t.match(both.out, /bundle\.json: error Bundle\.entry\[0\]\.resource\.contact\[0\] invariant-broken De regel pat-1/)
})

test('with --json there is an OperationOutcome in one line', async (t) => {
  const folder = t.testdir(files)
  const { code, out } = await runCommand('validate', ['--json', join(folder, 'wrong.json')])
  t.equal(code, 1)
  t.equal(out.trim().split('\n').length, 1)
  t.match(JSON.parse(out), { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] })
})

test('a profile may be asked for, and come from a package of an option or of the configuration', async (t) => {
  const folder = t.testdir(files)
  const [sound, packages] = [join(folder, 'sound.json'), join(folder, 'packages')]
  const asked = ['--profile', `${SMALL}named`, sound]
  t.match(await runCommand('validate', asked), { code: 1, out: /^error - profile-not-loaded /m })
  const missing = /^error Patient(\.name)? too-few .*\[https:\/\/small\.example\/StructureDefinition\/named\|1\.0\.0#/m
  t.match(await runCommand('validate', ['--package', packages, ...asked]), { code: 1, out: missing })
  const { code, out } = await runCommand('validate', asked, { GATEWAY_PACKAGES_DIR: packages })
  t.match([code, out], [1, missing])
  const inPart = await runCommand('validate', ['--package', packages, '--profile', `${SMALL}sliced`, sound])
  t.match(inPart, {
    code: 0,
    out: /^information - profile-unchecked .*discriminator.* \[.*sliced\|1\.0\.0#Patient\.name:x\]$/m
  })
  const bare = await runCommand('validate', ['--package', packages, '--profile', `${SMALL}bare`, sound])
  t.match(bare, { code: 1, out: /^error - profile-not-loaded /m }, 'one without a snapshot is not checked')
  t.match(out, /small\.package 1\.2\.3.*https:\/\/small\.example\/StructureDefinition\/named\|1\.0\.0/)
})

test('what of the packages is not checked is listed, and counted', async (t) => {
  const folder = t.testdir(files)
  const { code, out } = await runCommand('validate', ['--unsupported', '--package', join(folder, 'packages')])
  t.equal(code, 0)
  for (const id of ['sliced', 'ruled', 'bare', 'elsewhere'])
    t.match(out, new RegExp(`^${SMALL}${id}\\S* \\S+: \\w`, 'm'))
  t.match(out, /^5 profiles of small\.package 1\.2\.3, 4 of them checked in part$/m)
})

test('what cannot be read ends with 2 and one line on stderr without its content', async (t) => {
  const folder = t.testdir(files)
  const sound = join(folder, 'sound.json')
  const table: readonly [readonly string[], RegExp][] = [
    [[], /^usage: /],
    [['--all', sound], /^usage: /],
    [['--lang', 'de', sound], /^usage: /],
    [['--unsupported', sound], /^usage: /],
    [[join(folder, 'none.json')], /none\.json: cannot be read: there is no such file/],
    [[folder], /cannot be read: it is a folder/],
    [[join(folder, 'broken.json')], /broken\.json: The body is not JSON/],
    [['--package', join(folder, 'none'), sound], /none cannot be read/],
    [['--package', folder, sound], /^package broken\.json: /]
  ]
  for (const [args, expected] of table) {
    const ended = await runCommand('validate', args)
    t.match(ended, { code: 2, out: '', err: expected }, args.join(' '))
    t.notMatch(ended.err, /geheim/)
  }
})

test('a file that cannot be read keeps the others from nothing', async (t) => {
  const folder = t.testdir(files)
  const ended = await runCommand('validate', [join(folder, 'none.json'), join(folder, 'sound.json')])
  t.match(ended, { code: 2, out: /0 errors/, err: /none\.json/ })
})

test('a message as its sender posts it has no error', async (t) => {
  const folder = t.testdir({ 'referral.json': JSON.stringify(f.referralBundle()) })
  t.match(await runCommand('validate', [join(folder, 'referral.json')]), { code: 0, out: /^0 errors/m })
})
