import type { Resource } from '@medplum/fhirtypes'
import { issue, type Issue } from '../fhir/outcome.ts'
import { referenceTo } from '../fhir/references.ts'
import { ok, refused, type Result } from '../result.ts'
import { lostContent } from './carried.ts'
import type { IndexedConceptMap } from './concept-map.ts'
import type { DirectionFile, StepCall } from './dialect-file.ts'
import type { CompiledMap } from './fml/compiled-map.ts'
import { transform } from './fml/transform.ts'
import type { Located } from '../fhir/located.ts'
import type { Mapped } from './port.ts'
import type { Step, StepContext } from './steps/step.ts'
import { steps } from './steps/steps.ts'

/** What a direction is made of, beside its file. */
export interface DirectionParts {
  readonly dialect: string
  readonly unchanged: ReadonlySet<string>
  readonly maps: ReadonlyMap<string, CompiledMap>
  readonly conceptMaps: ReadonlyMap<string, IndexedConceptMap>
}

/** Issues told of one message: enough to correct it in one go. */
const ISSUES_MAX = 20

/**
 * Makes one direction of a dialect: a function from a graph to a graph.
 *
 * Each resource goes through the steps before, the map, the steps after, and is then compared with what it was.
 * Throws at start for a step that does not exist or lacks something.
 */
export function direction(
  file: DirectionFile,
  { dialect, unchanged, maps, conceptMaps }: DirectionParts
): (graph: readonly Located[], context?: readonly Resource[]) => Result<Mapped> {
  const before = stepsByType(file.before, conceptMaps)
  const after = stepsByType(file.after, conceptMaps)
  const routes = new Map<string, Route>()
  for (const [type, map] of maps) {
    const dropped = file.dropped.filter((one) => one.type === type).map(({ path }) => path)
    const translated = map.translations.map(({ source }) => source)
    routes.set(type, {
      map,
      before: before.get(type) ?? [],
      after: after.get(type) ?? [],
      excused: (path) => [...dropped, ...translated].some((place) => path === place || path.startsWith(`${place}.`))
    })
  }
  return (graph, context = []) => {
    const known = context.map((resource) => ({ resource, path: resource.resourceType }))
    const index = new Map([...known, ...graph].map((located) => [referenceTo(located.resource), located]))
    const made: Located[] = []
    // What a step made beside a resource: two feedbacks may carry the same letter, and the message may hold the result.
    const present = new Set(graph.map(({ resource }) => referenceTo(resource)))
    const issues: Issue[] = []
    const warnings: Issue[] = []
    for (const located of graph) {
      const type = located.resource.resourceType
      const route = routes.get(type)
      if (unchanged.has(type)) made.push(located)
      else if (route === undefined) issues.push(issue('type-not-in-dialect', { dialect, type }, located.path))
      else {
        const result = travel(located.resource, route, { dialect, path: located.path, graph: index })
        if (!result.ok) issues.push(...result.outcome.issues)
        else {
          warnings.push(...result.value.warnings)
          const [own, ...beside] = result.value.resources
          if (own !== undefined) made.push(own)
          made.push(...beside.filter(({ resource }) => !present.has(referenceTo(resource))))
          for (const { resource } of beside) present.add(referenceTo(resource))
        }
      }
    }
    const [first, ...more] = issues.slice(0, ISSUES_MAX)
    return first === undefined ? ok({ resources: made, warnings }) : refused(first, ...more)
  }
}

interface Route {
  readonly map: CompiledMap
  readonly before: readonly Step[]
  readonly after: readonly Step[]
  /** Whether an element path may have no counterpart: it is translated, or dropped with a reason. */
  readonly excused: (path: string) => boolean
}

function travel(source: Resource, route: Route, context: StepContext): Result<Mapped> {
  const prepared = taken(route.before, source, context)
  if (!prepared.ok) return prepared
  const mapped = transform(route.map, prepared.value.resource, context)
  if (!mapped.ok) return mapped
  const finished = taken(route.after, mapped.value, context)
  if (!finished.ok) return finished
  const { resource, beside } = finished.value
  const targets = [resource, ...beside.map((one) => one.resource)]
  const [first, ...more] = lostContent(source, targets, route.excused).map((place) =>
    issue('content-not-carried', { map: route.map.name }, `${context.path}.${place}`)
  )
  if (first !== undefined) return refused(first, ...more)
  const warnings = [...prepared.value.warnings, ...finished.value.warnings]
  return ok({ resources: [{ resource, path: context.path }, ...prepared.value.beside, ...beside], warnings })
}

interface Taken {
  readonly resource: Resource
  readonly beside: readonly Located[]
  readonly warnings: readonly Issue[]
}

function taken(list: readonly Step[], source: Resource, context: StepContext): Result<Taken> {
  let resource = source
  const beside: Located[] = []
  const warnings: Issue[] = []
  for (const step of list) {
    const result = step(resource, context)
    if (!result.ok) return result
    resource = result.value.resource
    beside.push(...(result.value.beside ?? []))
    warnings.push(...(result.value.warnings ?? []))
  }
  return ok({ resource, beside, warnings })
}

function stepsByType(
  calls: readonly StepCall[],
  conceptMaps: ReadonlyMap<string, IndexedConceptMap>
): ReadonlyMap<string, readonly Step[]> {
  const byType = new Map<string, Step[]>()
  for (const call of calls) {
    const maker = Object.hasOwn(steps, call.step) ? steps[call.step] : undefined
    if (maker === undefined) throw new Error(`there is no step ${call.step}`)
    byType.set(call.type, [...(byType.get(call.type) ?? []), maker(call, conceptMaps)])
  }
  return byType
}
