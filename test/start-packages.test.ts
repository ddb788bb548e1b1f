import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { fetch } from 'undici'
import { createLog } from '../src/log.ts'
import { createValidator } from '../src/profile/create-validator.ts'
import type { Source } from '../src/profile/definitions/source.ts'
import { start } from '../src/start.ts'
import { configuredPackages, listUnsupported } from '../src/start-packages.ts'
import { requestToken } from '../src/tokens/client.ts'
import { SMALL, unpackedPackage, writeArchive } from './profile/small-package.ts'

const profiles = join(import.meta.dirname, '..', 'profiles')

type Line = Readonly<Record<string, unknown>>

function keptLog() {
  const lines: Line[] = []
  const write = (line: string): void => void lines.push(JSON.parse(line) as Line)
  return { lines, log: createLog({ level: 'info', destination: { write } }) }
}

async function loaded(packagesDir: string): Promise<readonly Source[]> {
  const packages = await configuredPackages({ packagesDir }, keptLog().log)
  if (!packages.ok) throw new Error(packages.problems.join())
  return packages.value
}

async function folders(t: Test): Promise<readonly string[]> {
  const folder = t.testdir({ archived: {}, unpacked: { small: { package: unpackedPackage() } } })
  await writeArchive(join(folder, 'archived'))
  return [join(folder, 'archived'), join(folder, 'unpacked')]
}

test('what of a package is not checked is listed at the start, a line for each profile and one that counts', async (t) => {
  for (const folder of await folders(t)) {
    const { lines, log } = keptLog()
    const packages = await loaded(folder)
    t.ok(listUnsupported(createValidator(profiles, packages), packages, log).ok)
    const told = new Map(lines.map(({ profile, unsupported }) => [profile, unsupported]))
    t.match(told.get(`${SMALL}sliced|1.0.0`), [/^Patient\.name:x: slicing by a discriminator/])
    t.match(told.get(`${SMALL}ruled|1.0.0`), [/^Patient: invariant own-1 is no FHIRPath/])
    t.match(told.get(`${SMALL}bare|1.0.0`), [/no snapshot/])
    t.match(told.get(`${SMALL}elsewhere|1.0.0`), [/^Appointment: this type is not taken here/])
    t.notOk(told.has(`${SMALL}named|1.0.0`))
    t.match(lines.at(-1), { profiles: 5, inPart: 4 })
  }
})

test('a profile of a package counts where it is asked for and where it is claimed, and only where it is loaded', async (t) => {
  const [folder = ''] = await folders(t)
  const validator = createValidator(profiles, await loaded(folder))
  const patient = { resourceType: 'Patient', birthDate: '1980-02-03' }
  const asked = validator.validate(patient, 'Patient', { profiles: [`${SMALL}named`] })
  t.ok(asked.some(({ code, rule }) => code === 'too-few' && rule?.canonical === `${SMALL}named|1.0.0`))
  const claiming = { ...patient, meta: { profile: [`${SMALL}named|1.0.0`] } }
  t.ok(validator.validate(claiming, 'Patient').some(({ code }) => code === 'too-few'))
  t.ok(
    createValidator(profiles)
      .validate(claiming, 'Patient')
      .some(({ code }) => code === 'profile-unknown')
  )
  t.match(validator.definitions.packages.at(-1), { name: 'small.package', version: '1.2.3' })
})

test('a broken package is a reason against the start, with the variable, the package and the file', async (t) => {
  const broken = { ...unpackedPackage(), 'StructureDefinition-x.json': '{' }
  const packagesDir = t.testdir({ small: broken })
  t.match(await configuredPackages({ packagesDir }, keptLog().log), {
    ok: false,
    problems: [/^GATEWAY_PACKAGES_DIR: package small: StructureDefinition-x\.json is not JSON$/]
  })
})

test('a profile that cannot be compiled is a reason against the start, with its package', async (t) => {
  const [folder = ''] = await folders(t)
  const packages = await loaded(folder)
  const validator = createValidator(profiles, packages)
  const failing = (canonical: string) => {
    if (canonical.startsWith(`${SMALL}named`)) throw new Error('no such thing')
    return validator.unsupportedIn(canonical)
  }
  t.match(listUnsupported({ ...validator, unsupportedIn: failing }, packages, keptLog().log), {
    ok: false,
    problems: [
      /^GATEWAY_PACKAGES_DIR: package small\.package 1\.2\.3: https:\S+named\|1\.0\.0 cannot be compiled: no such/
    ]
  })
})

test('a start stops on a broken package', async (t) => {
  const GATEWAY_PACKAGES_DIR = t.testdir({ small: { ...unpackedPackage(), 'x.json': '{' } })
  const started = await start({ ...(await environment(t)), GATEWAY_PACKAGES_DIR })
  if (started.ok) await started.gateway.close()
  t.match(started, { ok: false, problems: [/^GATEWAY_PACKAGES_DIR: package small: x\.json is not JSON$/] })
})

test('a gateway that is started with packages checks against their profiles', async (t) => {
  const [GATEWAY_PACKAGES_DIR = ''] = await folders(t)
  const env = await environment(t)
  const started = await start({ ...env, GATEWAY_PACKAGES_DIR })
  if (!started.ok) throw new Error(started.problems.join())
  t.teardown(() => started.gateway.close())
  const { url } = started.gateway
  const privateJwk = JSON.parse(await readFile(join(env.GATEWAY_DATA_DIR, 'keys', 'operator.jwk.json'), 'utf8')) as Key
  const token = await requestToken({ publicUrl: url, participant: 'operator', privateJwk })
  const answer = await fetch(`${url}/fhir/Patient/$validate?profile=${SMALL}named`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: '{"resourceType":"Patient"}'
  })
  t.match(await answer.json(), {
    resourceType: 'OperationOutcome',
    issue: [{ extension: [{ valueCanonical: new RegExp(`^${SMALL}named\\|1\\.0\\.0#`) }], severity: 'error' }]
  })
})

type Key = Parameters<typeof requestToken>[0]['privateJwk']

async function environment(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), 'start-packages-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const file = join(folder, 'participants.json')
  const operator = { id: 'operator', name: 'Operator', role: 'operator', identifiers: {} }
  await writeFile(file, JSON.stringify({ participants: [operator] }))
  const data = { GATEWAY_DATA_DIR: join(folder, 'data'), GATEWAY_DIRECTORY_FILE: file }
  return { PORT: '0', OPS_PORT: '0', LOG_LEVEL: 'silent', ...data }
}

test('without packages nothing is said of them', async (t) => {
  const { lines, log } = keptLog()
  const none = await configuredPackages({}, log)
  t.strictSame(none, { ok: true, value: [] })
  t.strictSame(listUnsupported(createValidator(profiles), [], log), { ok: true, value: [] })
  t.strictSame(lines, [])
})
