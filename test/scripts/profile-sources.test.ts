import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'tap'
import { areProfilesCurrent, profileSourceHash } from '../../scripts/profile-sources.ts'

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'profile-sources-'))
  mkdirSync(join(root, 'profiles', 'fhir'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'profiles', name), text)
  return root
}

test('definitions are current as long as no source changes, comes or goes', async (t) => {
  const root = folderWith({ 'a.fsh': 'one', 'b.fsh': 'two', 'c.json': 'no source' })
  writeFileSync(
    join(root, 'profiles', 'fhir', 'source.json'),
    JSON.stringify({ generated: 'x', sha256: await profileSourceHash(root) })
  )
  t.equal(await areProfilesCurrent(root), true)
  writeFileSync(join(root, 'profiles', 'c.json'), 'still no source')
  t.equal(await areProfilesCurrent(root), true)
  writeFileSync(join(root, 'profiles', 'b.fsh'), 'three')
  t.equal(await areProfilesCurrent(root), false)
  writeFileSync(join(root, 'profiles', 'b.fsh'), 'two')
  t.equal(await areProfilesCurrent(root), true)
  writeFileSync(join(root, 'profiles', 'd.fsh'), '')
  t.equal(await areProfilesCurrent(root), false)
})

test('text that moves from one source to the next is another source', async (t) => {
  const hashes = await Promise.all([
    profileSourceHash(folderWith({ 'a.fsh': 'xy', 'b.fsh': 'z' })),
    profileSourceHash(folderWith({ 'a.fsh': 'x', 'b.fsh': 'yz' }))
  ])
  t.not(hashes[0], hashes[1])
})

test('what is checked in is of the sources that are checked in', async (t) => {
  t.equal(await areProfilesCurrent(resolve(import.meta.dirname, '..', '..')), true)
})
