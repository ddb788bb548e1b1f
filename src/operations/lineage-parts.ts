import type { OperationDefinition, ParametersParameter } from '@medplum/fhirtypes'
import type { Trace } from '../flows/map-content.ts'
import { output } from './operation.ts'

type Parameter = NonNullable<OperationDefinition['parameter']>[number]

const many = '*'

const parts: Parameter[] = [
  output('target', { type: 'string', min: 1 }, 'FHIRPath of the element, with everything below it.'),
  output('source', { type: 'string', max: many }, 'FHIRPath in what was given; none for a constant.'),
  output('transform', { type: 'code', min: 1 }, 'What the rule did: copy, translate, create, ...'),
  output('isConstant', { type: 'boolean', min: 1 }, 'Whether nothing of the source went into it.'),
  output('map', { type: 'uri', min: 1 }, 'Canonical of the map.'),
  output('mapVersion', { type: 'string' }, 'Version of the map.'),
  output('group', { type: 'string', min: 1 }, 'Group of the map.'),
  output('rule', { type: 'string', min: 1 }, 'Rule of the group.'),
  output('line', { type: 'integer' }, 'Line of the map’s text.'),
  output('conceptMap', { type: 'uri' }, 'ConceptMap that translated the code.'),
  output('conceptMapVersion', { type: 'string' }, 'Version of the ConceptMap.'),
  output('equivalence', { type: 'code' }, 'How sure the ConceptMap is.')
]

/** The parameter that says where one element comes from, as definitions state it. */
export const lineageParameter: Parameter = output('lineage', { max: many }, 'Where one element comes from.', [
  ...parts,
  output('via', { max: many }, 'What the map to the canonical form did before, for what this one read.', parts)
])

/** An element's lineage as a parameter; paths and rules, and no values. */
export function lineagePart(trace: Trace): ParametersParameter {
  const own = partsOf({ target: trace.target.told, sources: trace.origins.map(({ told }) => told), entry: trace.entry })
  const via = trace.via.map(({ target, sources, entry }) => ({
    name: 'via',
    part: partsOf({ target: target.path, sources: sources.map(({ told }) => told), entry })
  }))
  return { name: 'lineage', part: [...own, ...via] }
}

interface Told {
  readonly target: string
  readonly sources: readonly string[]
  readonly entry: Trace['entry']
}

function partsOf({ target, sources, entry }: Told): ParametersParameter[] {
  const { transform, isConstant, map, mapVersion, group, rule, line, conceptMap, conceptMapVersion, equivalence } =
    entry
  return [
    { name: 'target', valueString: target },
    ...sources.map((source) => ({ name: 'source', valueString: source })),
    { name: 'transform', valueCode: transform },
    { name: 'isConstant', valueBoolean: isConstant },
    { name: 'map', valueUri: map },
    ...(mapVersion === undefined ? [] : [{ name: 'mapVersion', valueString: mapVersion }]),
    { name: 'group', valueString: group },
    { name: 'rule', valueString: rule },
    ...(line === undefined ? [] : [{ name: 'line', valueInteger: line }]),
    ...(conceptMap === undefined ? [] : [{ name: 'conceptMap', valueUri: conceptMap }]),
    ...(conceptMapVersion === undefined ? [] : [{ name: 'conceptMapVersion', valueString: conceptMapVersion }]),
    ...(equivalence === undefined ? [] : [{ name: 'equivalence', valueCode: equivalence }])
  ]
}
