import { Connection } from './driver.ts'

/** A held lock; closing releases it, and so does the death of the process. */
export interface FileLock {
  close(): void
}

/**
 * Makes this process the only one that writes a store file.
 *
 * The lock is a transaction held open on a second, empty database beside the file: the operating system drops it with the
 * process, so a dead process leaves nothing behind, and readers of the store itself are not in its way.
 *
 * @throws Error when another process, or another store in this one, holds the file.
 */
export function lockFile(file: string): FileLock {
  const connection = new Connection(`${file}.lock`, 'write')
  try {
    connection.script('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (cause) {
    connection.close()
    throw new Error(`the store ${file} is in use: one process owns a file`, { cause })
  }
  return connection
}
