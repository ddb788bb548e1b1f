import { keptSystem } from '../../fhir/identifiers.ts'

/**
 * Tells whether a code has the form that every code of its system has; undefined where no form of it is known here.
 *
 * One that has not cannot be a code of that system, whatever its edition; one that has may still be none. Systems may be
 * named by URI or OID. Only what a system states of all its codes is looked at, so nothing is said of ICPC-2 or DSM-5.
 */
export function formOf(system: string): ((code: string) => boolean) | undefined {
  return FORMS.get(keptSystem(system))
}

/** ICD-10 as the WHO and the Dutch edition write it, with blocks and chapters; many Dutch systems leave the dot out. */
const ICD_10 = /^(?:[A-Z]\d\d(?:\.?[\dA-Z]{1,4})?[*+†]?|[A-Z]\d\d-[A-Z]\d\d|[IVX]+)$/

/** A rubric, and in the Dutch edition of the NHG a subdivision of it. */
const ICPC_1 = /^[A-Z]\d\d(?:\.\d\d)?$/

const FORMS: ReadonlyMap<string, (code: string) => boolean> = new Map([
  ['http://snomed.info/sct', isSnomedConcept],
  ['http://loinc.org', isLoinc],
  ['http://unitsofmeasure.org', isUcum],
  ['http://hl7.org/fhir/sid/icd-10', (code) => ICD_10.test(code)],
  ['http://hl7.org/fhir/sid/icd-10-nl', (code) => ICD_10.test(code)],
  ['http://hl7.org/fhir/sid/icpc-1', (code) => ICPC_1.test(code)],
  ['http://hl7.org/fhir/sid/icpc-1-nl', (code) => ICPC_1.test(code)],
  // Countries by two or three letters or by number, and their regions, which have a URI of their own too.
  ['urn:iso:std:iso:3166', (code) => /^(?:[A-Z]{2,3}|\d{3}|[A-Z]{2}-[A-Z\d]{1,3})$/.test(code)],
  ['urn:iso:std:iso:3166:-2', (code) => /^[A-Z]{2}-[A-Z\d]{1,3}$/.test(code)],
  ['urn:iso:std:iso:4217', (code) => /^(?:[A-Z]{3}|\d{3})$/.test(code)]
])

/**
 * An SCTID of a concept: 6 to 18 digits, partition 00 (international) or 10 (extension), and a Verhoeff check digit.
 *
 * An expression of several concepts passes: its grammar is not looked at.
 * Source: SNOMED CT Release File Specifications, SNOMED CT Identifiers; https://hl7.org/fhir/R4/snomedct.html
 */
function isSnomedConcept(code: string): boolean {
  if (/[:+{=|]/.test(code)) return true
  return /^[1-9]\d{2,14}[01]0\d$/.test(code) && isVerhoeff(code)
}

/** The sum of a number in the dihedral group of order 10 is 0, each digit permuted by its place from the right. */
function isVerhoeff(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    sum = product(sum, PERMUTATIONS[place % PERMUTATIONS.length]?.[digit] ?? 0)
  }
  return sum === 0
}

/** Multiplies in the dihedral group of order 10: 0-4 are rotations, 5-9 reflections. */
function product(one: number, other: number): number {
  const [isReflected, isOtherReflected] = [one >= REFLECTION, other >= REFLECTION]
  const turned = isReflected ? one - other : one + other
  const rotation = ((turned % REFLECTION) + REFLECTION) % REFLECTION
  return isReflected === isOtherReflected ? rotation : rotation + REFLECTION
}

const REFLECTION = 5

/** The permutation of Verhoeff, applied 0 to 7 times; the eighth is the first again. */
const PERMUTATIONS: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
  [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
  [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
  [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
  [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
  [7, 0, 4, 6, 9, 1, 3, 2, 5, 8]
]

/** Parts, answers, lists and groups of LOINC; their check digit is reckoned in another way, so it is not looked at. */
const LOINC_OTHER = /^L[A-Z]{1,2}\d{1,8}-\d$/

/** A number and its check digit by the mod 10 rule. Source: LOINC Users' Guide; https://hl7.org/fhir/R4/loinc.html */
function isLoinc(code: string): boolean {
  if (LOINC_OTHER.test(code)) return true
  if (!/^\d{1,7}-\d$/.test(code)) return false
  let sum = 0
  const digits = Array.from(code.replace('-', ''), Number).reverse()
  for (const [place, digit] of digits.entries()) {
    const weighted = place % 2 === 0 ? digit : digit * 2
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

/** What may stand in the braces of an annotation, the brackets of a unit's name, and elsewhere; R4 has spaces in braces. */
const UCUM_PARTS = /^(?:\{[ -z|~]*\}|\[[!-Z\\^-z|~]+\]|[!#-<>-Z\\^-z|~])+$/

/**
 * The characters of UCUM, and braces, brackets and parentheses in pairs; whether such units exist is not looked at.
 *
 * Source: https://ucum.org/ucum, Character Set and Lexical Rules
 */
function isUcum(code: string): boolean {
  if (code.length > UCUM_CHARACTERS_MAX || !UCUM_PARTS.test(code)) return false
  let open = 0
  for (const parenthesis of code.replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, '').replaceAll(/[^()]/g, '')) {
    open += parenthesis === '(' ? 1 : -1
    if (open < 0) return false
  }
  return open === 0
}

/** Units of any sense are far shorter; no more than this is looked at. */
const UCUM_CHARACTERS_MAX = 1000
