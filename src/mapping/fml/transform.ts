import { structureMapTransform, TransformMapCollection } from '@medplum/core'
import type { Resource } from '@medplum/fhirtypes'
import { issue, type Issue } from '../../fhir/outcome.ts'
import { ok, refused, type Result } from '../../result.ts'
import type { CompiledMap } from './compiled-map.ts'

/**
 * Runs a compiled map on a resource, with guards round the engine.
 *
 * Codes are looked up before the engine runs, because it writes null for one that it does not find, and what it wrote
 * is compared afterwards. Extensions of primitives, which the engine turns into something that is no JSON, go round it.
 * Elements that a rule only takes over are put there without the engine. The input is not changed; the result shares
 * parts with it.
 * Errors: `unmapped-code`, `map-failed`.
 */
export function transform(map: CompiledMap, source: Resource, where: Where): Result<Resource> {
  const input = propertiesOf(source)
  const expected = translations(map, input, where)
  if (!expected.ok) return expected
  const bare = Object.fromEntries(Object.entries(input).filter(([name]) => !name.startsWith('_')))
  const output: Record<string, unknown> = { resourceType: map.type }
  const failure = run(map, bare, output)
  if (failure !== undefined) return refused(failed(map, failure, where))
  for (const [name, code] of expected.value) {
    if (output[name] !== code) return refused(failed(map, `${name} was not translated`, where))
  }
  carryPrimitives(map, input, output)
  // The engine was given the type, and what it made is validated by the caller like everything else that leaves.
  return ok(output as unknown as Resource)
}

/** The dialect, for texts, and the FHIRPath of the resource in its message. */
export interface Where {
  readonly dialect: string
  readonly path: string
}

type Properties = Readonly<Record<string, unknown>>

/** The code that each translated property of the target must have. */
function translations(
  map: CompiledMap,
  input: Properties,
  { path }: Where
): Result<readonly (readonly [string, string])[]> {
  const expected: (readonly [string, string])[] = []
  const unmapped: Issue[] = []
  for (const { source, target, conceptMap } of map.translations) {
    const code = input[source]
    if (typeof code !== 'string') continue
    const [system = ''] = conceptMap.systems.keys()
    const translated = conceptMap.translate(system, code)
    if (translated !== undefined) expected.push([target, translated.code])
    else unmapped.push(issue('unmapped-code', { code, system, map: conceptMap.url }, `${path}.${source}`))
  }
  const [first, ...more] = unmapped
  return first === undefined ? ok(expected) : refused(first, ...more)
}

/** Gives the reason when the engine throws; its own text may hold values of the message, so only its kind is told. */
function run(map: CompiledMap, input: Properties, output: Record<string, unknown>): string | undefined {
  const { structureMap, type } = map
  const [main, ...groups] = structureMap.group
  if (main === undefined) return 'the map is empty'
  // The engine parses each path again whenever it looks, so it is shown only the rules that can find something.
  const present = map.rules.filter(({ needs }) => needs === undefined || needs in input)
  for (const { copies } of present) if (copies !== undefined) output[copies] = input[copies]
  const rule = present.filter(({ copies }) => copies === undefined).map((one) => one.rule)
  if (rule.length === 0) return undefined
  const narrowed = { ...structureMap, group: [{ ...main, rule }, ...groups] }
  // A collection of its own for each call: the engine adds to the one that it is given.
  const conceptMaps = new TransformMapCollection(map.translations.map(({ conceptMap }) => conceptMap.resource))
  try {
    structureMapTransform(
      narrowed,
      [
        { type, value: input },
        { type, value: output }
      ],
      conceptMaps
    )
  } catch {
    return 'the engine stopped'
  }
  return undefined
}

function failed({ name }: CompiledMap, reason: string, { dialect, path }: Where): Issue {
  return issue('map-failed', { dialect, reason: `map ${name}: ${reason}` }, path)
}

/** Puts the extensions of primitives beside them, and lists as they came, so that both keep their places. */
function carryPrimitives(map: CompiledMap, input: Properties, output: Record<string, unknown>): void {
  for (const [from, to] of map.primitives) {
    const extension = input[`_${from}`]
    if (extension === undefined) continue
    output[`_${to}`] = extension
    if (Array.isArray(input[from])) output[to] = input[from]
  }
}

function propertiesOf(resource: Resource): Properties {
  return Object.fromEntries(Object.entries(resource))
}
