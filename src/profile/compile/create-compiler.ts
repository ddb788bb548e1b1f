import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'
import { issue } from '../../fhir/outcome.ts'
import type { Definitions } from '../definitions/definitions.ts'
import { compileInvariant } from '../invariants/compile-invariant.ts'
import type { Check } from '../scope.ts'
import type { Terminology } from '../terminology/create-terminology.ts'
import { canonicalOf, type Compiler, type ItemCheck, type Spot, type Unsupported } from './compiler.ts'
import { invariantCheck } from './invariant-check.ts'
import { itemCheck } from './item-check.ts'
import { together } from './lazily.ts'
import { once } from './memory.ts'
import { treeOf, type ElementNode } from './tree.ts'

/** What a compiler is made with. */
export interface CompilerParts {
  readonly definitions: Definitions
  readonly terminology: Terminology
  /** What a value of a data type must be beyond what its definition says, by the name of the type. */
  readonly content: (type: string) => Check | undefined
  /** Takes a resource that stands within another. */
  readonly nested: ItemCheck
  /** Takes what is not checked, once for each place. */
  readonly unsupported: (what: Unsupported) => void
}

/** Makes the compiler: each definition, type and invariant is compiled when it is first asked for, and once. */
export function createCompiler({ definitions, terminology, content, nested, unsupported }: CompilerParts): Compiler {
  const types = new Map<string, ItemCheck | undefined>()
  const profiles = new Map<StructureDefinition, ItemCheck | undefined>()
  const extras = new Map<string, ItemCheck | undefined>()
  const items = new Map<ElementNode, Map<string, ItemCheck | undefined>>()
  const compiler: Compiler = {
    definitions,
    nested,
    item(spot, type) {
      const ofNode = remembered(items, spot.node, () => new Map<string, ItemCheck | undefined>())
      return remembered(ofNode, type?.code ?? '', () => itemCheck(spot, compiler, type))
    },
    ofType: (code) => remembered(types, code, () => rootCheck(definitions.type(code), compiler)),
    ofProfile(canonical) {
      const definition = definitions.structure(canonical)
      return definition === undefined
        ? undefined
        : remembered(profiles, definition, () => {
            const check = rootCheck(definition, compiler)
            return check === undefined ? undefined : once(check)
          })
    },
    extrasOf: (code) => remembered(extras, code, () => extrasCheck(code, compiler, content)),
    binding: (element, type) => bindingCheck(element, { type, terminology }),
    invariant: (constraint, at) => compileInvariant({ constraint, at, terminology }),
    isPrimitive: (code) => definitions.type(code)?.kind === 'primitive-type' || SYSTEM_TYPES.has(code),
    unsupported({ definition, node }, reason) {
      unsupported({ profile: canonicalOf(definition), element: node.element.id ?? node.element.path, reason })
    }
  }
  return compiler
}

/** What FHIRPath calls the values of ids and URLs, which have no definition of their own in FHIR. */
const SYSTEM_TYPES = new Set(['boolean', 'date', 'dateTime', 'decimal', 'integer', 'string', 'time'])

function remembered<K, V>(made: Map<K, V>, key: K, make: () => V): V {
  const found = made.get(key)
  if (found !== undefined || made.has(key)) return found as V
  const value = make()
  made.set(key, value)
  return value
}

/** The check of a whole definition, from its root. */
function rootCheck(definition: StructureDefinition | undefined, compiler: Compiler): ItemCheck | undefined {
  const root = definition === undefined ? undefined : treeOf(definition)
  if (definition === undefined || root === undefined) return undefined
  const spot: Spot = { definition, root, node: root }
  return itemCheck(spot, compiler, { code: definition.type })
}

/** What every value of a data type is: it has content, and does what the invariants and content rules of the type ask. */
function extrasCheck(code: string, compiler: Compiler, content: CompilerParts['content']): ItemCheck | undefined {
  const definition = compiler.definitions.type(code)
  const root = definition === undefined ? undefined : treeOf(definition)
  if (definition === undefined || root === undefined || definition.kind !== 'complex-type') return content(code)
  const spot: Spot = { definition, root, node: root }
  const constraints = (root.element.constraint ?? []).filter(({ key }) => key !== 'ele-1')
  const invariants = constraints.map((constraint) => invariantCheck(spot, compiler, { constraint, at: code }))
  return together([hasContent, content(code), ...invariants])
}

/** ele-1: an id alone says nothing. Source: https://hl7.org/fhir/R4/element.html */
const hasContent: ItemCheck = (value, path, { tell }) => {
  if (typeof value !== 'object' || value === null || !('id' in value) || Object.keys(value).length > 1) return
  const words = {
    key: 'ele-1',
    what: 'an element has a value or children',
    whatNl: 'een element heeft een waarde of onderdelen'
  }
  const rule = { canonical: 'http://hl7.org/fhir/StructureDefinition/Element', id: 'ele-1' }
  tell({ ...issue('invariant-broken', words, path), rule })
}

function bindingCheck(
  { binding, id, path }: ElementDefinition,
  { type, terminology }: { readonly type: string | undefined; readonly terminology: Terminology }
): Check | undefined {
  return binding && terminology.binding(binding, { id: id ?? path, ...(type === undefined ? {} : { type }) })
}
