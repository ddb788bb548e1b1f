import { isKindOf } from '../schema/navigate.ts'
import type { PropertyDefinition, Schema, TypeDefinition } from '../schema/types.ts'

/** What rules take of a value of the source: all of it, or elements of it. */
export class Reading {
  isWhole = false
  isDropped = false
  /** Whether it is taken wherever it stands, and not only where a condition holds. */
  private isSure = false
  private readonly below: Branch[] = []
  /** What the groups take that the value is given to, and whether they always get it. */
  private readonly also = new Map<Reading, boolean>()

  /** The value with all that is below it was taken. */
  take(isSure: boolean): void {
    this.isWhole = true
    this.isSure ||= isSure
  }

  /** The value goes to a group, which takes what it takes. */
  share(other: Reading, isSure: boolean): void {
    this.also.set(other, isSure || this.also.get(other) === true)
  }

  /** The element of a name, where it is of a type. */
  at(name: string, type?: TypeDefinition): Reading {
    const known = this.below.find((branch) => branch.name === name && branch.type === type)
    if (known !== undefined) return known.reading
    const reading = new Reading()
    this.below.push({ name, type, reading })
    return reading
  }

  /** The element at the end of a path. */
  follow(path: readonly string[]): Reading {
    return path.reduce<Reading>((reading, name) => reading.at(name), this)
  }

  /** This and all groups' that the value goes to. */
  all(): readonly Reading[] {
    const found = new Set<Reading>([this])
    for (const one of found) for (const other of one.also.keys()) found.add(other)
    return [...found]
  }

  /** Whether the element at the end of a path is taken wherever it stands. */
  takes([name, ...rest]: readonly string[]): boolean {
    const found = new Set<Reading>([this])
    for (const one of found) for (const [other, isSure] of one.also) if (isSure) found.add(other)
    if (name === undefined) return [...found].some(({ isSure }) => isSure)
    const below = [...found].flatMap((one) => one.below)
    return below.some((branch) => branch.name === name && branch.type === undefined && branch.reading.takes(rest))
  }

  /** The readings of a property: by its element's name, its own, and its type. */
  static of(readings: readonly Reading[], property: PropertyDefinition, schema: Schema): readonly Reading[] {
    const { name, element, type } = property
    const found = readings
      .flatMap(({ below }) => below)
      .filter((branch) => branch.name === name || branch.name === element.name)
      .filter((branch) => branch.type === undefined || isKindOf(type, branch.type.name, schema))
    return [...new Set(found.flatMap(({ reading }) => reading.all()))]
  }

  static hasBelow(readings: readonly Reading[]): boolean {
    return readings.some(({ below }) => below.length > 0)
  }
}

interface Branch {
  readonly name: string
  readonly type: TypeDefinition | undefined
  readonly reading: Reading
}

/** More is no list that somebody reads. */
const UNREAD_MAX = 60

/**
 * What changes the meaning of all else. A map that knows it has a rule for it, and one that does not is right to leave
 * it unread, so that content with it is refused (http://hl7.org/fhir/R4/conformance-rules.html#isModifier).
 */
const TO_BE_REFUSED: ReadonlySet<string> = new Set(['modifierExtension', 'implicitRules'])

/** The elements of a type that are neither taken nor left out, by JSON name; an unread choice is `value[x]`. */
export function unreadOf(type: TypeDefinition, reading: Reading, schema: Schema): readonly string[] {
  const readings = reading.all()
  if (readings.some(({ isWhole }) => isWhole)) return []
  const search = new UnreadSearch(schema)
  search.walk(type, readings, '')
  return search.unread.slice(0, UNREAD_MAX)
}

class UnreadSearch {
  readonly unread: string[] = []
  private readonly schema: Schema
  /** Items stand in items: what has been looked at with the same readings is not looked at again. */
  private readonly seen = new Map<TypeDefinition, (readonly Reading[])[]>()

  constructor(schema: Schema) {
    this.schema = schema
  }

  walk(type: TypeDefinition, readings: readonly Reading[], path: string): void {
    if (this.isSeen(type, readings)) return
    for (const element of type.elements.values()) {
      if (TO_BE_REFUSED.has(element.name)) continue
      const owns = element.properties.map((property) => Reading.of(readings, property, this.schema))
      if (element.isChoice && owns.every((own) => own.length === 0)) this.unread.push(`${path}${element.name}[x]`)
      else for (const [at, property] of element.properties.entries()) this.look(property, owns[at] ?? [], path)
    }
  }

  private look({ name, type }: PropertyDefinition, own: readonly Reading[], path: string): void {
    if (own.some(({ isWhole, isDropped }) => isWhole || isDropped)) return
    if (!Reading.hasBelow(own)) this.unread.push(`${path}${name}`)
    // Of a primitive the value counts: what reads only its extensions has left it out.
    else if (type.kind === 'primitive' && !own.some((one) => one.at('value').isWhole))
      this.unread.push(`${path}${name}`)
    else if (type.kind !== 'primitive' && !type.isAbstract) this.walk(type, own, `${path}${name}.`)
  }

  private isSeen(type: TypeDefinition, readings: readonly Reading[]): boolean {
    const before = this.seen.get(type) ?? []
    const isSame = (other: readonly Reading[]): boolean => {
      return other.length === readings.length && readings.every((one) => other.includes(one))
    }
    if (before.some(isSame)) return true
    this.seen.set(type, [...before, readings])
    return false
  }
}
