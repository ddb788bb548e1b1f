const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' }
const written: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f' }

/**
 * What a quoted text says, without its quotes; undefined where it has an escape that FHIRPath does not know.
 *
 * Source: http://hl7.org/fhirpath/N1/#literals (the escapes of strings).
 */
export function unquoted(text: string): string | undefined {
  const inner = text.slice(1, -1)
  if (/\\(?!u[0-9A-Fa-f]{4}|['"`\\/nrtf])/.test(inner.replaceAll('\\\\', ''))) return undefined
  return inner.replaceAll(/\\(u[0-9A-Fa-f]{4}|.)/g, (_, escape: string) => {
    if (escape.length === 5) return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return escapes[escape] ?? escape
  })
}

/** A text in quotes, so that `unquoted` gives it back. */
export function quoted(value: string, quote: '"' | "'" | '`'): string {
  // Everything that could end the text, the line or the sense of it for a reader is written as an escape.
  // eslint-disable-next-line no-control-regex -- The control characters are what is to be found.
  const body = value.replaceAll(/[\\'"`\u0000-\u001f\u007f\u2028\u2029]/g, (character) => {
    if (character === '\\' || character === quote) return `\\${character}`
    if (/['"`]/.test(character)) return character
    return written[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `${quote}${body}${quote}`
}

/** A name as FML writes it: in backticks where it is not made of letters, digits and underscores. */
export function writtenName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : quoted(name, '`')
}

/** A path of names with dots between. */
export function writtenPath(path: string): string {
  return path.split('.').map(writtenName).join('.')
}
