import r4 from 'fhirpath/fhir-context/r4'
import { elementsOf, has, isElement, textOf, type Element } from './element.ts'
import { rule, type RuleInCode } from './rule-in-code.ts'

/** What R4 asks of every resource and of what it contains. Source: https://hl7.org/fhir/R4/domainresource.html */
export const resourceRules: readonly RuleInCode[] = [
  rule('dom-2', 'contained.contained.empty()', (resource) => {
    return elementsOf(resource, 'contained').every((one) => !has(one, 'contained'))
  }),
  rule(
    'dom-3',
    "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | %resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#').exists() or descendants().where(as(canonical) = '#').exists() or descendants().where(as(canonical) = '#').exists()).not()).trace('unmatched', id).empty()",
    areContainedUsed
  ),
  rule('dom-4', 'contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()', (resource) => {
    return metaOfContained(resource).every((meta) => !has(meta, 'versionId') && !has(meta, 'lastUpdated'))
  }),
  rule('dom-5', 'contained.meta.security.empty()', (resource) => {
    return metaOfContained(resource).every((meta) => !has(meta, 'security'))
  }),
  rule('dom-6', 'text.`div`.exists()', (resource) => elementsOf(resource, 'text').some((text) => has(text, 'div')))
]

function metaOfContained(resource: Element): readonly Element[] {
  return elementsOf(resource, 'contained').flatMap((one) => elementsOf(one, 'meta'))
}

/** Each contained resource is referred to from anywhere in the resource, also from a contained one, or refers to it. */
function areContainedUsed(resource: Element): boolean {
  if (!has(resource, 'contained')) return true
  const contained = elementsOf(resource, 'contained')
  const used = fragmentsIn(resource)
  return contained.every((one) => used.has(`#${textOf(one, 'id') ?? ''}`) || fragmentsIn(one).has('#'))
}

/** What references and URIs below an element name of the resource that they stand in: `#` and the id. */
function fragmentsIn(element: Element): ReadonlySet<string> {
  const found = new Set<string>()
  collect(element, found)
  return found
}

/** JSON that was read within bounds is 64 deep at most. */
function collect(element: Element, found: Set<string>): void {
  for (const key in element) take(key, element[key], found)
}

function take(key: string, value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.charCodeAt(0) === NUMBER_SIGN && NAMES.has(key)) found.add(value)
  } else if (Array.isArray(value)) {
    for (const one of value as readonly unknown[]) if (!Array.isArray(one)) take(key, one, found)
  } else if (isElement(value)) collect(value, found)
}

const NUMBER_SIGN = 0x23

const ADDRESSES = new Set(['canonical', 'uri', 'url'])

/** The names in JSON of elements that R4 gives the type of a reference or of a URI, anywhere. */
const NAMES: ReadonlySet<string> = new Set([
  'reference',
  ...Object.entries(r4.path2Type).flatMap(([path, type]) => (ADDRESSES.has(type) ? [lastOf(path)] : [])),
  ...Object.entries(r4.choiceTypePaths).flatMap(([path, types]) =>
    types.filter((type) => ADDRESSES.has(type.toLowerCase())).map((type) => lastOf(path) + type)
  )
])

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}
