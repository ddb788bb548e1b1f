import type { Coverage } from './coverage.ts'
import { fail, type FaultCode, type Position } from '../fault.ts'
import type { Ends } from './ends.ts'
import { pathOf, SourceNode } from './source-node.ts'
import type { TargetNode } from './target-node.ts'
import type { ConceptTranslation, Schema, Typed } from '../schema/types.ts'

/** Which rule of which map: named in faults, in logs and in the lineage. */
export interface RuleInfo extends Partial<Position> {
  readonly file: string
  readonly map: string
  readonly mapVersion: string | undefined
  readonly group: string
  readonly rule: string
  /** The line of the map's text. */
  readonly text: string | undefined
  /** What its author says of it: told where its `check` does not hold. */
  readonly documentation: string | undefined
}

/** Bounds on one transform, so that no map and no message can take the process with it. */
export interface Limits {
  /** Groups inside groups: deeper than any form or document nests. */
  readonly depthMax: number
  /** Values written: some fifty times what a full referral holds. */
  readonly writesMax: number
  /** Items that rules looked at and groups that were called, over all rules. */
  readonly itemsMax: number
}

export const defaultLimits: Limits = { depthMax: 120, writesMax: 200_000, itemsMax: 1_000_000 }

/** Rules inside rules, over all groups at work: a third of what the stack of a thread takes. */
const LEVELS_MAX = 1500

/** One value written, as it is remembered while a transform runs; `lineage.ts` turns it into words. */
export class Written {
  readonly parent: TargetNode
  /** JSON property; undefined where a primitive got its own value. */
  readonly property: string | undefined
  /** What was written, by which it is found again in a list. */
  readonly value: unknown
  readonly maker: Maker
  /** What it was made of: one value, several, or none. */
  readonly from: Typed | readonly (Typed | undefined)[] | undefined
  readonly translation: ConceptTranslation | undefined
  constructor(
    place: TargetPlaceName,
    value: Pick<Typed, 'value' | 'translation'>,
    maker: Maker,
    from: Typed | readonly (Typed | undefined)[] | undefined
  ) {
    this.parent = place.parent
    this.property = place.property
    this.value = value.value
    this.maker = maker
    this.from = from
    this.translation = value.translation
  }
}

/** Elements of one value that were taken over whole, by a row of rules, with every item of a list. */
export class StraightWritten {
  readonly parent: TargetNode
  readonly source: SourceNode
  readonly ways: readonly StraightWay[]
  /** Those of them that went the long way, which remembers them itself; undefined where none did. */
  readonly except: readonly StraightWay[] | undefined
  constructor(parent: TargetNode, source: SourceNode, { ways, except }: Pick<StraightWritten, 'ways' | 'except'>) {
    this.parent = parent
    this.source = source
    this.ways = ways
    this.except = except
  }
}

/** From which JSON property to which, by which rule. */
export interface StraightWay {
  readonly from: string
  readonly to: string
  readonly maker: Maker
}

/** Where a value was written. */
export interface TargetPlaceName {
  readonly parent: TargetNode
  readonly property: string | undefined
}

/** Which rule wrote a value, and by what transform. */
export interface Maker {
  readonly rule: RuleInfo
  readonly how: string
}

/** What a map's `log` said; the text is content and is not for logs. */
export interface LogEntry {
  readonly rule: RuleInfo
  readonly sourcePath: string | undefined
  readonly text: string
}

/** The state of one transform; nothing of it outlives the transform. */
export class Run {
  readonly schema: Schema
  readonly limits: Limits
  /** What ids are derived from: the input itself, so that the same input gives the same ids. */
  readonly seed: () => string
  readonly lineage: (Written | StraightWritten)[] | undefined
  readonly coverage: Coverage | undefined
  readonly logs: LogEntry[] = []
  /** Complex nodes in the order of their making; those that stayed empty are taken out at the end. */
  readonly created: TargetNode[] = []
  /** Lists with items that must stay first or last. */
  readonly ends = new Map<readonly unknown[], Ends>()
  /** The nodes of primitives that stand in a list. */
  readonly placed = new Map<readonly unknown[], TargetNode[]>()
  /** Objects that the transform made, as far as anybody asked. */
  readonly own = new Set<object>()
  private ownCount = 0
  depth = 0
  private levels = 0
  writes = 0
  items = 0
  uuids = 0
  /** The sources, by which what was made on the way is told from them. */
  roots: readonly SourceNode[] = []
  /** The rule at work and the item that it works on, for faults. */
  rule: RuleInfo | undefined
  item: Typed | undefined
  constructor(options: RunOptions) {
    this.schema = options.schema
    this.limits = options.limits
    this.seed = options.seed
    this.lineage = options.lineage ? [] : undefined
    this.coverage = options.coverage
  }

  /** Ends the transform with a fault of the content, at the rule and the item at work. */
  fail(code: FaultCode, message: string, at: FaultPlace = {}): never {
    const item = at.item ?? this.item
    const sourcePath = item instanceof SourceNode ? pathOf(item) : undefined
    return fail({
      code,
      message,
      ...placeOf(this.rule),
      ...(sourcePath === undefined ? {} : { sourcePath }),
      ...(at.value === undefined ? {} : { value: at.value })
    })
  }

  /** Begins a call of a group whose rules stand so many levels deep in each other. Calls count as items, so that groups which call each other twice come to an end. */
  enter(levels = 1): void {
    this.countItems(1)
    this.levels += levels
    if (++this.depth > this.limits.depthMax || this.levels > LEVELS_MAX) {
      this.fail('recursion', `groups call each other more than ${String(this.depth - 1)} deep`)
    }
  }

  /** Ends a call. */
  leave(levels = 1): void {
    this.levels -= levels
    this.depth--
  }

  /**
   * Whether the transform made an object itself; anything else belongs to the source or to somebody else, and must be
   * copied before it is written into. Seldom asked, so the set is filled when it is.
   */
  isOwn(object: object): boolean {
    for (; this.ownCount < this.created.length; this.ownCount++) {
      const made = this.created[this.ownCount]?.object
      if (made !== undefined) this.own.add(made)
    }
    return this.own.has(object)
  }

  countWrite(): void {
    if (++this.writes > this.limits.writesMax) {
      this.fail('limit', `the map writes more than ${String(this.limits.writesMax)} values`)
    }
  }

  countWrites(count: number): void {
    this.writes += count - 1
    this.countWrite()
  }

  countItems(count: number): void {
    this.items += count
    if (this.items > this.limits.itemsMax) {
      this.fail('limit', `the map looks at more than ${String(this.limits.itemsMax)} values or calls groups as often`)
    }
  }
}

export interface RunOptions {
  readonly schema: Schema
  readonly limits: Limits
  readonly seed: () => string
  readonly lineage: boolean
  readonly coverage: Coverage | undefined
}

/** What a fault may say beside the rule at work; `value` only where it is no free text. */
export interface FaultPlace {
  readonly item?: Typed | undefined
  readonly value?: string | undefined
}

/** The place of a rule, as a fault tells it. */
export function placeOf(rule: RuleInfo | undefined) {
  if (rule === undefined) return {}
  const { file, map, group, line, column, text } = rule
  return {
    file,
    map,
    group,
    rule: rule.rule,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(text === undefined ? {} : { text })
  }
}
