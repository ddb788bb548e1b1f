import { Temporal } from 'temporal-polyfill'

/** A day, or an instant that begins with one. */
const dated = /^(\d{4}-\d{2}-\d{2})(T.*)?$/

/** A birth date stays; all else in a letter is as old as it was when it was written. */
const KEPT = 'birthDate'

/** The same content with every date moved by as many days as lie between two days; months and years alone stay. */
export function shiftedDays<T>(content: T, from: string, to: string): T {
  const { days } = Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' })
  const shift = (text: string, key: string): string => {
    const [, day, time = ''] = (key === KEPT ? null : dated.exec(text)) ?? []
    return day === undefined ? text : `${Temporal.PlainDate.from(day).add({ days }).toString()}${time}`
  }
  return mapped(content, shift)
}

/** A person as far as a letter's text names one. */
export interface Person {
  readonly given: string
  readonly family: string
  /** `YYYY-MM-DD`. */
  readonly birthDate: string
}

/** The same content about another person: the names, the initial before the name, and the day of birth in words. */
export function aboutPerson<T>(content: T, from: Person, to: Person): T {
  const initial = ({ given, family }: Person): string => `${given.slice(0, 1)}. ${family}`
  const pairs = [
    [initial(from), initial(to)],
    [from.family, to.family],
    [from.given, to.given],
    [inWords(from.birthDate), inWords(to.birthDate)]
  ] as const
  return pairs.reduce((changed, [old, now]) => withWord(changed, old, now), content)
}

const words = new Intl.DateTimeFormat('nl-NL', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

function inWords(day: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? words.format(new Date(`${day}T00:00:00Z`)) : ''
}

/** The same content with a word in place of another, wherever it stands alone; also in letters attached as plain text. */
function withWord<T>(content: T, from: string, to: string): T {
  if (from === '' || from === to) return content
  // Letters of any language count as letters, which \b does not know.
  const escaped = from.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const word = new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'gu')
  const rename = (text: string): string => text.replaceAll(word, to)
  return mapped(content, (text, key, beside) => {
    const isText = key === 'data' && String(beside.contentType).startsWith('text/plain')
    if (!isText) return key === 'reference' || key === 'fullUrl' ? text : rename(text)
    return Buffer.from(rename(Buffer.from(text, 'base64').toString('utf8'))).toString('base64')
  })
}

/** Every string of a value made anew, with the key under which it stands and what stands beside it. */
function mapped<T>(
  value: T,
  make: (text: string, key: string, beside: Readonly<Record<string, unknown>>) => string
): T {
  const walk = (one: unknown, key: string, beside: Readonly<Record<string, unknown>>): unknown => {
    if (typeof one === 'string') return make(one, key, beside)
    if (Array.isArray(one)) return one.map((member) => walk(member, key, beside))
    if (typeof one !== 'object' || one === null) return one
    const record = one as Readonly<Record<string, unknown>>
    return Object.fromEntries(Object.entries(record).map(([name, member]) => [name, walk(member, name, record)]))
  }
  // Strings became strings and everything else is as it was, so it has the same shape.
  return walk(value, '', {}) as T
}
