import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { lineageTable } from '../../src/cli/lineage-table.ts'
import type { Trace } from '../../src/flows/map-content.ts'
import * as f from '../referral/fixtures.ts'

const command = fileURLToPath(new URL('../../src/cli/map.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function run(args: readonly string[], stdin = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { timeout: 60_000 })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
    // A command that ends without reading closes the pipe, which is no fault here.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
  })
}

const referral = f.referralBundle()
const status = (is: string) => f.changed(referral, 'ServiceRequest', (request) => ({ ...request, status: is }))

test('a file, or stdin, is mapped and the result is printed as JSON alone', async (t) => {
  const folder = t.testdir({ 'referral.json': JSON.stringify(referral) })
  const way = ['--from', 'his', '--to', 's-ggz']
  const ofFile = await run([...way, join(folder, 'referral.json')])
  t.equal(ofFile.code, 0)
  t.match(JSON.parse(ofFile.out), { resourceType: 'Bundle', type: 'collection' })
  const ofStdin = await run([...way, '-'], JSON.stringify(referral))
  t.same(JSON.parse(ofStdin.out), JSON.parse(ofFile.out))
})

test('the canonical form is a way in and out, a single map can be run, and a lineage is JSON too', async (t) => {
  const patient = JSON.stringify({ resourceType: 'Patient', id: 'p1', gender: 'female' })
  const map = 'https://ggz-gateway.example/fhir/StructureMap/his-to-canonical'
  for (const args of [
    ['--from', 'his', '--to', 'canonical'],
    ['--from', 'canonical', '--to', 's-ggz'],
    ['--map', map]
  ]) {
    const ended = await run([...args, '-'], patient)
    t.match(ended, { code: 0 }, args.join(' '))
    t.match(JSON.parse(ended.out), { resourceType: 'Patient', gender: 'female' })
  }
  const { out } = await run(['--map', map, '--lineage', '-'], patient)
  const lineage = (JSON.parse(out) as { lineage: readonly { target: string }[] }).lineage
  t.match(
    lineage.find(({ target }) => target === 'Patient.gender'),
    { sources: ['Patient.gender'], map: /^https/ }
  )
})

test('an explanation has a line for each element, with its value, its source and the rules', async (t) => {
  const { code, out } = await run(['--from', 'his', '--to', 's-ggz', '--explain', '-'], JSON.stringify(referral))
  t.equal(code, 0)
  const line = out.split('\n').find((one) => /^\[\d+\] ServiceRequest\.status /.test(one))
  t.match(line, /"active" +\[\d+\]\.status +\S+:\d+ > \S+:\d+ /)
})

test('a map that fails names file, line, rule, place and code, and the command exits with 1', async (t) => {
  const ended = await run(['--from', 'his', '--to', 's-ggz', '-'], JSON.stringify(status('draft')))
  t.match(ended, { code: 1, out: '' })
  t.match(ended.err, /mappings\/his\/\S+\.map:\d+: .*Bundle\.entry\[\d+\]\.resource\.status.*draft/)
  t.notMatch(ended.err, f.bsn)
})

test('what cannot work ends with one clear line on stderr and nothing on stdout', async (t) => {
  const way = ['--from', 'his', '--to', 'canonical']
  const table: readonly [readonly string[], string, RegExp][] = [
    [[], '', /^usage: /],
    [['--from', 'his', '-'], '', /^usage: /],
    [[...way, '--map', 'x', '-'], '', /^usage: /],
    [[...way, '--explain', '--lineage', '-'], '', /^usage: /],
    [[...way, '--all', '-'], '', /^usage: /],
    [[...way, '-', 'more'], '', /^usage: /],
    [[...way, join(t.testdir({}), 'none.json')], '', /cannot be read/],
    [[...way, t.testdirName], '', /cannot be read/],
    [[...way, '-'], '{"resourceType": "Patient", "birthDate": "geheim}', /not JSON/],
    [['--from', 'hix', '--to', 'his', '-'], '{"resourceType":"Patient"}', /hix .*Use one of: .*canonical/],
    [['--map', 'https://x.example/geen', '-'], '{"resourceType":"Patient"}', /No map of that name/],
    [[...way, '-'], '{"resourceType":"Patient","name":5}', /Patient\.name/]
  ]
  for (const [args, stdin, expected] of table) {
    const ended = await run(args, stdin)
    t.match(ended, { code: 1, out: '', err: expected }, args.join(' '))
    t.equal(ended.err.trim().split('\n').length, 1, 'one line')
    t.notMatch(ended.err, /geheim/)
  }
})

test('stdin may come late, and a file that cannot be read says why', async (t) => {
  const folder = t.testdir({ 'patient.json': JSON.stringify({ resourceType: 'Patient', id: 'p1' }) })
  const way = '--from his --to s-ggz'
  // A shell's pipe, as people make one: the other side is still busy when the command begins to read.
  const piped = spawnSync('sh', ['-c', `(sleep 2; cat patient.json) | "$0" "$1" ${way} -`, process.execPath, command], {
    cwd: folder,
    encoding: 'utf8'
  })
  t.match(JSON.parse(piped.stdout), { resourceType: 'Patient', id: 'p1' })
  t.match((await run([...way.split(' '), join(folder, 'none.json')])).err, /there is no such file/)
  t.match((await run([...way.split(' '), folder])).err, /it is a folder/)
})

test('a terminal that is too narrow for the table gets a few lines for each element, none of them cut in its path', (t) => {
  const patient = { resourceType: 'Patient', id: 'p1', name: [{ text: 'x'.repeat(70) }] } as const
  const name: Trace = {
    target: { resource: 'Patient/p1', path: 'Patient.name[0].text', told: 'Patient.name[0].text' },
    sources: [],
    origins: [{ resource: 'Patient/p1', path: 'Patient.name[0].text', told: 'Patient.name[0].text' }],
    via: [],
    entry: {
      target: '',
      sources: [],
      transform: 'copy',
      isConstant: false,
      map: 'http://x/m',
      group: 'g',
      rule: 'r',
      line: 3
    }
  }
  const mapped = { resource: { ...patient, name: [...patient.name] }, traces: [name], warnings: [] }
  const lines = lineageTable(mapped, 100).split('\n')
  t.ok(lines.every((line) => line.length <= 100))
  t.match(lines, [
    'Patient.name[0].text',
    /^ {2}value {3}"x+…$/,
    '  source  Patient.name[0].text',
    '  rule    m:3',
    '  by      copy'
  ])
  t.match(lineageTable(mapped), /^element +value +source/)
  t.equal(lineageTable(mapped, 400), lineageTable(mapped), 'where it fits, it is a table')
  t.end()
})
