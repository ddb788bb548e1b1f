import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  conceptMapTranslate,
  indexStructureDefinitionBundle,
  isDataTypeLoaded,
  parseMappingLanguage,
  structureMapTransform,
  TransformMapCollection
} from '@medplum/core'
import type { ConceptMap, ServiceRequest, StructureDefinition } from '@medplum/fhirtypes'
import { compileLibrary } from '../../src/mapping/fml/compile/library.ts'
import type { CompiledMap, TransformResult } from '../../src/mapping/fml/compile/compiled-map.ts'
import type { Outcome } from '../../src/mapping/fml/fault.ts'
import { parseMap } from '../../src/mapping/fml/parse/parse-map.ts'
import { createSchema } from '../../src/mapping/fml/schema/schema.ts'
import { indexConceptMap, type IndexedConceptMap } from '../../src/mapping/fml/terminology/index-concept-map.ts'
import { translate } from '../../src/mapping/fml/terminology/translate.ts'
import { codesMap, SOURCE_SYSTEM } from './codes.ts'

/** One way to do the work; the answer is what the other ways must give, too. */
export type Side = () => unknown

/** Our engine on a map: plain, with lineage, with coverage, each recorded only or read out as well. */
export interface OurSides {
  readonly plain: Side
  readonly lineage: Side
  readonly lineageRead: Side
  readonly coverage: Side
  readonly coverageRead: Side
}

const baseFile = join(import.meta.dirname, '..', '..', 'profiles', 'base', 'structure-definitions.json')

/** Our engine with the map of a file beside this one. */
export function ourSides(file: string, referral: ServiceRequest): OurSides {
  const map = compiled(file)
  const run = (options: { readonly lineage?: boolean; readonly coverage?: boolean }): TransformResult =>
    valueOf(map.transform({ sources: [referral], ...options }))
  const readOut = (result: TransformResult): unknown => {
    const words = [...result.lineage(), ...result.unread()]
    return words.length < 0 ? undefined : result.targets[0]
  }
  return {
    plain: () => run({}).targets[0],
    lineage: () => run({ lineage: true }).targets[0],
    lineageRead: () => readOut(run({ lineage: true })),
    coverage: () => run({ coverage: true }).targets[0],
    coverageRead: () => readOut(run({ coverage: true }))
  }
}

/** The other engine with the same map, parsed once; a collection that is shared grows with each call, so it is new. */
export function medplumSide(file: string, referral: ServiceRequest): Side {
  const map = parseMappingLanguage(textOf(file))
  return () => {
    const from = { type: 'ServiceRequest', value: referral }
    const to = { type: 'ServiceRequest', value: { resourceType: 'ServiceRequest' } }
    return structureMapTransform(map, [from, to], new TransformMapCollection([codesMap]))[0]?.value as unknown
  }
}

/** Gives the other engine the types that it lacks, without which it takes every list for a single value. */
export function loadMedplum(): void {
  indexStructureDefinitionBundle(definitions().filter(({ type }) => !isDataTypeLoaded(type)))
}

/** The translation of one code after the other through a ConceptMap, by our engine and by the other. */
export function translateSides(map: ConceptMap, codeAt: (index: number) => string) {
  const indexed = valueOf(indexConceptMap(map, 'large'))
  const size = map.group?.[0]?.element.length ?? 0
  const counters = { ours: 0, medplum: 0 }
  const none = (): IndexedConceptMap | undefined => undefined
  const ours: Side = () => {
    const code = codeAt(counters.ours++ % size)
    const found = translate(indexed, { code, system: SOURCE_SYSTEM }, none)
    return found.kind === 'found' ? found.targets[0].code : undefined
  }
  const medplum: Side = () => {
    const code = codeAt(counters.medplum++ % size)
    return conceptMapTranslate(map, { system: SOURCE_SYSTEM, code }).match?.[0]?.concept?.code
  }
  return { ours, medplum }
}

function compiled(file: string): CompiledMap {
  const conceptMaps = [valueOf(indexConceptMap(codesMap, 'codes'))]
  const source = valueOf(parseMap(textOf(file), file))
  const library = valueOf(compileLibrary([source], { schema: createSchema(definitions()), conceptMaps }))
  const [map] = library.maps.values()
  if (map === undefined) throw new Error(`${file} has no map`)
  return map
}

function textOf(file: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
}

function definitions(): readonly StructureDefinition[] {
  return (JSON.parse(readFileSync(baseFile, 'utf8')) as { definitions: StructureDefinition[] }).definitions
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault))
  return outcome.value
}
