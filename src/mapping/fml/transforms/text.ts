import { type TransformMaker, takes, textOf, typeNamed } from './transform.ts'

/**
 * `append(source...)`: the texts one after the other; one that is absent makes no value.
 * Source: http://hl7.org/fhir/R4/valueset-map-transform.html
 */
export const append: TransformMaker = (context) => {
  const { scope, parameters, part } = context
  if (parameters.length === 0) return scope.fail('wrong-use', 'append needs something to append', part)
  const type = typeNamed(scope, 'string')
  return {
    make: ({ run, frame }) => {
      let text = ''
      for (const parameter of parameters) {
        const value = parameter.read(frame)
        if (value?.value === undefined) return undefined
        text += textOf(run, value, 'append')
        if (text.length > TEXT_MAX) run.fail('limit', `append makes a text of more than ${String(TEXT_MAX)} characters`)
      }
      return { type, value: text }
    }
  }
}

/** Sixteen times what FHIR allows of a string; without it a map that appends a text to itself takes the process down. */
const TEXT_MAX = 16_777_216

/** `truncate(source, length)`: at most so many characters, counted as people count them; half a character is none. */
export const truncate: TransformMaker = (context) => {
  takes(context, 'truncate', 2)
  const { scope, parameters, part } = context
  const length = parameters[1]?.constant
  if (!Number.isInteger(length) || Number(length) < 1)
    return scope.fail('wrong-use', 'truncate needs a length of 1 or more', part)
  const most = Number(length)
  return {
    make: ({ run, frame }) => {
      const value = parameters[0]?.read(frame)
      if (value?.value === undefined) return undefined
      const text = textOf(run, value, 'truncate')
      return { type: value.type, value: text.length <= most ? text : firstOf(text, most) }
    }
  }
}

function firstOf(text: string, most: number): string {
  let first = ''
  let count = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (++count > most) break
    first += segment
  }
  return first
}

/**
 * `escape(source, fmt1, fmt2)`: from one kind of escaping to another: plain, xml (also called html), json, java.
 * Source: http://hl7.org/fhir/R4/valueset-map-transform.html
 */
export const escape: TransformMaker = (context) => {
  takes(context, 'escape', 2, 3)
  const { scope, parameters, part } = context
  const names = parameters.slice(1).map(({ constant }) => String(constant))
  const [from = '', to = ''] = names.length === 1 ? ['plain', ...names] : names
  const reads = formats.get(from)
  const writes = formats.get(to)
  if (reads === undefined || writes === undefined) {
    return scope.fail('wrong-use', `escape knows ${[...formats.keys()].join(', ')}`, part)
  }
  const type = typeNamed(scope, 'string')
  return {
    make: ({ run, frame }) => {
      const value = parameters[0]?.read(frame)
      if (value?.value === undefined) return undefined
      const plain = reads.read(textOf(run, value, 'escape'))
      if (plain === undefined) return run.fail('wrong-value', `the text is not escaped as ${from}`)
      return { type, value: writes.write(plain) }
    }
  }
}

interface Format {
  /** Undefined where the text is not in the format. */
  read(text: string): string | undefined
  write(text: string): string
}

const XML: readonly (readonly [string, string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;']
]

const xml: Format = {
  // An entity that is not known here could say anything, so the text is refused.
  read: (text) =>
    /&(?!(?:amp|lt|gt|quot|apos|#\d{1,6}|#x[\dA-Fa-f]{1,5});)/.test(text) ? undefined : withoutEntities(text),
  write: (text) => text.replaceAll(/[&<>"']/g, (sign) => XML.find(([plain]) => plain === sign)?.[1] ?? sign)
}

function withoutEntities(text: string): string {
  return text.replaceAll(/&(?:#x?)?\w+;/g, (entity) => {
    const [, base, digits] = /^&#(x?)(\w+);$/.exec(entity) ?? []
    if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, base === 'x' ? 16 : 10))
    return entity === '&apos;' ? "'" : (XML.find(([, escaped]) => escaped === entity)?.[0] ?? entity)
  })
}

const json: Format = {
  read: (text) => {
    // eslint-disable-next-line no-control-regex -- JSON has them only as escapes.
    if (!/^(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*$/.test(text)) return undefined
    return JSON.parse(`"${text}"`) as string
  },
  write: (text) => JSON.stringify(text).slice(1, -1)
}

const plain: Format = { read: (text) => text, write: (text) => text }

/** Java's escapes are those of JSON, as far as FHIR text goes. */
const formats: ReadonlyMap<string, Format> = new Map(Object.entries({ plain, xml, html: xml, json, java: json }))
