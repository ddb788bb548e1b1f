import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file's permissions; 0o600 for what only the gateway may read. */
export type FileMode = 0o600 | 0o644

/** Reads a file that may be absent; every other failure is thrown. */
export async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Puts a file in place whole and durably: after a power loss the old content is there or the new, never a part. */
export async function replaceFile(path: string, content: string | Buffer, mode: FileMode): Promise<void> {
  const draft = await writeDraft(path, content, mode)
  await rename(draft, path)
  await syncFolder(path)
}

/** Makes a file whole and durably unless it exists; of two processes that try, one wins and the other gets false. */
export async function createFile(path: string, content: string | Buffer, mode: FileMode): Promise<boolean> {
  const draft = await writeDraft(path, content, mode)
  try {
    // A hard link fails where the name is taken; a rename would replace the winner's file.
    await link(draft, path)
    await syncFolder(path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await unlink(draft)
  }
}

async function writeDraft(path: string, content: string | Buffer, mode: FileMode): Promise<string> {
  const draft = `${path}.${randomUUID()}.draft`
  const file = await open(draft, 'wx', mode)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  return draft
}

/** A new name is durable only once its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
