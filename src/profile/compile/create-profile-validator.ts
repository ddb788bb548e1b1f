import type { Resource } from '@medplum/fhirtypes'
import { isError, issue, type Issue } from '../../fhir/outcome.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { Check, Scope } from '../scope.ts'
import type { Terminology } from '../terminology/create-terminology.ts'
import type { Unsupported } from './compiler.ts'
import { createCompiler } from './create-compiler.ts'
import { collected } from './findings.ts'
import { graphIn, isContainedAt, isResource } from './inner-scope.ts'
import { emptyMemory, once } from './memory.ts'

/** The rules of content that no StructureDefinition states; each is made for one kind of thing. */
export interface ContentRules {
  /** By the name of a data type. */
  readonly ofType: (type: string) => Check | undefined
  /** Of a whole resource; a contained one, or one in a Bundle, is asked about by itself. */
  readonly ofResource: (resource: Resource, path: string, telling: Telling) => void
  /** Profiles that the specification asks of a resource by its content, as of vital signs. */
  readonly implied: (resource: Resource) => readonly string[]
}

/** Where findings about a resource go, and whether it is contained in another. */
export interface Telling {
  readonly tell: (issue: Issue) => void
  readonly isContained: boolean
}

/** What a resource is checked against beside its base definition. */
export interface ProfileOptions {
  /** Canonicals of profiles. */
  readonly profiles?: readonly string[]
  /** What references may lead to, by what stands in `Reference.reference`. */
  readonly graph?: ReadonlyMap<string, Resource>
  /** Whether the profiles count, too, that the resource claims in `meta.profile`, or that R4 asks for what it says. */
  readonly areClaimsChecked?: boolean
  /** Whether only errors are told. */
  readonly isAdviceIgnored?: boolean
}

/** Validators of profiles, each compiled once from its StructureDefinition. */
export interface ProfileValidator {
  /**
   * What a resource of sound base structure does that its definitions do not allow.
   *
   * @param path - FHIRPath of the resource in its message.
   * @returns at most `ISSUES_MAX` errors, as many of `feedback-incomplete`, and others as far as there is room beside them;
   *   in the order of the resource, the same one never twice.
   */
  check(resource: Resource, path: string, options?: ProfileOptions): readonly Issue[]
  /** What a profile asks that is not checked; compiles it. Undefined for a profile that is not known. */
  unsupportedIn(canonical: string): readonly Unsupported[] | undefined
}

/** Makes the validators of all definitions; each is compiled when it is first asked for. */
export function createProfileValidator(
  definitions: Definitions,
  { terminology, content }: { readonly terminology: Terminology; readonly content: ContentRules }
): ProfileValidator {
  const missing = new Map<string, Unsupported>()
  const compiler = createCompiler({
    definitions,
    terminology,
    content: content.ofType,
    nested: (value, path, scope) => nested(value, path, scope),
    unsupported: (what) => missing.set(JSON.stringify(what), what)
  })

  // Each profile of a resource leads to what stands in it, which is looked at once.
  const nested = once((value, path, scope) => {
    if (!isResource(value)) return
    checkOne(value, path, scope, { isContained: isContainedAt(path), profiles: [] })
  })

  const checkOne = (resource: Resource, path: string, scope: Scope, options: One): void => {
    // What a resource is meant to be, by its claims or by what it says, is asked together: of a message neither is.
    const areClaimsChecked = scope.areClaimsIgnored !== true
    const implied = areClaimsChecked ? content.implied(resource) : []
    const asked = [...options.profiles, ...implied]
    const claimed = areClaimsChecked ? (resource.meta?.profile ?? []) : []
    let isBaseChecked = false
    for (const canonical of new Set([...asked, ...claimed])) {
      const at = asked.includes(canonical) ? path : `${path}.meta.profile[${claimed.indexOf(canonical)}]`
      const definition = definitions.structure(canonical)
      const check = definition === undefined ? undefined : compiler.ofProfile(canonical)
      if (definition === undefined || check === undefined) {
        scope.tell(issue('profile-unknown', {}, at))
      } else if (definition.type === resource.resourceType || ANY_RESOURCE.has(definition.type)) {
        // The snapshot of a profile has everything that its base definition has.
        isBaseChecked ||= definition.type === resource.resourceType
        check(resource, path, scope)
      } else {
        const named = { element: 'A resource of this profile', elementNl: 'Een resource van dit profiel' }
        const words = { ...named, type: resource.resourceType, allowed: definition.type }
        scope.tell({ ...issue('type-not-allowed', words, at), rule: { canonical, id: definition.type } })
      }
    }
    if (!isBaseChecked) compiler.ofType(resource.resourceType)?.(resource, path, scope)
    content.ofResource(resource, path, { tell: scope.tell, isContained: options.isContained })
  }

  return {
    check(resource, path, options = {}) {
      const found = collected()
      const { profiles = [] } = options
      checkOne(resource, path, scopeOf(resource, found.tell, options), { isContained: false, profiles })
      return found.issues
    },
    unsupportedIn(canonical) {
      const definition = definitions.structure(canonical)
      if (definition === undefined) return undefined
      const check = compiler.ofProfile(canonical)
      const { url } = definition
      if (check === undefined) return [{ profile: url, element: definition.type, reason: 'no snapshot to compile' }]
      return [...missing.values()].filter(({ profile }) => profile.split('|')[0] === url)
    }
  }
}

function scopeOf(resource: Resource, tell: Scope['tell'], options: ProfileOptions): Scope {
  const { graph = new Map<string, Resource>(), areClaimsChecked = false, isAdviceIgnored = false } = options
  return {
    resource,
    root: resource,
    graph: graphIn(resource, graph),
    tell: isAdviceIgnored ? (one) => isError(one) && tell(one) : tell,
    memory: emptyMemory(),
    areClaimsIgnored: !areClaimsChecked,
    isAdviceIgnored
  }
}

/** A profile of one of these is one of every resource. */
const ANY_RESOURCE = new Set(['Resource', 'DomainResource'])

interface One {
  readonly profiles: readonly string[]
  readonly isContained: boolean
}
