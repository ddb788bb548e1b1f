import type { ConceptMap } from '@medplum/fhirtypes'
import { test } from 'tap'
import { compileLibrary, type LibraryOptions } from '../../../../src/mapping/fml/compile/library.ts'
import type {
  CompiledMap,
  TransformRequest,
  TransformResult
} from '../../../../src/mapping/fml/compile/compiled-map.ts'
import type { Fault, FaultCode } from '../../../../src/mapping/fml/fault.ts'
import type { MapSource } from '../../../../src/mapping/fml/parse/map-source.ts'
import { parseMap } from '../../../../src/mapping/fml/parse/parse-map.ts'
import { readMap } from '../../../../src/mapping/fml/parse/read-map.ts'
import { indexConceptMap } from '../../../../src/mapping/fml/terminology/index-concept-map.ts'
import { schema } from '../test-schema.ts'

export type Json = Record<string, unknown>

/** What a map is to do with a source. */
export interface Probe {
  readonly name: string
  /** The rules of `group main(source src : <from>, target tgt : <to>)`, from line 3 on; or else the whole text. */
  readonly rules?: string
  /** More of the same map: other groups, after the rules. */
  readonly groups?: string
  /** Between the head of the map and its group. */
  readonly head?: string
  readonly map?: string
  /** Other maps that are there. */
  readonly others?: readonly string[]
  readonly source?: Json
  readonly sources?: readonly unknown[]
  /** Type of the target; Patient otherwise. */
  readonly to?: string
  readonly conceptMaps?: readonly ConceptMap[]
  readonly options?: Partial<LibraryOptions>
  readonly request?: Partial<TransformRequest>
  /** The target without its resourceType; or the fault. */
  readonly expected?: Json
  readonly fault?: { readonly code: FaultCode; readonly says?: RegExp; readonly line?: number }
}

/** A Patient with something of everything. */
export const patient: Json = {
  resourceType: 'Patient',
  id: 'p1',
  active: true,
  identifier: [
    { system: 'urn:a', value: '1' },
    { system: 'urn:b', value: '2' }
  ],
  name: [
    { use: 'official', family: 'Jansen', given: ['Anna', 'Bea'] },
    { use: 'nickname', given: ['An'] }
  ],
  telecom: [
    { system: 'phone', value: '0612345678', use: 'mobile' },
    { system: 'email', value: 'test@example.org' }
  ],
  gender: 'female',
  birthDate: '1980-05-17',
  _birthDate: { extension: [{ url: 'urn:time', valueDateTime: '1980-05-17T10:00:00Z' }] },
  deceasedBoolean: false,
  maritalStatus: { text: 'married', coding: [{ system: 'urn:m', code: 'M', display: 'Married' }] }
}

export const url = 'http://x.example/m'

/** The text of a probe's map. */
export function textOf({ map, rules = '', groups = '', head = '', to = 'Patient', source = patient }: Probe): string {
  const from = String(source['resourceType'])
  return (
    map ?? `map "${url}" = "m"${head}\ngroup main(source src : ${from}, target tgt : ${to}) {\n${rules}\n}\n${groups}`
  )
}

function unwrapped<T>(outcome: { ok: true; value: T } | { ok: false; fault: Fault }): T {
  if (outcome.ok) return outcome.value
  throw Object.assign(new Error(`${outcome.fault.code}: ${outcome.fault.message}`), { fault: outcome.fault })
}

export type Answer = { readonly value: TransformResult; readonly fault?: undefined } | { readonly fault: Fault }

/** Freezes JSON at every depth, so that writing to it throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const held of Object.values(value)) frozen(held)
  return Object.freeze(value)
}

/** Compiles the maps of a probe; as JSON when asked. */
export function compiled(probe: Probe, form: 'fml' | 'json' = 'fml'): CompiledMap | Fault {
  const sources: MapSource[] = []
  for (const [index, text] of [textOf(probe), ...(probe.others ?? [])].entries()) {
    const file = index === 0 ? 'probe.map' : `other-${index}.map`
    const parsed = parseMap(text, file)
    if (!parsed.ok) return parsed.fault
    const json: unknown = JSON.parse(JSON.stringify(parsed.value.structureMap))
    sources.push(form === 'fml' ? parsed.value : unwrapped(readMap(json, file)))
  }
  const conceptMaps = (probe.conceptMaps ?? []).map((map) => unwrapped(indexConceptMap(map, 'concept-map.json')))
  const library = compileLibrary(sources, { schema, conceptMaps, ...probe.options })
  return library.ok ? library.value.maps.get(sources[0]!.structureMap.url)! : library.fault
}

/** What comes of a probe. */
export function answerOf(probe: Probe, form: 'fml' | 'json' = 'fml'): Answer {
  const map = compiled(probe, form)
  if (!('transform' in map)) return { fault: map }
  const sources = frozen(probe.sources ?? [probe.source ?? patient])
  const request = { sources, ...probe.request }
  const first = map.transform(request)
  const again = map.transform(request)
  if (JSON.stringify(shownOf(first)) !== JSON.stringify(shownOf(again))) throw new Error('two runs differ')
  return first.ok ? first : { fault: first.fault }
}

function shownOf(outcome: ReturnType<CompiledMap['transform']>): unknown {
  return outcome.ok ? outcome.value.targets : outcome.fault
}

/** The first target of a probe, without its resourceType. */
export function targetOf(probe: Probe, form: 'fml' | 'json' = 'fml'): Json {
  const { fault, ...answer } = answerOf(probe, form)
  if (fault !== undefined)
    throw Object.assign(new Error(`${fault.code}: ${fault.message} (line ${fault.line ?? '?'})`), { fault })
  const { resourceType, ...target } = (answer as { value: TransformResult }).value.targets[0]!
  return { ...target, ...(resourceType === (probe.to ?? 'Patient') ? {} : { resourceType }) }
}

/** Runs each probe from its text and from the same map as JSON, on frozen sources, twice. */
export function probes(table: readonly Probe[]): void {
  for (const probe of table) {
    test(probe.name, (t) => {
      const { expected, fault } = probe
      const before = JSON.stringify(probe.sources ?? [probe.source ?? patient])
      if (expected !== undefined) {
        t.strictSame(targetOf(probe), expected)
        t.strictSame(targetOf(probe, 'json'), expected, 'as JSON')
      } else {
        for (const form of ['fml', 'json'] as const) {
          const answer = answerOf(probe, form)
          const { code, message, line, file } = answer.fault ?? { code: 'none', message: JSON.stringify(answer) }
          t.equal(code, fault?.code, `${form}: ${message}`)
          if (fault?.says !== undefined) t.match(message, fault.says)
          if (form === 'fml') t.equal(line, fault?.line ?? line ?? 'a line')
          t.equal(file, 'probe.map')
        }
      }
      t.equal(JSON.stringify(probe.sources ?? [probe.source ?? patient]), before)
      t.end()
    })
  }
}
