import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { issue, type Issue } from '../../fhir/outcome.ts'
import { resourceTypes } from '../content/resource-types.ts'
import { decimalKeyword } from './decimal-keyword.ts'
import { fhirKeyword } from './fhir-keyword.ts'
import { formats } from './formats.ts'
import { holdsResources, nestedResources } from './nested-resources.ts'
import type { GateSchema } from './schema-of.ts'
import { hasMoreParts } from './size.ts'
import { isNoise, structureIssue, type Place } from './structure-reason.ts'

/** Issues told of one resource: enough to see a pattern, few enough to read. */
const ISSUES_MAX = 20

/** Contained resources looked at in one resource; a person who is referred needs a handful. */
const CONTAINED_MAX = 200

/**
 * Of a resource with more values, objects and lists than this only the first error is looked for: a referral has a few hundred,
 * and a body made of a million errors would hold up everybody else.
 */
const PARTS_MAX = 10_000

/** Resources within resources: an entry in a Bundle in a Bundle with something contained. */
const DEEP_MAX = 8

/** The check of base structure. What passed it has known elements only, each of the JSON type that its definition says. */
export interface Gate {
  readonly types: ReadonlySet<string>
  /**
   * @param path - FHIRPath of the resource in its message, put in front of each expression.
   * @returns no issues when sound; else at most 20 of `unknown-type`, `invalid-structure`, or of a very large one the first.
   */
  check(resource: unknown, path: string): readonly Issue[]
}

/**
 * Makes a gate; each type is compiled when it is first used, the data types once for all of them.
 *
 * A resource within another is checked by the schema of its own type, here and not in the schema, so that one error is told
 * as one error and not once for each type that it could have been.
 *
 * @param types - those that pass, at the top and within others; for all that the schema knows, give `knownTypes(schema)`.
 */
export function createGate(schema: GateSchema, types: readonly string[] = schema['x-types']): Gate {
  const known = new Set(types)
  const thorough = validatorsOf(schema, true)
  // Hardly ever needed.
  let brief: Validators | undefined

  const checkAt = (resource: unknown, path: string, { depth, isSmall }: Within): readonly Issue[] => {
    if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) return [wrong(NO_OBJECT, path)]
    const type = 'resourceType' in resource ? resource.resourceType : undefined
    if (typeof type !== 'string' || !known.has(type)) return [issue('unknown-type', { type: shownType(type) }, path)]
    if (depth > DEEP_MAX) return [wrong(TOO_DEEP, path)]
    // What stands in something small is smaller.
    const isSmallToo = isSmall || !hasMoreParts(resource, PARTS_MAX)
    const validate = (isSmallToo ? thorough : (brief ??= validatorsOf(schema, false)))(type)
    const issues = validate(resource) ? NONE : issuesOf(validate.errors ?? [], { schema, type, path })
    if (issues.length >= ISSUES_MAX || !holdsResources(resource)) return issues
    return [...issues, ...nestedIssues(resource, path, { depth, isSmall: isSmallToo })].slice(0, ISSUES_MAX)
  }

  const nestedIssues = (holder: object, path: string, { depth, isSmall }: Within): readonly Issue[] => {
    const issues: Issue[] = []
    let contained = 0
    for (const nested of nestedResources(holder, path)) {
      if (issues.length >= ISSUES_MAX) break
      if (nested.isContained && ++contained > CONTAINED_MAX) return [...issues, wrong(TOO_MANY, nested.path)]
      const { resource } = nested
      const holdsMore = typeof resource === 'object' && resource !== null && 'contained' in resource
      if (nested.isContained && holdsMore) issues.push(wrong(CONTAINED_IN_CONTAINED, nested.path))
      else issues.push(...checkAt(resource, nested.path, { depth: depth + 1, isSmall }))
    }
    return issues
  }

  return { types: known, check: (resource, path) => checkAt(resource, path, { depth: 0, isSmall: false }) }
}

/** How a resource stands in others. */
interface Within {
  readonly depth: number
  /** Whether one around it was counted, and has no more parts than all errors are looked for in. */
  readonly isSmall: boolean
}

const NONE: readonly Issue[] = []

/** The validator of each type. */
type Validators = (type: string) => ValidateFunction

function validatorsOf(schema: GateSchema, allErrors: boolean): Validators {
  const ajv = ajvOf(schema, allErrors)
  const compiled = new Map<string, ValidateFunction>()
  return (type) => {
    const known = compiled.get(type)
    if (known !== undefined) return known
    const validate: ValidateFunction | undefined = ajv.getSchema(`r4#/definitions/${type}`)
    if (validate === undefined) throw new Error(`the gate has no schema for ${type}`)
    compiled.set(type, validate)
    return validate
  }
}

/** Each compiles a type when it is first asked for. */
function ajvOf(schema: GateSchema, allErrors: boolean): Ajv {
  // The schema is generated and its test compiles all of it; to compare it with that of JSON Schema takes longer than the rest.
  const ajv = new Ajv({ allErrors, messages: false, allowUnionTypes: true, validateSchema: false, formats })
  ajv.addVocabulary(['x-types', 'x-known'])
  ajv.addKeyword(fhirKeyword)
  ajv.addKeyword(decimalKeyword)
  ajv.addSchema(schema, 'r4')
  return ajv
}

/** The schema that is checked in: `resources.schema.json` of `profiles/base/`, made by `npm run generate`. */
export function readGateSchema(baseDir: string): GateSchema {
  const file = join(baseDir, 'resources.schema.json')
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isGateSchema(schema)) throw new Error(`${file} is not what npm run generate writes`)
  return schema
}

/** Every resource type that a schema describes, those that do not come in by themselves included. */
export function knownTypes(schema: GateSchema): readonly string[] {
  return [...schema['x-types'], ...schema['x-known']]
}

function isGateSchema(value: unknown): value is GateSchema {
  if (typeof value !== 'object' || value === null || !('x-types' in value) || !('x-known' in value)) return false
  const hasDefinitions = 'definitions' in value && typeof value.definitions === 'object'
  // The rest is ajv's to judge.
  return hasDefinitions && Array.isArray(value['x-types']) && Array.isArray(value['x-known'])
}

function issuesOf(errors: readonly ErrorObject[], place: Place): readonly Issue[] {
  const told: Issue[] = []
  for (const error of errors) {
    if (told.length === ISSUES_MAX) break
    if (!isNoise(error)) told.push(structureIssue(error, place))
  }
  return told.length > 0 ? told : [wrong(SOMEHOW, place.path)]
}

const NO_OBJECT = ['a JSON object was expected', 'in JSON wordt hier een object verwacht'] as const
const TOO_DEEP = ['resources stand within resources too deep', 'er staan te veel resources in elkaar'] as const
const TOO_MANY = ['too many contained resources', 'te veel resources in een resource (contained)'] as const
const CONTAINED_IN_CONTAINED = [
  'a contained resource contains another (dom-2)',
  'een resource in een resource bevat er zelf een (dom-2)'
] as const
const SOMEHOW = ['it is not as FHIR R4 defines it', 'zij is niet zoals FHIR R4 haar bepaalt'] as const

function wrong([reason, reasonNl]: readonly [string, string], path: string): Issue {
  return issue('invalid-structure', { reason, reasonNl }, path)
}

/** A name that FHIR does not have may be anything that a message holds, so it is not repeated. */
function shownType(type: unknown): string {
  return typeof type === 'string' && resourceTypes.has(type) ? type : 'without a name'
}
