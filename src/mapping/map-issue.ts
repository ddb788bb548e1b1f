import { hasBsn } from '../fhir/identifiers.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import type { Fault } from './fml/fault.ts'

/** A code as a fault tells it; a number or a date could be a patient's, and says nothing that its place does not. */
const CODE = /^[A-Za-z][\w.+-]{0,63}$/

/** A code that stands in no map: a word or a number of a code system, which has no blanks. */
const UNMAPPED_CODE = /^[\w.+/:-]{1,64}$/

/** Anything but a code, such as a name or a sentence of a letter, is content in the wrong place; so is a BSN. */
function toldCode(code: string): string {
  return UNMAPPED_CODE.test(code) && !hasBsn(code) ? code : '?'
}

/**
 * A fault of a map as an issue of the catalogue, at the place in the sender's own shape, with rule and line of the map.
 *
 * @param at - the path of the resource, where the fault names no place in it.
 */
export function issueOf(fault: Fault, dialect: string, at: string): Issue {
  const { code, message, sourcePath = at, value = '', map = '', rule = '', line } = fault
  // For who shows the place in a file, as the command that maps by hand does.
  const made = { structureMap: map, line: String(line ?? '') }
  const place = line === undefined ? rule : `${rule}, line ${String(line)}`
  if (code === 'unmapped-code') {
    const [system = '', unmapped] = value.split('|')
    const target = / in (\S+)$/.exec(message)?.[1] ?? map
    const words = unmapped === undefined ? { code: toldCode(value), system: '' } : { code: toldCode(unmapped), system }
    const told = place === '' ? {} : { place: `: rule ${place} of ${map}` }
    return issue('unmapped-code', { ...words, ...told, ...made, map: target }, sourcePath)
  }
  const words = { ...made, dialect, map, rule: place, reason: message, value: CODE.test(value) ? ` (${value})` : '' }
  return issue('map-failed', words, sourcePath)
}
