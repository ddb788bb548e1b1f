import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { variables } from '../../src/config-variables.ts'
import { root, text } from './read.ts'

const lines = text('Dockerfile').split('\n')
const copied = lines.filter((line) => line.startsWith('COPY ')).flatMap((line) => line.split(' ').slice(1, -1))

test('the image is built from files that are there and that reach the build', (t) => {
  const allowed = text('.dockerignore').split('\n')
  t.ok(copied.length > 0, 'files are copied')
  t.strictSame(
    copied.filter((path) => !existsSync(join(root, path)) || !allowed.includes(`!${path.replace('./', '')}`)),
    []
  )
  t.end()
})

test('everything that the gateway reads at run time is in the image', (t) => {
  for (const needed of ['package.json', 'src', 'mappings', 'profiles', 'demo/directory.json']) {
    t.ok(copied.includes(needed), needed)
  }
  t.end()
})

test('the image runs the Node that the tests run', (t) => {
  const { devDependencies } = JSON.parse(text('package.json')) as {
    readonly devDependencies: { readonly node: string }
  }
  t.match(
    lines.find((line) => line.startsWith('FROM ')),
    `node:${devDependencies.node}-`
  )
  t.end()
})

test('the image sets variables of the gateway only, runs as nobody special, and Node gets the signals', (t) => {
  const set = lines.filter((line) => /^ENV (?!NODE_ENV)/.test(line)).flatMap((line) => line.slice(4).split(' '))
  const known: readonly string[] = variables.map(({ name }) => name)
  t.ok(set.length > 0, 'variables are set')
  t.strictSame(
    set.filter((pair) => !known.includes(pair.split('=')[0] ?? '')),
    []
  )
  t.ok(lines.includes('USER node'))
  t.ok(lines.includes('CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=15", "src/main.ts"]'))
  t.end()
})
