import { cast, copy, dateOp, evaluate } from './convert.ts'
import { pointer, reference, uuid } from './identity.ts'
import { append, escape, truncate } from './text.ts'
import type { TransformMaker } from './transform.ts'
import { translate } from './translate.ts'
import { c, cc, cp, id, qty } from './values.ts'

/**
 * Every transform of R4 but `create`, which makes a place and no value.
 * Source: http://hl7.org/fhir/R4/valueset-map-transform.html
 */
export const transforms: Readonly<Record<string, TransformMaker>> = {
  append,
  c,
  cast,
  cc,
  copy,
  cp,
  dateOp,
  escape,
  evaluate,
  id,
  pointer,
  qty,
  reference,
  translate,
  truncate,
  uuid
}
