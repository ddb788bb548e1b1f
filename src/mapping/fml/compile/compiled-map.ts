import { createHash } from 'node:crypto'
import type { StructureMap } from '@medplum/fhirtypes'
import { Effort, EFFORT_MAX, within } from '../effort.ts'
import { type Fault, FaultError, type Outcome } from '../fault.ts'
import { lineageOf, type LineageEntry } from '../lineage.ts'
import type { MapSource } from '../parse/map-source.ts'
import { Coverage } from '../run/coverage.ts'
import { prune } from '../run/prune.ts'
import { defaultLimits, type Limits, type LogEntry, placeOf, Run } from '../run/run.ts'
import { pathOf, SourceNode } from '../run/source-node.ts'
import { emptyObject, TargetNode } from '../run/target-node.ts'
import { copyOf, isStructure } from '../schema/decimal.ts'
import { typeOfResource } from '../schema/navigate.ts'
import type { JsonObject, Typed, TypeDefinition } from '../schema/types.ts'
import type { Callable } from './groups.ts'
import type { VisibleGroups } from './rule.ts'
import type { MapContext } from './scope.ts'

/** What a transform is asked for. */
export interface TransformRequest {
  /** The group to begin with; the first one of the map otherwise. */
  readonly group?: string
  /** In place of a group: the one that is declared for this resource type, of the map or of its imports. */
  readonly entry?: string
  /** The values of the group's sources, in their order; more than the group asks for are not looked at. */
  readonly sources: readonly unknown[]
  /** What the sources are called in paths; their type otherwise. */
  readonly sourceNames?: readonly string[]
  /** Targets to go on with, in the order of the group's targets; undefined makes a new one. They are copied first. */
  readonly targets?: readonly (JsonObject | undefined)[]
  readonly lineage?: boolean
  /** Whether to remember what was read: of every source, or of the first alone. */
  readonly coverage?: boolean | 'first'
  readonly limits?: Partial<Limits>
  /** What expressions may do, shared with other transforms of the same message; an account of its own otherwise. */
  readonly effort?: Effort
  /** What ids are derived from; the sources otherwise. */
  readonly seed?: string
}

/** What a transform made. */
export interface TransformResult {
  /** In the order of the group's targets. What was copied whole is the source's own object: treat both as read-only. */
  readonly targets: readonly JsonObject[]
  readonly logs: readonly LogEntry[]
  /** Where each written element comes from; empty unless asked for. */
  readonly lineage: () => readonly LineageEntry[]
  /** The places of the sources that no rule took a value from; empty unless asked for. */
  readonly unread: () => readonly string[]
}

/** A map, compiled: a function from sources to targets that keeps nothing between two calls. */
export class CompiledMap {
  readonly url: string
  readonly version: string | undefined
  readonly file: string
  readonly structureMap: StructureMap
  /** Resource types that the map has a declared group for, its imports included, with what each leaves out. */
  readonly entries: ReadonlyMap<string, Callable>
  private readonly groups: VisibleGroups
  private readonly context: MapContext
  constructor({ structureMap }: MapSource, context: MapContext, groups: VisibleGroups) {
    this.url = context.url
    this.version = context.version
    this.file = context.file
    this.structureMap = structureMap
    this.entries = groups.entries
    this.groups = groups
    this.context = context
  }

  /** Runs the map. A fault gives no output at all, not even what was made until then. */
  transform(request: TransformRequest): Outcome<TransformResult> {
    const run = new Run({
      schema: this.context.schema,
      limits: request.limits === undefined ? defaultLimits : { ...defaultLimits, ...request.limits },
      seed: seedOf(request),
      lineage: request.lineage === true,
      coverage: request.coverage === true || request.coverage === 'first' ? new Coverage() : undefined
    })
    try {
      const effort = request.effort ?? new Effort(EFFORT_MAX)
      return { ok: true, value: within(effort, () => this.run(run, request)) }
    } catch (error) {
      const fault = faultOf(error)
      const { file, url: map } = this.context
      // What an expression or a ConceptMap says of itself gets the rule that asked for it.
      const asked = fault.rule === undefined ? { ...placeOf(run.rule), ...itemPath(run), ...fault } : fault
      return { ok: false, fault: { file, map, ...asked } }
    }
  }

