import type { Directory } from './participant.ts'

/** A directory whose entries can be replaced while everything that was handed it goes on asking it. */
export interface LiveDirectory extends Directory {
  replace(next: Directory): void
}

/** Makes a directory that answers from the latest entries: what SIGHUP reloads. */
export function liveDirectory(first: Directory): LiveDirectory {
  let current = first
  return {
    get all() {
      return current.all
    },
    byId: (id) => current.byId(id),
    byIdentifier: (identifiers) => current.byIdentifier(identifiers),
    replace: (next) => {
      current = next
    }
  }
}
