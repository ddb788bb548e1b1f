import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseBounded } from '../../../src/fhir/bounded-json.ts'
import { catalogue } from '../../../src/fhir/outcome-catalogue.ts'
import { resourceTypes } from '../../../src/profile/content/resource-types.ts'
import { createValidator } from '../../../src/profile/create-validator.ts'
import { wellKnownSystems } from '../../../src/profile/terminology/system-name.ts'
import type { Validate } from './fuzz.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/**
 * Everything that the product's validator does with a body: it reads it, checks its structure, and then validates it against
 * the base definition and the profiles that it claims.
 */
export function productValidator(): Validate {
  const validator = createValidator(join(root, 'profiles'))
  return (bytes) => {
    const body = parseBounded(bytes)
    if (!body.ok) return body.outcome.issues
    const type = body.value['resourceType']
    // As the gateway does it: a type that it does not know is no part of a path.
    const path = typeof type === 'string' && validator.known.has(type) ? type : 'Resource'
    return validator.validate(body.value, path)
  }
}

/** Resources of the project's own examples, as JSON texts: bodies, and what stands in them. */
export function ownSources(): readonly string[] {
  const folders = ['test/dialects', 'test/profile/fhir/examples'].map((name) => join(root, name))
  const texts = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .sort()
      .flatMap((name) => resourcesIn(JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown))
  )
  return [...new Set(texts.map((one) => JSON.stringify(one)))]
}

/** Texts that stand in the definitions, the catalogue or a list of names of the product: what an answer may say, whoever said it first. */
export function knownTexts(): (text: string) => boolean {
  const files = ['profiles/base', 'profiles/fhir'].flatMap((name) => jsonFiles(join(root, name)))
  const all = [
    JSON.stringify([catalogue, ...wellKnownSystems, ...resourceTypes]),
    ...files.map((file) => readFileSync(file, 'utf8'))
  ].join('\n')
  return (text) => all.includes(JSON.stringify(text).slice(1, -1))
}

function jsonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
}

function resourcesIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap((one) => resourcesIn(one))
  return 'resourceType' in value ? [value, ...inner] : inner
}
