/** A reference to a character by number or by one of the five names that XML has itself. */
const reference = /&(?:#(\d{1,7})|#x([\dA-Fa-f]{1,6})|(?:amp|lt|gt|quot|apos));/y

/**
 * Whether each `&` of a text begins a reference that XML defines; a named entity of HTML is none, for FHIR has no
 * document type that would define it.
 *
 * Source: https://hl7.org/fhir/R4/narrative.html (no entities), https://www.w3.org/TR/xml/#sec-references
 */
export function areReferencesDefined(text: string): boolean {
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) {
    reference.lastIndex = at
    const match = reference.exec(text)
    if (match === null) return false
    const [, decimal, hexadecimal] = match
    if (decimal !== undefined && !isCharacter(Number.parseInt(decimal, 10))) return false
    if (hexadecimal !== undefined && !isCharacter(Number.parseInt(hexadecimal, 16))) return false
  }
  return true
}

/** Whether a text holds what no XML document may hold: control characters and halves of a pair. */
export function hasForbiddenCharacter(text: string): boolean {
  return !text.isWellFormed() || /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(text)
}

/** Source: https://www.w3.org/TR/xml/#charsets */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}
