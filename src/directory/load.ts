import { readFile } from 'node:fs/promises'
import { Ajv } from 'ajv'
import type { ErrorObject } from 'ajv'
import type { Directory, Participant } from './participant.ts'
import schema from './directory.schema.json' with { type: 'json' }

/** A directory as its file has it. */
export interface DirectoryFile {
  readonly participants: readonly Participant[]
}

/** What was read, or every problem with it: a JSON pointer and what is wrong there, never the value. */
export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] }

/** Reads a directory file and checks it; a file that is absent or not JSON is a problem like any other. */
export async function readDirectoryFile(path: string): Promise<Checked<DirectoryFile>> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    // The message of a JSON error quotes the file, so only the kind of error is told.
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    return { ok: false, problems: [`${path} ${reason}`] }
  }
  return checkDirectory(content)
}

/**
 * Checks a parsed directory against `directory.schema.json` and for ids and identifiers that stand twice: two
 * organisations with one URA would make the receiver of a referral a matter of order.
 */
export function checkDirectory(content: unknown): Checked<DirectoryFile> {
  if (!validate(content)) return { ok: false, problems: (validate.errors ?? []).filter(isOwnError).map(problem) }
  const problems = duplicates(content.participants)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: content }
}

/** Makes the participants findable. They must have been checked: the last of two with the same URA would win. */
export function directoryOf(participants: readonly Participant[]): Directory {
  const byId = new Map(participants.map((participant) => [participant.id, participant]))
  const byUra = indexed(participants, 'ura')
  const byAgb = indexed(participants, 'agb')
  return {
    all: participants,
    byId: (id) => byId.get(id),
    byIdentifier: ({ ura, agb }) => {
      const withUra = ura === undefined ? undefined : byUra.get(ura)
      if (withUra !== undefined) return withUra
      const withAgb = agb === undefined ? undefined : byAgb.get(agb)
      // Known under another URA than the one in the message: the two name different organisations, and none is guessed.
      const contradicted = ura !== undefined && withAgb?.identifiers.ura !== undefined
      return contradicted ? undefined : withAgb
    }
  }
}

const ajv = new Ajv({ allErrors: true, strictTypes: true })
ajv.addFormat('endpoint-url', isEndpointUrl)
const validate = ajv.compile<DirectoryFile>(schema)

/** Where messages are sent: http or https, and without credentials, because an Endpoint shows its address. */
function isEndpointUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  return url.username === '' && url.password === '' && url.search === '' && url.hash === ''
}

/** "must match then schema" says nothing that the errors inside it do not say better. */
function isOwnError({ keyword }: ErrorObject): boolean {
  return keyword !== 'if'
}

const hints: Readonly<Record<string, string>> = {
  'false schema': 'is not allowed here',
  not: 'is a reserved id'
}

function problem(error: ErrorObject): string {
  const pointer = error.instancePath === '' ? '/' : error.instancePath
  const params = error.params as { readonly additionalProperty?: string; readonly allowedValues?: readonly string[] }
  if (params.additionalProperty !== undefined) return `${pointer}/${params.additionalProperty} is not a known property`
  if (params.allowedValues !== undefined) return `${pointer} must be one of ${params.allowedValues.join(', ')}`
  return `${pointer} ${hints[error.keyword] ?? error.message ?? 'is not valid'}`
}

function duplicates(participants: readonly Participant[]): string[] {
  const firstAt = new Map<string, string>()
  return participants.flatMap(({ id, identifiers }, index) => {
    const values = [
      { path: 'id', value: id },
      { path: 'identifiers/ura', value: identifiers.ura },
      { path: 'identifiers/agb', value: identifiers.agb }
    ]
    return values.flatMap(({ path, value }) => {
      if (value === undefined) return []
      const pointer = `/participants/${index}/${path}`
      const first = firstAt.get(`${path} ${value}`)
      if (first !== undefined) return [`${pointer} is the same as ${first}`]
      firstAt.set(`${path} ${value}`, pointer)
      return []
    })
  })
}

function indexed(participants: readonly Participant[], name: 'ura' | 'agb'): ReadonlyMap<string, Participant> {
  return new Map(
    participants.flatMap((participant) => {
      const value = participant.identifiers[name]
      return value === undefined ? [] : [[value, participant] as const]
    })
  )
}
