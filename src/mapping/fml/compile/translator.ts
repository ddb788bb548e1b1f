import type { IndexedConceptMap } from '../terminology/index-concept-map.ts'

/** Finds the ConceptMaps that a map names: its own by `#id`, the others by canonical, with or without a version. */
export interface Translator {
  find(url: string): IndexedConceptMap | undefined
  /** The extension that a Coding gets whose translation does not mean the same; undefined where none is wanted. */
  readonly approximate: string | undefined
}
