import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Bundle, Composition, CompositionSection, Resource } from '@medplum/fhirtypes'
import type { Issue } from '../../src/fhir/outcome.ts'
import { referenceTo } from '../../src/fhir/references.ts'
import { readDialectFile } from '../../src/mapping/dialect-file.ts'
import { loadMappings } from '../../src/mapping/load-dialects.ts'
import type { Located } from '../../src/fhir/located.ts'
import type { Dialect, Mapped } from '../../src/mapping/port.ts'
import { createValidator } from '../../src/profile/create-validator.ts'
import type { Result } from '../../src/result.ts'

export const root = join(import.meta.dirname, '..', '..')
export const validator = createValidator(join(root, 'profiles'))

/** The folders of mappings that the tests of dialects run with: the product's, and one that proves that files are enough. */
export const folders = [join(root, 'mappings'), join(import.meta.dirname, 'mappings')]
const loadedMappings = loadMappings(folders, join(root, 'profiles', 'base'))
export const { dialects, library } = loadedMappings
export const his = dialectNamed('his')
export const sGgz = dialectNamed('s-ggz')

/** The canonicals of the two maps of a dialect. */
export function mapUrlsOf(dialect: string): readonly string[] {
  const folder = loadedMappings.mappings.dialects.find((path) => basename(path) === dialect)
  if (folder === undefined) throw new Error(`no dialect ${dialect}`)
  const { toCanonical, fromCanonical } = readDialectFile(join(folder, 'dialect.json'))
  return [toCanonical, fromCanonical]
}

/** The entries of a Bundle under test/dialects, frozen to the bottom, so that a map that writes into them throws. */
export function graphOf(file: string): readonly Located[] {
  const bundle = JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as Bundle
  return (bundle.entry ?? []).map(({ resource }, index) => ({
    resource: frozen(resource!),
    path: `Bundle.entry[${index}].resource`
  }))
}

/** The graph of a result; throws with the issues when there is none. */
export function mapped(result: Result<Mapped>): readonly Located[] {
  if (!result.ok) throw new Error(JSON.stringify(result.outcome.issues))
  return result.value.resources
}

/** The resources of a graph by `Type/id`: in which order they stand says nothing. */
export function byReference(graph: readonly Located[]): ReadonlyMap<string, Resource> {
  return new Map(graph.map(({ resource }) => [referenceTo(resource), resource]))
}

/** The one resource of a type. */
export function one<T extends Resource['resourceType']>(graph: readonly Located[], type: T) {
  const found = graph.map(({ resource }) => resource).filter((resource) => resource.resourceType === type)
  if (found.length !== 1) throw new Error(`${found.length} of ${type}`)
  return found[0] as Extract<Resource, { resourceType: T }>
}

/** What is wrong with a graph in a form: structure, numbers, and what the profiles of the form refuse. */
export function wrong(graph: readonly Located[], form: string): readonly Issue[] {
  const resources = graph.map(({ resource }) => resource)
  return graph.flatMap(({ resource, path }) => [
    ...validator.base(resource, path),
    ...validator.conforms(form, resource, { path, graph: resources })
  ])
}

/** The graph with one resource of a type replaced; what replaces it need not be right. */
export function changed(graph: readonly Located[], type: string, change: (resource: never) => object) {
  return graph.map(({ resource, path }) => ({
    path,
    resource: resource.resourceType === type ? (change(resource as never) as Resource) : resource
  }))
}

/** The words of a letter as a test sees them: an independent reading of title, headings, narrative, extensions, entries. */
export function wordsOf(composition: Composition): readonly string[] {
  const texts = [composition.title, composition.text?.div ?? '', ...(composition.section ?? []).flatMap(textsOf)]
  return texts.flatMap((text) => plain(text).split(/\s+/)).filter(Boolean)
}

function textsOf({ title, text, extension, entry, emptyReason, section }: CompositionSection): readonly string[] {
  const inExtensions = extension?.map(({ valueString }) => valueString ?? '') ?? []
  const beside = [...inExtensions, ...(entry?.map(({ display }) => display ?? '') ?? [])]
  const why = [emptyReason?.text ?? ''].filter((said) => !plain(text?.div ?? '').includes(said))
  return [title ?? '', text?.div ?? '', ...beside, ...why, ...(section ?? []).flatMap(textsOf)]
}

function plain(xhtml: string): string {
  return xhtml
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#160;', ' ')
    .replaceAll('&#239;', 'ï')
    .replaceAll('&#8211;', '–')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
}

/** A dialect of either folder; throws where there is none. */
export function dialectNamed(name: string): Dialect {
  const dialect = dialects.get(name)
  if (dialect === undefined) throw new Error(`no dialect ${name}`)
  return dialect
}

/** The same value, frozen to the bottom. */
export function frozen<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) frozen(member)
  return Object.freeze(value)
}
