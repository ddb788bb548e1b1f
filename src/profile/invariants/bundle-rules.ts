import { elementsOf, has, isElement, textOf, type Element } from './element.ts'
import { rule, type RuleInCode } from './rule-in-code.ts'

/** What R4 asks of a Bundle and of its entries. Source: https://hl7.org/fhir/R4/bundle.html */
export const bundleRules: readonly RuleInCode[] = [
  rule('bdl-1', "total.empty() or (type = 'searchset') or (type = 'history')", (bundle) => {
    return !has(bundle, 'total') || isOf(bundle, ['searchset', 'history'])
  }),
  rule('bdl-2', "entry.search.empty() or (type = 'searchset')", (bundle) => {
    return isOf(bundle, ['searchset']) || !elementsOf(bundle, 'entry').some((entry) => has(entry, 'search'))
  }),
  rule(
    'bdl-3',
    "entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = 'history'))",
    (bundle) => haveAll(bundle, 'request', isOf(bundle, ['batch', 'transaction', 'history']))
  ),
  rule(
    'bdl-4',
    "entry.all(response.exists() = (%resource.type = 'batch-response' or %resource.type = 'transaction-response' or %resource.type = 'history'))",
    (bundle) => haveAll(bundle, 'response', isOf(bundle, ['batch-response', 'transaction-response', 'history']))
  ),
  rule('bdl-5', 'resource.exists() or request.exists() or response.exists()', (entry) => {
    return has(entry, 'resource') || has(entry, 'request') || has(entry, 'response')
  }),
  rule(
    'bdl-7',
    "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()",
    areDistinct
  ),
  rule('bdl-8', "fullUrl.exists() implies fullUrl.contains('/_history/').not()", (entry) => {
    return textOf(entry, 'fullUrl')?.includes('/_history/') !== true
  }),
  rule('bdl-9', "type = 'document' implies (identifier.system.exists() and identifier.value.exists())", (bundle) => {
    if (!isOf(bundle, ['document'])) return true
    return elementsOf(bundle, 'identifier').some((one) => has(one, 'system') && has(one, 'value'))
  }),
  rule('bdl-10', "type = 'document' implies (timestamp.hasValue())", (bundle) => {
    return !isOf(bundle, ['document']) || textOf(bundle, 'timestamp') !== undefined
  }),
  rule('bdl-11', "type = 'document' implies entry.first().resource.is(Composition)", (bundle) => {
    return !isOf(bundle, ['document']) || startsWith(bundle, 'Composition')
  }),
  rule('bdl-12', "type = 'message' implies entry.first().resource.is(MessageHeader)", (bundle) => {
    return !isOf(bundle, ['message']) || startsWith(bundle, 'MessageHeader')
  })
]

function isOf(bundle: Element, types: readonly string[]): boolean {
  return types.includes(textOf(bundle, 'type') ?? '')
}

function haveAll(bundle: Element, name: string, isAsked: boolean): boolean {
  return elementsOf(bundle, 'entry').every((entry) => has(entry, name) === isAsked)
}

function startsWith(bundle: Element, type: string): boolean {
  const resource = elementsOf(bundle, 'entry')[0]?.['resource']
  return isElement(resource) && resource['resourceType'] === type
}

/** One resource stands once in a Bundle, or in several versions. */
function areDistinct(bundle: Element): boolean {
  if (isOf(bundle, ['history'])) return true
  const urls = elementsOf(bundle, 'entry').flatMap((entry) => {
    const url = textOf(entry, 'fullUrl')
    return url === undefined ? [] : [url + versionOf(entry['resource'])]
  })
  return new Set(urls).size === urls.length
}

function versionOf(resource: unknown): string {
  const meta = isElement(resource) ? resource['meta'] : undefined
  return isElement(meta) ? (textOf(meta, 'versionId') ?? '') : ''
}
