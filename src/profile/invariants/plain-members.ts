import r4 from 'fhirpath/fhir-context/r4'
import { isElement, type Element } from './element.ts'
import { Chosen, leave, valueOf, type Item, type Plain } from './plain-items.ts'
import { counting, type Counted, type Part, type Place } from './plain-part.ts'

/** The place of what is of a type; what any resource may be has its place in none. */
export function placeOf(type: string | undefined): Place {
  return type !== undefined && ANY.has(type) ? undefined : type
}

/**
 * The type of what stands at a path of FHIR, or the path itself for an element that R4 defines in place: `HumanName` for
 * `Patient.name`, `Patient.contact`; undefined for a choice, which has no one type.
 */
export function typeAt(path: string): Place {
  if (path.endsWith('[x]')) return undefined
  return path.split('.').reduce((at, name) => typeBelow(`${at}.${name}`))
}

function typeBelow(path: string): string {
  const defined = r4.pathsDefinedElsewhere[path] ?? path
  return r4.path2TypeWithoutElements[defined] ?? defined
}

const ANY = new Set(['Resource', 'DomainResource', 'Element', 'BackboneElement'])

/** An element by its name, or a choice by the name that it has in the definitions; undefined where it is not plain. */
export function member(written: string, input: Part): Part | undefined {
  const name = written.replaceAll('`', '')
  const { at } = input
  // A capital may start the name of a type, and between back-quotes stands anything.
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return undefined
  const path = at === undefined ? undefined : (r4.pathsDefinedElsewhere[`${at}.${name}`] ?? `${at}.${name}`)
  const types = path === undefined ? undefined : r4.choiceTypePaths[path]
  if (path !== undefined && types !== undefined) return choice(name, types, { input, path })
  // Where nobody knows the place, nobody knows whether it is a choice there.
  if (path === undefined && CHOICES.has(name)) return undefined
  const place = name === 'extension' || name === 'modifierExtension' ? 'Extension' : path
  return membersOf(name, input, place === undefined ? undefined : placeOf(typeBelow(place)))
}

/** The elements of a name that the items of a part have. */
export function membersOf(name: string, input: Part, at: Place): Part {
  const companion = `_${name}`
  const contentOf = (item: Item): unknown => {
    const value = valueOf(item)
    if (!isElement(value)) return leave()
    const content = value[name] ?? undefined
    if (isElement(content) || (Array.isArray(content) && isElement(content[0]))) return content
    // A primitive that also has an id or extensions of its own beside it is left to FHIRPath.
    return value[companion] === undefined ? content : leave()
  }
  const add = (item: Item, found: Item[]): void => {
    const content = contentOf(item)
    if (content === undefined) return
    if (!Array.isArray(content)) found.push(content)
    else for (const one of content as readonly unknown[]) found.push(one ?? leave())
  }
  const walk = (counted: Counted): Counted =>
    counting(input, (item, around) => {
      const content = contentOf(item)
      if (content === undefined) return 0
      if (!Array.isArray(content)) return counted(content, around)
      let sum = 0
      for (const one of content as readonly unknown[]) sum += counted(one ?? leave(), around)
      return sum
    })
  return { plain: each(input.plain, add), at, walk, ...(input.isThis === true ? { own: name } : {}) }
}

/** What each item leads to. */
function each(before: Plain, add: (item: Item, found: Item[]) => void): Plain {
  return (self, around) => {
    const found: Item[] = []
    for (const item of before(self, around)) add(item, found)
    return found
  }
}

/** Names of elements that are a choice anywhere. */
const CHOICES = new Set(Object.keys(r4.choiceTypePaths).map((path) => path.slice(path.lastIndexOf('.') + 1)))

interface Before {
  readonly input: Part
  readonly path: string
}

/** The element of a choice, by what it can be called in JSON and the type that each name says. */
function choice(name: string, types: readonly string[], { input, path }: Before): Part {
  const names = new Map(types.map((type) => [name + type, r4.path2Type[`${path}${type}`] ?? type]))
  /** The type of what stands under a key of an element; undefined under any other key. */
  const typeUnder = (key: string): string | undefined => {
    if (key.charCodeAt(0) === UNDERSCORE && names.has(key.slice(1))) return leave()
    return names.get(key)
  }
  const elementOf = (item: Item): Element => {
    const value = valueOf(item)
    return isElement(value) ? value : leave()
  }
  const add = (item: Item, found: Item[]): void => {
    const element = elementOf(item)
    for (const key in element) {
      const type = typeUnder(key)
      if (type !== undefined) found.push(new Chosen(element[key] ?? leave(), type))
    }
  }
  const walk = (counted: Counted): Counted =>
    counting(input, (item, around) => {
      const element = elementOf(item)
      let sum = 0
      for (const key in element) {
        const type = typeUnder(key)
        if (type !== undefined) sum += counted(new Chosen(element[key] ?? leave(), type), around)
      }
      return sum
    })
  return { plain: each(input.plain, add), at: undefined, walk }
}

const UNDERSCORE = 0x5f
