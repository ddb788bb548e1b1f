import type { StructureMap, StructureMapGroupRule } from '@medplum/fhirtypes'

/**
 * The rules of a map's first group that only take an element over as it is (`src.x as v -> tgt.x = v`), each with that
 * element: they need no engine, and most rules of a dialect are of this kind.
 *
 * A rule counts only where nothing else in the whole map writes an element of that name, because what it takes over is
 * shared with the source and must not be added to.
 */
export function copies({ group }: StructureMap): ReadonlyMap<StructureMapGroupRule, string> {
  const [main] = group
  const [from, to] = main?.input ?? []
  const written = group.flatMap(({ rule }) => rule.flatMap(targetsOf))
  const found = new Map<StructureMapGroupRule, string>()
  for (const rule of main?.rule ?? []) {
    const element = copiedBy(rule, from?.name, to?.name)
    const isAlone = written.filter((one) => one === element).length === 1
    if (element !== undefined && isAlone) found.set(rule, element)
  }
  return found
}

function copiedBy(rule: StructureMapGroupRule, from: string | undefined, to: string | undefined): string | undefined {
  const [source, ...moreSources] = rule.source
  const [target, ...moreTargets] = rule.target ?? []
  const [parameter, ...moreParameters] = target?.parameter ?? []
  if (source?.element === undefined || target === undefined || source.variable === undefined) return undefined
  const isPlain =
    hasOnly(rule, ['name', 'source', 'target']) &&
    hasOnly(source, ['context', 'element', 'variable']) &&
    hasOnly(target, ['context', 'contextType', 'element', 'transform', 'parameter'])
  const isOne = moreSources.length + moreTargets.length + moreParameters.length === 0
  const isCopy = target.transform === 'copy' && parameter?.valueId === source.variable
  const isSamePlace = source.context === from && target.context === to && source.element === target.element
  return isPlain && isOne && isCopy && isSamePlace ? source.element : undefined
}

/** What is left undefined says nothing, as where it is absent. */
function hasOnly(part: object, names: readonly string[]): boolean {
  return Object.entries(part).every(([name, value]) => value === undefined || names.includes(name))
}

function targetsOf({ target, rule }: StructureMapGroupRule): readonly (string | undefined)[] {
  return [...(target ?? []).map(({ element }) => element), ...(rule ?? []).flatMap(targetsOf)]
}
