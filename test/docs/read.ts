import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/** The project's root. */
export const root = resolve(import.meta.dirname, '..', '..')

/** A file of the project as text. */
export function text(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** The part of a text between two others; fails where it is not there, so that no test looks at nothing. */
export function between(whole: string, from: string, to: string): string {
  const start = whole.indexOf(from)
  const end = whole.indexOf(to, start + from.length)
  if (start === -1 || end === -1) throw new Error(`nothing between "${from}" and "${to}"`)
  return whole.slice(start + from.length, end)
}

/** What stands as code in the first cell of each row of the tables in a text. */
export function firstCells(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '')
}

/** Files under a folder with a given ending, as paths from the root. */
export function filesUnder(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(root, folder, name)
    if (name === 'node_modules') return []
    if (statSync(path).isDirectory()) return filesUnder(relative(root, path), ending)
    return name.endsWith(ending) ? [relative(root, path)] : []
  })
}
