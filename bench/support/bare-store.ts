/** What the bare side keeps: bodies as the text they came as, under an id. */
export interface BareStore {
  /** Keeps a body; resolves when it is durable. */
  readonly put: (id: string, json: string) => Promise<void>
  /** Bodies by their ids, in no promised order. */
  readonly get: (ids: readonly string[]) => Promise<readonly string[]>
  readonly close: () => Promise<void>
}
