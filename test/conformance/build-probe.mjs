// Builds test/profile/compile/definitions.json from the profiles of the tests in test/profile/compile/fsh/ with SUSHI,
// without a network: `npm ci` in this folder, then `node build-probe.mjs`. One definition a line.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCorePackage } from './core-package.mjs'
import { checkedIn } from './trim-profile.mjs'

const PROBE = join(import.meta.dirname, '..', 'profile', 'compile')

const CONFIGURATION = `
canonical: https://example.org/fhir/test
status: active
version: 1.0.0
fhirVersion: 4.0.1
FSHOnly: true
applyExtensionMetadataToRoot: false
`

const home = mkdtempSync(join(tmpdir(), 'ggz-gateway-probe-'))
try {
  writeCorePackage(join(home, '.fhir', 'packages'))
  const project = join(home, 'project')
  mkdirSync(join(project, 'input'), { recursive: true })
  writeFileSync(join(project, 'sushi-config.yaml'), CONFIGURATION)
  cpSync(join(PROBE, 'fsh'), join(project, 'input', 'fsh'), { recursive: true })
  const sushi = createRequire(import.meta.url).resolve('fsh-sushi/dist/app.js')
  const { stdout } = spawnSync(process.execPath, [sushi, 'build', project, '--snapshot'], {
    env: { ...process.env, HOME: home, USERPROFILE: home },
    encoding: 'utf8'
  })
  const errors = stdout.split(/\n(?=(?:error|warn|info) )/).filter((one) => /^error /.test(one))
  if (errors.length > 0) throw new Error(errors.join('\n'))
  const written = join(project, 'fsh-generated', 'resources')
  const lines = readdirSync(written)
    .sort()
    .map((name) => JSON.stringify(JSON.parse(checkedIn(JSON.parse(readFileSync(join(written, name), 'utf8'))))))
  writeFileSync(join(PROBE, 'definitions.json'), `[\n${lines.join(',\n')}\n]\n`)
} finally {
  rmSync(home, { recursive: true, force: true })
}
