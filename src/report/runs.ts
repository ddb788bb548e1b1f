import { createHash } from 'node:crypto'
import { canonicalRow } from './canonical.ts'
import { byDueDay, type ReportRow } from './rows.ts'

/** Rows of a report as bytes in their order: each is a line with its due day and id, and a line of canonical JSON. */
export interface Run {
  readonly length: number
  /** The bytes from a place on: at most so many, and fewer only at the end. */
  read(at: number, size: number): Uint8Array
}

/** Read of a run at once; with a hundred runs some megabytes. */
const PIECE_BYTES = 65_536

/** Hashed at once. */
const HASHED_BYTES = 65_536

const LINE_END = 0x0a

/** The bytes of a run of some rows, in whatever order these come. */
export function runOf(rows: readonly ReportRow[]): Uint8Array {
  const lines = rows.toSorted(byDueDay).map((row) => `${keyOf(row)}\n${canonicalRow(row)}\n`)
  return Buffer.from(lines.join(''))
}

/** A run whose bytes are in memory. */
export function runOfBytes(bytes: Uint8Array): Run {
  return { length: bytes.length, read: (at, size) => bytes.subarray(at, at + size) }
}

/** The canonical texts of all rows of some runs as UTF-8, in the order of the report; each is good until the next. */
export function* merged(runs: readonly Run[]): Generator<Uint8Array, undefined, undefined> {
  const heap = runs.map((run) => new Reader(run)).filter((reader) => reader.next())
  // Readers in order are a heap: none comes before the one at half its place.
  heap.sort((a, b) => compare(a.key, b.key))
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    yield top.text
    if (!top.next()) {
      const last = heap.pop()
      if (last !== undefined && heap.length > 0) heap[0] = last
    }
    sink(heap)
  }
}

/** SHA-256 in hex of the rows of some runs as one array in RFC 8785 form. */
export function hashOf(runs: readonly Run[]): string {
  const hash = createHash('sha256').update('[')
  const gathered = Buffer.alloc(HASHED_BYTES)
  let [length, separator] = [0, '']
  for (const text of merged(runs)) {
    if (length + text.length + 1 > HASHED_BYTES) {
      hash.update(gathered.subarray(0, length))
      length = 0
    }
    if (text.length + 1 > HASHED_BYTES) hash.update(separator).update(text)
    else {
      length += gathered.write(separator, length)
      gathered.set(text, length)
      length += text.length
    }
    separator = ','
  }
  return hash.update(gathered.subarray(0, length)).update(']').digest('hex')
}

/** Ids have no line end in them: JSON text escapes it, and so is an id in a key. */
function keyOf({ dueOn, obligationId }: ReportRow): string {
  return dueOn + obligationId.replaceAll('\n', '')
}

/** Goes through a run, one row after the other. */
class Reader {
  readonly #run: Run
  #piece: Buffer = Buffer.alloc(0)
  #at = 0
  #taken = 0
  key = ''
  text: Uint8Array = Buffer.alloc(0)

  constructor(run: Run) {
    this.#run = run
  }

  /** Takes the next row; false where there is none. */
  next(): boolean {
    const key = this.#line()
    const text = key === undefined ? undefined : this.#line()
    if (key === undefined || text === undefined) return false
    this.key = key.toString()
    this.text = text
    return true
  }

  #line(): Buffer | undefined {
    let end = this.#piece.indexOf(LINE_END, this.#at)
    // Each turn takes a piece more of the run.
    while (end === -1) {
      if (this.#taken >= this.#run.length) return undefined
      const more = this.#run.read(this.#taken, PIECE_BYTES)
      this.#taken += more.length
      this.#piece = Buffer.concat([this.#piece.subarray(this.#at), more])
      this.#at = 0
      end = this.#piece.indexOf(LINE_END)
    }
    const line = this.#piece.subarray(this.#at, end)
    this.#at = end + 1
    return line
  }
}

/** Lets the first reader sink to its place. */
function sink(heap: Reader[]): void {
  let at = 0
  const moved = heap[0]
  // As many turns as the heap is deep.
  while (moved !== undefined) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]]
    const isRight = left !== undefined && right !== undefined && compare(right.key, left.key) < 0
    const least = isRight ? right : left
    if (least === undefined || compare(moved.key, least.key) <= 0) break
    heap[at] = least
    at = 2 * at + (isRight ? 2 : 1)
    heap[at] = moved
  }
}

/** By code units, so that no locale changes the order and with it the hash. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
