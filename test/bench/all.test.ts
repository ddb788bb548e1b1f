import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'

const root = resolve(import.meta.dirname, '..', '..')

interface Line {
  readonly bench: string
  readonly case: string
  readonly ratio: number
}

/** Each bench with the other side and the cases that it must tell. */
const benches = [
  { name: 'feedback', against: 'bare', cases: ['report after intake answered'] },
  {
    name: 'read',
    against: 'bare',
    cases: [
      'read of a ServiceRequest',
      'read of a duty',
      'search of a referral’s Tasks',
      'search of the worklist, 50 of all'
    ]
  },
  { name: 'deliver', against: 'bare', cases: ['messages to 1 receivers'] },
  {
    name: 'report',
    against: 'bare-sql',
    cases: [
      'a middling owner, its overdue',
      'the largest owner, its overdue',
      'the largest owner, all its rows',
      'auditor: a middling owner’s overdue',
      'auditor: counts by owner'
    ]
  }
] as const

const sizes = ['--seconds', '0.05', '--rounds', '1', '--concurrency', '4', '--rows', '400']

for (const { name, against, cases } of benches) {
  test(`the bench ${name} measures each of its cases beside its bare counterpart`, async (t) => {
    const args = [join('bench', 'run.ts'), name, '--engine', 'sqlite', '--json', ...sizes]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 120_000 })
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    t.same(
      lines.map((line) => line.case),
      cases
    )
    for (const line of lines) {
      t.match(line, { bench: name, engine: 'sqlite', against })
      t.ok(line.ratio > 0 && Number.isFinite(line.ratio), `${line.case} has a ratio`)
    }
  })
}
