import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'

const root = resolve(import.meta.dirname, '..', '..')

test('the bench of intake measures the running gateway and prints one JSON object a line', async (t) => {
  const args = [join('bench', 'run.ts'), 'intake', '--json', '--seconds', '0.1', '--rounds', '1', '--concurrency', '4']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 120_000 })
  const lines = stdout.trim().split('\n')
  t.same(
    lines.map((line) => Object.keys(JSON.parse(line) as object).sort()),
    [
      ['against', 'bench', 'case', 'concurrency', 'cpuMs', 'engine', 'opsPerSecond', 'p50Ms', 'p99Ms', 'ratio'],
      ['against', 'bench', 'case', 'concurrency', 'engine', 'opsPerSecond', 'ratio']
    ]
  )
  for (const line of lines) {
    t.match(JSON.parse(line), { bench: 'intake', against: 'bare', concurrency: 4 })
    t.ok((JSON.parse(line) as { ratio: number }).ratio > 0)
  }
  t.match(stderr, /cores, Node \d+.*fsync p50/, 'the machine stands beside the figures')
})

test('a bench that does not exist is told with those that do', async (t) => {
  const asked = promisify(execFile)(process.execPath, [join('bench', 'run.ts'), 'nothing'], { cwd: root })
  await t.rejects(asked, { code: 2, stderr: /usage: npm run bench -- <.*intake/ })
})
