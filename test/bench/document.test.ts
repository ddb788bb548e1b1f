import { test } from 'tap'
import { documentOf } from '../../bench/document/document.ts'
import type { BenchRun } from '../../bench/support/run-bench.ts'
import { bench } from '../../bench/intake.ts'

const run: BenchRun = {
  bench,
  engine: 'postgres',
  machine: { cpu: 'A processor', cores: 2, node: '24.0.0', fsyncP50Ms: 0.25 },
  server: { server_version: '15.4' },
  measured: [
    {
      case: 'referral answered',
      opsPerSecond: 300,
      against: 'bare',
      againstPerSecond: 1200,
      ratio: 0.25,
      goal: 0.5,
      concurrency: 32,
      p50Ms: 12.34,
      cpuMs: 3.21
    }
  ],
  readings: [{ name: 'start to ready', value: 1234, unit: 'ms', goal: 2000 }],
  notes: ['said beside it'],
  profile: { idle: 0.5, layers: [{ name: 'mapping', part: 0.125 }], spots: [{ name: 'src/a.ts: b', part: 0.1 }] }
}

test('the document tells figures, where they are from and how to repeat them', async (t) => {
  const text = await documentOf([run], { seconds: 4, rounds: 5, concurrency: 32, rows: 1000 })

  t.match(text, /\| From \| commit [0-9a-f]{12}/)
  t.match(text, '| Processor | A processor, 2 cores |')
  t.match(text, '| server_version | 15.4 |')
  t.match(text, '| referral answered | 300 | bare | 1200 | 0.25 | 0.5 | 12 |  | 3.2 | 32 |')
  t.match(text, '| start to ready | postgres | 1234 ms | under 2000 ms |')
  t.match(text, '- said beside it')
  t.match(text, '| mapping | 12.5% |')
  t.match(text, '| `src/a.ts: b` | 10.0% |')
  t.match(text, 'npm run bench -- all --write')
})
