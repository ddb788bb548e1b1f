import type { Resource } from '@medplum/fhirtypes'
import { hasChoice, has, isElement, textOf } from './element.ts'
import { rule, type RuleInCode } from './rule-in-code.ts'

/**
 * What R4 asks of every element, of extensions and of references.
 *
 * Source: https://hl7.org/fhir/R4/element.html, https://hl7.org/fhir/R4/extensibility.html, https://hl7.org/fhir/R4/references.html
 */
export const elementRules: readonly RuleInCode[] = [
  { key: 'ele-1', expression: 'hasValue() or (children().count() > id.count())', holds: hasContent },
  {
    key: 'ele-1',
    expression: 'hasValue() or (children().count() > id.count()) or $this is Parameters',
    holds: hasContent
  },
  rule('ext-1', 'extension.exists() != value.exists()', (extension) => {
    return has(extension, 'extension') !== hasChoice(extension, 'value')
  }),
  rule(
    'ref-1',
    "reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))",
    (reference, { resource, root }) => {
      const text = textOf(reference, 'reference')
      if (!text?.startsWith('#')) return true
      // '#' alone is how a contained resource refers to the one that contains it.
      if (text === '#') return resource !== root
      return containedIds(root).has(text.slice(1))
    }
  )
]

/** A primitive has its value; anything else needs more than an id. */
function hasContent(value: unknown): boolean | undefined {
  if (value === undefined || value === null || Array.isArray(value)) return undefined
  if (!isElement(value)) return true
  for (const key in value) if (key !== 'id' && key !== '_id' && key !== 'resourceType') return true
  return false
}

/** Made once for a resource: it may contain thousands, and be referred to as often from within. */
const idsOf = new WeakMap<Resource, ReadonlySet<unknown>>()

function containedIds(root: Resource): ReadonlySet<unknown> {
  const known = idsOf.get(root)
  if (known !== undefined) return known
  const contained = 'contained' in root ? root.contained : undefined
  const ids = new Set((contained ?? []).map(({ id }) => id))
  idsOf.set(root, ids)
  return ids
}
