import { Ajv, type ErrorObject } from 'ajv'
import schema from '../../../profiles/agreements/agreement.schema.json' with { type: 'json' }
import refinementSchema from '../../../profiles/agreements/refinement.schema.json' with { type: 'json' }
import type { AgreementProblem } from './agreement-problem.ts'
import type { Agreement } from '../agreement.ts'
import type { Refinement } from './refine.ts'

/** What an agreement's text says, before it is refined or checked: a base, or what differs from one. */
export type Parsed =
  | { readonly ok: true; readonly content: Agreement | Refinement }
  | { readonly ok: false; readonly problems: readonly AgreementProblem[] }

const ajv = new Ajv({ allErrors: true, verbose: true })
const isBase = ajv.compile<Agreement>(schema)
const isRefining = ajv.compile<Refinement>(refinementSchema)

/** Reads the JSON text of an agreement; one with `refines` is held to the schema of a refinement. */
export function parseAgreement(text: string): Parsed {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return { ok: false, problems: [{ pointer: '', message: 'is not JSON' }] }
  }
  const names = typeof content === 'object' && content !== null && 'refines' in content
  const conforms = names ? isRefining : isBase
  if (conforms(content)) return { ok: true, content }
  return { ok: false, problems: (conforms.errors ?? []).map(explain) }
}

/** Whether what was read names what it differs from; `parseAgreement` has held it to the schema that goes with that. */
export function isRefinement(content: Agreement | Refinement): content is Refinement {
  return content.refines !== undefined
}

function explain({ instancePath, message, keyword, params, parentSchema }: ErrorObject): AgreementProblem {
  const { additionalProperty, allowedValues } = params as Readonly<Record<string, unknown>>
  if (keyword === 'additionalProperties') {
    return { pointer: `${instancePath}/${String(additionalProperty)}`, message: 'is not known; nobody implements it' }
  }
  const hint: unknown = Array.isArray(allowedValues) ? allowedValues.join(', ') : parentSchema?.['description']
  return { pointer: instancePath, message: `${message ?? keyword}${typeof hint === 'string' ? ` (${hint})` : ''}` }
}
