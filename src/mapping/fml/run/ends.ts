/** The list mode of one target of one rule: which end of a list its items go to. It is known by its identity. */
export interface ListPlace {
  readonly end: 'first' | 'last'
}

/** What must stay at the ends of a list: of one rule each, with the number of its items. */
export interface Ends {
  readonly first: End
  readonly last: End
}

interface End {
  place: ListPlace | undefined
  count: number
}
