import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'tap'
import { bringUpToDate, outdated, withRegion, type Document } from '../../scripts/documents.ts'
import { table } from '../../scripts/markdown.ts'

const page: Document = { file: 'page.md', text: () => 'new\n' }

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'generate-'))
}

test('a page that is absent or differs is not up to date, is written once, and is then up to date', async (t) => {
  const root = folder()
  t.strictSame(await outdated(root, [page]), ['page.md'])
  writeFileSync(join(root, 'page.md'), 'old\n')
  t.strictSame(await outdated(root, [page]), ['page.md'])
  t.strictSame(await bringUpToDate(root, [page]), ['page.md'])
  t.equal(readFileSync(join(root, 'page.md'), 'utf8'), 'new\n')
  t.strictSame(await bringUpToDate(root, [page]), [])
})

test('only what stands between the markers of a region is replaced', (t) => {
  const text = 'before\n<!-- generated: x -->\nold\n<!-- end of generated: x -->\nafter\n'
  const once = withRegion(text, 'x', 'new')
  t.equal(once, 'before\n<!-- generated: x -->\n\nnew\n\n<!-- end of generated: x -->\nafter\n')
  t.equal(withRegion(once, 'x', 'new'), once)
  t.throws(() => withRegion(text, 'y', 'new'), /no place marked/)
  t.end()
})

test('text from the code cannot break a table or vanish as HTML', (t) => {
  const made = table(['a'], [['one | two\nthree <x> `<y>`']])
  t.equal(made, '| a |\n| --- |\n| one \\| two three &lt;x> `<y>` |')
  t.end()
})

test('the check writes nothing and ends with 0 for what is checked in', (t) => {
  const script = resolve(import.meta.dirname, '..', '..', 'scripts', 'generate.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  t.strictSame([status, stdout, stderr], [0, '', ''])
  t.end()
})
