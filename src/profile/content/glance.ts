/** What a look over a resource finds that has to be looked into; both are rare, and making the paths for them is not cheap. */
export interface Glance {
  /** Whether two elements anywhere in it, or two resources that it contains, have one id, be that allowed or not. */
  readonly isAnyIdTwice: boolean
  /** Whether a narrative of it, or of what it contains, may have a link to a place within the resource. */
  readonly hasLinkWithin: boolean
}

/** Looks a resource over once. */
export function glanceAt(resource: object): Glance {
  const looking = new Looking()
  if (isObject(resource)) looking.over(resource, { isRoot: true, hasOwnIds: true })
  return looking
}

/** What may be a link within the resource; the scan of the narrative knows whether it is one. */
const LINK = /(?:href|src)\s*=\s*["']#/

class Looking implements Glance {
  isAnyIdTwice = false
  hasLinkWithin = false
  private readonly ids = new Set<unknown>()

  over(element: Readonly<Record<string, unknown>>, { isRoot, hasOwnIds }: Within): void {
    for (const key in element) {
      const member = element[key]
      if (typeof member === 'string') {
        if (key === 'div') this.hasLinkWithin ||= LINK.test(member)
        else if (key === 'id' && !isRoot && hasOwnIds) this.note(member)
      } else if (Array.isArray(member)) {
        for (const item of member as readonly unknown[]) if (isObject(item)) this.into(item, hasOwnIds)
      } else if (isObject(member)) {
        // What stands in an entry or in a parameter is a resource of its own, and looked over as one.
        this.into(member, hasOwnIds, key !== 'resource')
      }
    }
  }

  private into(member: Readonly<Record<string, unknown>>, hasOwnIds: boolean, isPart = true): void {
    if (member['resourceType'] === undefined) {
      this.over(member, hasOwnIds ? ELEMENT : ELEMENT_WITHIN)
      return
    }
    // A resource within has an id like any element, and below it ids of its own.
    if (hasOwnIds) this.note(member['id'])
    if (isPart) this.over(member, ELEMENT_WITHIN)
  }

  private note(id: unknown): void {
    if (id === undefined) return
    if (this.ids.has(id)) this.isAnyIdTwice = true
    else this.ids.add(id)
  }
}

interface Within {
  readonly isRoot: boolean
  /** Whether ids here are those of the resource, and not of one within it. */
  readonly hasOwnIds: boolean
}

const ELEMENT: Within = { isRoot: false, hasOwnIds: true }
const ELEMENT_WITHIN: Within = { isRoot: false, hasOwnIds: false }

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
