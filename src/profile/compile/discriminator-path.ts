import type { Scope } from '../scope.ts'
import { resolved } from './reference-check.ts'

/** One step of the simple FHIRPath that discriminators are written in; `type` is that of an `ofType()` behind it. */
export type Step =
  | { readonly kind: 'member'; readonly name: string; readonly type?: string; readonly isChoice?: boolean }
  | { readonly kind: 'resolve'; readonly type?: string }
  | { readonly kind: 'extension'; readonly url: string }

/**
 * The steps of a discriminator path; `$this` has none. Undefined for anything beyond what FHIR allows there.
 *
 * Source: https://hl7.org/fhir/R4/profiling.html#discriminator
 */
export function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = []
  let rest = path.trim().replace(/^\$this(?:\.(?=.)|$)/, '')
  while (rest !== '') {
    const match = STEP.exec(rest)
    if (match === null) return undefined
    const { url, type, name } = match.groups ?? {}
    if (type !== undefined) {
      const before = steps.pop()
      if (before === undefined || before.kind === 'extension' || before.type !== undefined) return undefined
      steps.push({ ...before, type: type.slice(type.lastIndexOf('.') + 1) })
    } else if (url !== undefined) steps.push({ kind: 'extension', url })
    else if (name !== undefined) steps.push({ kind: 'member', name })
    else steps.push({ kind: 'resolve' })
    rest = rest.slice(match[0].length)
  }
  return steps
}

const STEP =
  /^(?:extension\('(?<url>[^']+)'\)|ofType\((?<type>[\w.]+)\)|resolve\(\)|(?<name>[A-Za-z_]\w*)(?:\[x\])?)(?:\.(?=.)|$)/

/** A value that a path leads to. */
export interface Reached {
  /** Undefined for a primitive that has only an extension. */
  readonly value: unknown
  /** Of a choice, how its type is written in the name of the property: `Quantity`, `DateTime`. */
  readonly suffix?: string
}

/** The values of an item at a path; a list stands for its items. */
export function valuesAt(steps: readonly Step[], value: unknown, scope: Scope): readonly Reached[] {
  return steps.reduce<readonly Reached[]>(
    (reached, step) => reached.flatMap((one) => stepped(step, one.value, scope)),
    value === undefined ? [] : [{ value }]
  )
}

function stepped(step: Step, value: unknown, scope: Scope): readonly Reached[] {
  if (typeof value !== 'object' || value === null) return []
  if (step.kind === 'extension') {
    return membersOf(value, 'extension').filter(({ value: one }) => textOf(one, 'url') === step.url)
  }
  if (step.kind === 'member') {
    const { name, type, isChoice = false } = step
    return isChoice ? choiceIn(value, name, type) : membersOf(value, name)
  }
  const reference = textOf(value, 'reference')
  const target = reference === undefined ? undefined : resolved(reference, scope)
  const isOfType = target !== undefined && (step.type === undefined || target.resourceType === step.type)
  return isOfType ? [{ value: target }] : []
}

function membersOf(value: object, name: string): readonly Reached[] {
  const found: unknown = Reflect.get(value, name)
  if (Array.isArray(found)) return found.map((one: unknown) => ({ value: one ?? undefined }))
  const isThere = found !== undefined || Reflect.get(value, `_${name}`) !== undefined
  return isThere ? [{ value: found }] : []
}

/** A choice such as `value[x]`, by the part before the type. */
function choiceIn(value: object, name: string, type: string | undefined): readonly Reached[] {
  for (const key of Object.keys(value)) {
    const written = key.replace(/^_/, '')
    const suffix = written.startsWith(name) ? written.slice(name.length) : ''
    const isIt = type === undefined ? /^[A-Z]/.test(suffix) : suffix === capital(type)
    if (isIt) return [{ value: Reflect.get(value, written), suffix }]
  }
  return []
}

function textOf(value: unknown, name: string): string | undefined {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof member === 'string' ? member : undefined
}

/** A type as it is written in the name of a choice. */
export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
