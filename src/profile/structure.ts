import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv'
import { issue, type Issue } from '../fhir/outcome.ts'
import { fhirKeyword } from './fhir-keyword.ts'
import { formats } from './formats.ts'
import { isNoise, structureIssue } from './structure-reason.ts'

/** Issues told of one resource: enough to see a pattern, few enough to read. */
const ISSUES_MAX = 20

/** The check of structure, for the types that `profiles/base/` has. */
export interface Structure {
  readonly types: ReadonlySet<string>
  check(resource: unknown, path: string): readonly Issue[]
}

/**
 * Reads the generated schemas; each type is compiled when it is first used, the data types once for all of them.
 *
 * A contained resource is checked by the schema of its own type, here and not in the schema, so that one error is told
 * as one error and not once for each type that it could have been.
 * Errors of `check`: `unknown-type`, `invalid-structure`.
 */
export function readStructure(baseDir: string): Structure {
  const file = join(baseDir, 'resources.schema.json')
  const schema = schemaOf(JSON.parse(readFileSync(file, 'utf8')), file)
  const types = new Set<string>(schema['x-types'])
  const ajv = new Ajv({ allErrors: true, messages: false, allowUnionTypes: true, formats })
  ajv.addVocabulary(['x-types'])
  ajv.addKeyword(fhirKeyword)
  ajv.addSchema(schema, 'r4')

  const check = (resource: unknown, path: string): readonly Issue[] => {
    if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) {
      return [issue('invalid-structure', { reason: 'a JSON object was expected' }, path)]
    }
    const type = 'resourceType' in resource ? resource.resourceType : undefined
    if (typeof type !== 'string' || !types.has(type)) return [issue('unknown-type', { type: shownType(type) }, path)]
    const validate: ValidateFunction | undefined = ajv.getSchema(`r4#/definitions/${type}`)
    const own = validate?.(resource) === true ? [] : issuesOf(validate?.errors ?? [], path)
    return [...own, ...containedIssues(resource, path)].slice(0, ISSUES_MAX)
  }

  const containedIssues = (resource: object, path: string): readonly Issue[] => {
    if (!('contained' in resource) || !Array.isArray(resource.contained)) return []
    return resource.contained.slice(0, CONTAINED_MAX + 1).flatMap((contained: unknown, index) => {
      const place = `${path}.contained[${index}]`
      if (index === CONTAINED_MAX)
        return [issue('invalid-structure', { reason: 'too many contained resources' }, place)]
      if (typeof contained === 'object' && contained !== null && 'contained' in contained) {
        return [issue('invalid-structure', { reason: 'a contained resource contains another (dom-2)' }, place)]
      }
      return check(contained, place)
    })
  }

  return { types, check }
}

/** Contained resources looked at in one resource; a person who is referred needs a handful. */
const CONTAINED_MAX = 200

function issuesOf(errors: readonly ErrorObject[], path: string): readonly Issue[] {
  const told: Issue[] = []
  for (const error of errors) {
    if (told.length === ISSUES_MAX) break
    if (!isNoise(error)) told.push(structureIssue(error, path))
  }
  return told.length > 0 ? told : [issue('invalid-structure', { reason: 'it is not as FHIR R4 defines it' }, path)]
}

function shownType(type: unknown): string {
  return typeof type === 'string' && /^[A-Z][A-Za-z]{1,40}$/.test(type) ? type : 'without a name'
}

function schemaOf(value: unknown, file: string): AnySchemaObject & { readonly 'x-types': readonly string[] } {
  const isSchema = typeof value === 'object' && value !== null && 'x-types' in value && Array.isArray(value['x-types'])
  if (!isSchema) throw new Error(`${file} is not what test/conformance/build-base.mjs writes`)
  // Checked: an object with the list of types; the rest is ajv's to judge.
  return value as AnySchemaObject & { readonly 'x-types': readonly string[] }
}
