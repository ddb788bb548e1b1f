import type { Run } from '../run/run.ts'
import type { Typed, TypeDefinition } from '../schema/types.ts'

/** A group that can be called. */
export interface Callable {
  readonly name: string
  /** Names and modes of what it takes. */
  readonly inputs: readonly GroupInput[]
  /** The type of its target, where it takes one source and one target with types. */
  readonly targetType: TypeDefinition | undefined
  /** What it leaves out on purpose, and what the group that it extends does. */
  readonly drops: readonly InputDrop[]
  call(run: Run, values: readonly (Typed | undefined)[]): void
}

/** One input of a group. */
export interface GroupInput {
  readonly name: string
  readonly side: 'source' | 'target'
  readonly type: TypeDefinition | undefined
}

/** An element of an input that is left out on purpose. */
export interface InputDrop {
  /** Which input, counted from 0. */
  readonly input: number
  /** Element path below it. */
  readonly path: string
  readonly reason: string
}

/** The groups of a map that stand for types, its imports' among them. */
export class TypeGroups {
  private readonly byTypes = new Map<TypeDefinition, Map<TypeDefinition, Callable>>()
  private readonly bySource = new Map<TypeDefinition, Callable>()
  private readonly reached = new Map<TypeDefinition, boolean>()

  /**
   * Declares a group for its types; the first one declared stays, so a map's own come before its imports'.
   *
   * @returns the one that was declared for these types before.
   */
  declare(group: Callable, mode: 'types' | 'type-and-types'): Callable | undefined {
    const [source, target, more] = group.inputs
    // A group that wants more than its types cannot be called by types alone.
    if (more !== undefined) return undefined
    if (source?.type === undefined || target?.type === undefined) return undefined
    const targets = this.byTypes.get(source.type) ?? new Map<TypeDefinition, Callable>()
    this.byTypes.set(source.type, targets)
    const known = targets.get(target.type)
    if (known === undefined) targets.set(target.type, group)
    if (mode === 'type-and-types' && !this.bySource.has(source.type)) this.bySource.set(source.type, group)
    return known
  }

  forTypes(source: TypeDefinition, target: TypeDefinition): Callable | undefined {
    return this.byTypes.get(source)?.get(target)
  }

  /** The group that a source type goes through where the target may be of any type. */
  forSource(source: TypeDefinition): Callable | undefined {
    return this.bySource.get(source)
  }

  /** Whether a value of the type may hold, at any depth, one whose type has a group. */
  reaches(type: TypeDefinition): boolean {
    if (this.byTypes.size === 0) return false
    const known = this.reached.get(type)
    if (known !== undefined) return known
    const found = this.search(type)
    this.reached.set(type, found)
    return found
  }

  private search(start: TypeDefinition): boolean {
    const seen = new Set([start])
    for (const type of seen) {
      if (type.isAbstract) return true
      for (const element of type.elements.values()) {
        for (const { type: below } of element.properties) {
          if (this.byTypes.has(below)) return true
          seen.add(below)
        }
      }
    }
    return false
  }
}