  private run(run: Run, request: TransformRequest): TransformResult {
    const group = this.groupOf(run, request)
    const roots: SourceNode[] = []
    const targets: TargetNode[] = []
    const values = group.inputs.map((input): Typed => {
      if (input.side === 'target') {
        const target = this.target(run, input.type, request.targets?.[targets.length])
        targets.push(target)
        return target
      }
      const root = this.source(run, input.type, request, roots.length)
      roots.push(root)
      return root
    })
    run.roots = roots
    const covered = request.coverage === 'first' ? roots.slice(0, 1) : roots
    run.coverage?.begin(covered)
    group.call(run, values)
    prune(run)
    return {
      targets: targets.map(({ object }) => object ?? {}),
      logs: run.logs,
      lineage: () => lineageOf(run.lineage ?? [], roots),
      unread: () => covered.flatMap((root) => run.coverage?.unread(root) ?? [])
    }
  }

  private groupOf(run: Run, { group, entry }: TransformRequest): Callable {
    if (entry !== undefined)
      return this.entries.get(entry) ?? run.fail('unknown-name', `the map has no group for ${entry}`)
    const name = group ?? this.structureMap.group[0]?.name ?? ''
    return this.groups.named(name) ?? run.fail('unknown-name', `the map has no group ${name}`)
  }

  private source(run: Run, type: TypeDefinition | undefined, request: TransformRequest, index: number): SourceNode {
    const value = request.sources[index]
    const named = typeOfResource(value, this.context.schema)
    const actual = named ?? type
    if (value === undefined || value === null) return run.fail('wrong-value', 'a source is missing')
    if (actual === undefined) return run.fail('wrong-value', 'a source has no type that is known')
    const isObject = isStructure(value) && !Array.isArray(value)
    if (isObject !== (actual.kind !== 'primitive') || (actual.kind === 'resource' && named === undefined)) {
      return run.fail('wrong-value', `a source is no ${actual.name}`)
    }
    const property = request.sourceNames?.[index] ?? actual.name
    return new SourceNode(value, actual, undefined, { parent: undefined, property, index: -1 })
  }

  private target(run: Run, type: TypeDefinition | undefined, existing: JsonObject | undefined): TargetNode {
    const named = existing === undefined ? undefined : typeOfResource(existing, this.context.schema)
    const actual = named ?? type ?? this.onlyTarget()
    if (actual === undefined) return run.fail('wrong-use', 'the type of the target is not said; name it in the group')
    if (actual.isAbstract || actual.kind === 'primitive') {
      return run.fail('wrong-use', `a ${actual.name} cannot be a target by itself`)
    }
    if (existing !== undefined && actual.kind === 'resource' && named === undefined) {
      return run.fail('wrong-value', `a target is no ${actual.name}`)
    }
    return new TargetNode(actual, undefined, existing === undefined ? emptyObject(actual) : copyOf(existing))
  }

  /** A group that says no type of its target means the only one that the map's `uses` name. */
  private onlyTarget(): TypeDefinition | undefined {
    const [only, other] = (this.structureMap.structure ?? []).filter(({ mode }) => mode === 'target')
    return only === undefined || other !== undefined ? undefined : this.context.types.get(only.url)
  }
}

/** The stack bears some thousands of levels of JSON, and no form or document has so many. */
function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault
  if (error instanceof RangeError) return { code: 'limit', message: 'the content nests too deep or is too large' }
  throw error
}

function seedOf({ seed, sources }: TransformRequest): () => string {
  let made = seed
  return () => (made ??= createHash('sha256').update(JSON.stringify(sources)).digest('hex'))
}

function itemPath({ item }: Run) {
  return item instanceof SourceNode ? { sourcePath: pathOf(item) } : {}
}
