import { readSync } from 'node:fs'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runOfBytes, type Run } from '../report/runs.ts'

/** Rows of one report in memory, in bytes; what comes beyond it goes to a file without a name. */
const MEMORY_BYTES = 8 * 1024 * 1024

/** Where the bytes of a run are, as data that another thread can be sent: both have the same open files. */
export type RunPlace =
  { readonly bytes: Uint8Array } | { readonly file: number; readonly start: number; readonly length: number }

/** The rows of one report until they are sent, in runs; closed by who made it. */
export class ReportRuns {
  readonly #places: RunPlace[] = []
  readonly #memoryBytes: number
  #inMemory = 0
  #file: Promise<FileHandle> | undefined
  #inFile = 0

  constructor(memoryBytes = MEMORY_BYTES) {
    this.#memoryBytes = memoryBytes
  }

  get places(): readonly RunPlace[] {
    return this.#places
  }

  async add(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return
    if (this.#inMemory + bytes.length <= this.#memoryBytes) {
      this.#inMemory += bytes.length
      this.#places.push({ bytes })
      return
    }
    const start = this.#inFile
    this.#inFile += bytes.length
    const file = await (this.#file ??= namelessFile())
    await writeAll(file, bytes, start)
    this.#places.push({ file: file.fd, start, length: bytes.length })
  }

  async close(): Promise<void> {
    const file = await this.#file
    this.#file = undefined
    this.#places.length = 0
    await file?.close()
  }
}

/** A run at its place. */
export function runAt(place: RunPlace): Run {
  if ('bytes' in place) return runOfBytes(place.bytes)
  const { file, start, length } = place
  return {
    length,
    read: (at, size) => {
      const piece = Buffer.allocUnsafe(Math.min(size, length - at))
      const got = readSync(file, piece, 0, piece.length, start + at)
      if (got === 0) throw new Error('the rows of a report are gone')
      return piece.subarray(0, got)
    }
  }
}

/** Only its owner can read it, and it is gone with the process, whatever ends that. */
async function namelessFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'report-'))
  try {
    return await open(join(folder, 'rows'), 'wx+', 0o600)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, start: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, bytes.length - at, start + at)).bytesWritten
  }
}
