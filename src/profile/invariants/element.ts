/** An element of a resource as its JSON. */
export type Element = Readonly<Record<string, unknown>>

/** Whether a value is an element that can have children, or a resource. */
export function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** FHIRPath's `name.exists()`: a primitive also exists where it has only an id or extensions, under `_name`. */
export function has(element: Element, name: string): boolean {
  return element[name] !== undefined || element[companionOf(name)] !== undefined
}

/** Of the few hundred names that rules have; a name that is put together each time is looked up ten times as slowly. */
const companions = new Map<string, string>()

function companionOf(name: string): string {
  const known = companions.get(name)
  if (known !== undefined) return known
  companions.set(name, `_${name}`)
  return `_${name}`
}

/** The same of a choice, by the name that it has in the definitions without `[x]`. */
export function hasChoice(element: Element, name: string): boolean {
  for (const key in element) if (isChoice(key, name)) return true
  return false
}

function isChoice(key: string, name: string): boolean {
  const start = key.startsWith('_') ? 1 : 0
  const first = key.charCodeAt(start + name.length)
  // The name of the type follows, and types are written there with a capital.
  return key.startsWith(name, start) && first >= 0x41 && first <= 0x5a
}

/** The text of a primitive; undefined where it has none. */
export function textOf(element: Element, name: string): string | undefined {
  const value = element[name]
  return typeof value === 'string' ? value : undefined
}

/** The elements under a name, of one or of many. */
export function elementsOf(element: Element, name: string): readonly Element[] {
  const value = element[name]
  if (Array.isArray(value)) return value.filter(isElement)
  return isElement(value) ? [value] : []
}

/** Whether a CodeableConcept has a coding of a system with one of these codes. */
export function isCodedAs(concept: unknown, system: string, codes: readonly string[]): boolean {
  if (!isElement(concept)) return false
  return elementsOf(concept, 'coding').some((coding) => {
    return coding['system'] === system && codes.includes(textOf(coding, 'code') ?? '')
  })
}
