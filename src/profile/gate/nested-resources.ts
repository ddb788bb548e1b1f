/** A resource that stands in another, and where. */
export interface NestedResource {
  readonly resource: unknown
  /** FHIRPath of it. */
  readonly path: string
  /** Whether it is contained, so that it may contain nothing itself (dom-2). */
  readonly isContained: boolean
}

/** Whether there may be resources right below one. */
export function holdsResources(resource: object): boolean {
  if (Object.hasOwn(resource, 'contained')) return true
  const type = memberOf(resource, 'resourceType')
  return type === 'Bundle' || type === 'Parameters'
}

/**
 * The resources right below one: contained, the entries of a Bundle and their outcomes, and those in Parameters.
 *
 * Looks only where the base definitions have resources, and takes no structure for granted.
 * Source: https://hl7.org/fhir/R4/references.html#contained, https://hl7.org/fhir/R4/bundle.html, https://hl7.org/fhir/R4/parameters.html
 */
export function* nestedResources(resource: object, path: string): Generator<NestedResource> {
  for (const [index, contained] of listIn(resource, 'contained').entries()) {
    yield { resource: contained, path: `${path}.contained[${index}]`, isContained: true }
  }
  const type = memberOf(resource, 'resourceType')
  if (type === 'Bundle') yield* ofEntries(resource, path)
  if (type === 'Parameters') yield* ofParameters(resource, `${path}.parameter`, 'parameter')
}

function* ofEntries(bundle: object, path: string): Generator<NestedResource> {
  for (const [index, entry] of listIn(bundle, 'entry').entries()) {
    yield* single(entry, 'resource', `${path}.entry[${index}].resource`)
    yield* single(memberOf(entry, 'response'), 'outcome', `${path}.entry[${index}].response.outcome`)
  }
}

/** The depth of parts is that of the message, which was bounded when it was read; none may be passed over. */
function* ofParameters(holder: unknown, path: string, name: string): Generator<NestedResource> {
  for (const [index, parameter] of listIn(holder, name).entries()) {
    yield* single(parameter, 'resource', `${path}[${index}].resource`)
    yield* ofParameters(parameter, `${path}[${index}].part`, 'part')
  }
}

function* single(holder: unknown, name: string, path: string): Generator<NestedResource> {
  const resource = memberOf(holder, name)
  if (resource !== undefined) yield { resource, path, isContained: false }
}

function memberOf(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined
  return (holder as Readonly<Record<string, unknown>>)[name]
}

function listIn(holder: unknown, name: string): readonly unknown[] {
  const list = memberOf(holder, name)
  return Array.isArray(list) ? list : []
}
