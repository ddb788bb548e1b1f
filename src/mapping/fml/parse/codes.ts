import type {
  ConceptMapGroupElementTarget,
  StructureMap,
  StructureMapGroup,
  StructureMapGroupInput,
  StructureMapGroupRuleSource,
  StructureMapGroupRuleTarget,
  StructureMapStructure
} from '@medplum/fhirtypes'

type SourceListMode = NonNullable<StructureMapGroupRuleSource['listMode']>
type TargetListMode = NonNullable<StructureMapGroupRuleTarget['listMode']>[number]
type Transform = NonNullable<StructureMapGroupRuleTarget['transform']>
type Equivalence = ConceptMapGroupElementTarget['equivalence']

/** http://hl7.org/fhir/R4/valueset-map-transform.html */
export const transforms: readonly Transform[] = [
  ...(['create', 'copy', 'truncate', 'escape', 'cast', 'append', 'translate', 'reference', 'dateOp'] as const),
  ...(['uuid', 'pointer', 'evaluate', 'cc', 'c', 'qty', 'id', 'cp'] as const)
]

/** http://hl7.org/fhir/R4/valueset-map-source-list-mode.html */
export const sourceListModes: readonly SourceListMode[] = ['first', 'not_first', 'last', 'not_last', 'only_one']

/** http://hl7.org/fhir/R4/valueset-map-target-list-mode.html */
export const targetListModes: readonly TargetListMode[] = ['first', 'share', 'last', 'collate']

/** http://hl7.org/fhir/R4/valueset-map-model-mode.html */
export const structureModes: readonly StructureMapStructure['mode'][] = ['source', 'queried', 'target', 'produced']

/** http://hl7.org/fhir/R4/valueset-map-input-mode.html */
export const inputModes: readonly StructureMapGroupInput['mode'][] = ['source', 'target']

/** http://hl7.org/fhir/R4/valueset-map-group-type-mode.html */
export const typeModes: readonly StructureMapGroup['typeMode'][] = ['none', 'types', 'type-and-types']

/** http://hl7.org/fhir/R4/valueset-publication-status.html */
export const statuses: readonly StructureMap['status'][] = ['draft', 'active', 'retired', 'unknown']

/** The sign of each relation in an embedded concept map (http://hl7.org/fhir/R4/mapping-language.html#conceptmap). */
export const relations: readonly (readonly [string, Equivalence])[] = [
  ['-', 'relatedto'],
  ['=', 'equal'],
  ['==', 'equivalent'],
  ['!=', 'disjoint'],
  ['--', 'unmatched'],
  ['<=', 'wider'],
  ['<-', 'subsumes'],
  ['>=', 'narrower'],
  ['>-', 'specializes'],
  ['~', 'inexact']
]

/** The variable that a shorthand such as `src.a -> tgt.a` stands for on both sides. */
export const shorthandVariable = 'vvv'

/** Extension of a StructureMap for a constant, `let` in FML: FHIR has it from R5 on. */
export const constantUrl = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-StructureMap.const'

/** Extension of a group for a path that it leaves out on purpose. */
export const dropsUrl = 'https://ggz-gateway.example/fhir/StructureDefinition/structure-map-drops'

/** The code that a text is, or undefined. */
export function codeOf<T extends string>(codes: readonly T[], text: string): T | undefined {
  return codes.find((code) => code === text)
}
