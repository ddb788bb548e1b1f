import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gateSchemaText } from './gate-schema.ts'
import { configurationPage, configurationTable } from './pages/configuration.ts'
import { feedbackKindsPage } from './pages/feedback-kinds.ts'
import { interactionsPage } from './pages/interactions.ts'
import { lifecyclePage } from './pages/lifecycle.ts'
import { obligationsPage } from './pages/obligations.ts'
import { operationsPage } from './pages/operations.ts'
import { outcomesPage } from './pages/outcomes.ts'
import { profilesPage } from './pages/profiles.ts'
import { reportsPage } from './pages/reports.ts'

/** A file of which all or a part is made from the code. */
export interface Document {
  /** Path from the project's root. */
  readonly file: string
  /** The text that it must have; `current` is what it has, empty where there is no file. */
  readonly text: (current: string) => string
}

/** Every generated document, made from the code and the data under `root`. */
export async function documents(root: string): Promise<readonly Document[]> {
  return [
    whole('docs/outcomes.md', outcomesPage()),
    whole('docs/configuration.md', configurationPage()),
    whole('docs/interactions.md', interactionsPage()),
    whole('docs/operations.md', operationsPage()),
    whole('docs/reports.md', reportsPage()),
    whole('docs/obligations.md', await obligationsPage(root)),
    whole('docs/feedback-kinds.md', feedbackKindsPage(root)),
    whole('docs/lifecycle.md', lifecyclePage()),
    whole('docs/profiles.md', profilesPage(root)),
    whole('profiles/base/resources.schema.json', gateSchemaText(root)),
    { file: 'README.md', text: (current) => withRegion(current, 'configuration', configurationTable()) }
  ]
}

/** The files under `root` that do not have the text that they must have. */
export async function outdated(root: string, wanted: readonly Document[]): Promise<readonly string[]> {
  const found = await Promise.all(
    wanted.map(async ({ file, text }) => {
      const current = await textOf(join(root, file))
      return text(current) === current ? [] : [file]
    })
  )
  return found.flat()
}

/** Writes what is not up to date and answers which files that were. */
export async function bringUpToDate(root: string, wanted: readonly Document[]): Promise<readonly string[]> {
  const stale = await outdated(root, wanted)
  for (const { file, text } of wanted.filter((one) => stale.includes(one.file))) {
    const path = join(root, file)
    await writeFile(path, text(await textOf(path)))
  }
  return stale
}

/**
 * A text with the part between its markers replaced.
 *
 * Throws where the markers are absent: the part would silently never be written.
 */
export function withRegion(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- end of generated: ${name} -->`]
  const [from, to] = [text.indexOf(open), text.indexOf(close)]
  if (from === -1 || to < from) throw new Error(`no place marked with ${open} and ${close}`)
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`
}

function whole(file: string, text: string): Document {
  return { file, text: () => text }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    // A document that is not there yet is one that is not up to date.
    return ''
  }
}
