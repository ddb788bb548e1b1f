/**
 * A search by exact values: all criteria must hold, one value of each.
 *
 * A value is that of a search column; `business-status` of a duty is as `derivedState` gives it, `due-date` is a criterion
 * of `dateCriterion`.
 */
export interface Search {
  readonly type: string
  readonly criteria: readonly { readonly param: string; readonly values: readonly string[] }[]
  readonly limit: number
  readonly offset: number
}
