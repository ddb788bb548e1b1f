/** Whether a code is in a set: `unknown` where the content that would tell is not at hand. */
export type Membership = 'in' | 'out' | 'unknown'

/** The codes of one code system that a value set, or a part of it, selects. */
export interface Selection {
  /** What is known of a code as it stands in a message. */
  readonly has: (code: string) => Membership
  /** The codes, where the selection is exactly these; in lower case where the system's case does not matter. */
  readonly codes?: ReadonlySet<string>
}

/** How the codes of a system are compared. */
export interface Comparison {
  readonly isCaseSensitive: boolean
}

/** Nothing is known of any code. */
export const unknownSelection: Selection = { has: () => 'unknown' }

/** No code at all. */
export const emptySelection: Selection = { has: () => 'out', codes: new Set() }

/** Exactly these codes, which are already in the form that `keyOf` gives. */
export function exactly(codes: ReadonlySet<string>, { isCaseSensitive }: Comparison): Selection {
  if (isCaseSensitive) return { codes, has: (code) => (codes.has(code) ? 'in' : 'out') }
  return { codes, has: (code) => (codes.has(code) || codes.has(code.toLowerCase()) ? 'in' : 'out') }
}

/** These codes surely; nothing is known of others. */
export function atLeast(codes: ReadonlySet<string>, comparison: Comparison): Selection {
  const { has } = exactly(codes, comparison)
  return { has: (code) => (has(code) === 'in' ? 'in' : 'unknown') }
}

/** A code as it is compared. */
export function keyOf(code: string, { isCaseSensitive }: Comparison): string {
  return isCaseSensitive ? code : code.toLowerCase()
}

/** What any of these selects. */
export function union(selections: readonly Selection[], comparison: Comparison): Selection {
  const [first, second] = selections
  if (first === undefined) return emptySelection
  if (second === undefined) return first
  const lists = selections.map(({ codes }) => codes)
  if (lists.every((codes) => codes !== undefined)) {
    return exactly(new Set(lists.flatMap((codes) => [...codes])), comparison)
  }
  return { has: (code) => anyOf(selections.map(({ has }) => has(code))) }
}

/** What all of these select. */
export function intersection(selections: readonly Selection[], comparison: Comparison): Selection {
  const [first, second] = selections
  if (first === undefined) return emptySelection
  if (second === undefined) return first
  const lists = selections.map(({ codes }) => codes)
  if (lists.every((codes) => codes !== undefined)) {
    const [one = new Set<string>(), ...others] = lists
    return exactly(new Set([...one].filter((code) => others.every((codes) => codes.has(code)))), comparison)
  }
  return { has: (code) => allOf(selections.map(({ has }) => has(code))) }
}

/** What the first selects and the second does not. */
export function minus(selected: Selection, excluded: Selection, comparison: Comparison): Selection {
  const { codes: kept } = selected
  const { codes: dropped } = excluded
  if (kept !== undefined && dropped !== undefined) {
    return exactly(new Set([...kept].filter((code) => !dropped.has(code))), comparison)
  }
  return { has: (code) => without(selected.has(code), excluded.has(code)) }
}

/**
 * What is selected when several value sets are named in one include: sure only where they agree.
 *
 * R4 contradicts itself there: the definition of `include.valueSet` says union, the comment on `include` says that a
 * code must be in all. Source: https://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.compose.include.valueSet
 */
export function agreement(selections: readonly Selection[]): Selection {
  const [first, second] = selections
  if (first === undefined) return emptySelection
  if (second === undefined) return first
  return {
    has: (code) => {
      const memberships = selections.map(({ has }) => has(code))
      const [one = 'out'] = memberships
      return memberships.every((other) => other === one) ? one : 'unknown'
    }
  }
}

/** In one is in; unknown where one of the others is. */
export function anyOf(memberships: readonly Membership[]): Membership {
  if (memberships.includes('in')) return 'in'
  return memberships.includes('unknown') ? 'unknown' : 'out'
}

function allOf(memberships: readonly Membership[]): Membership {
  if (memberships.includes('out')) return 'out'
  return memberships.includes('unknown') ? 'unknown' : 'in'
}

function without(selected: Membership, excluded: Membership): Membership {
  if (selected === 'out' || excluded === 'in') return 'out'
  return excluded === 'unknown' ? 'unknown' : selected
}
