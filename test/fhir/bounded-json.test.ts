import fc from 'fast-check'
import { test } from 'tap'
import { DECIMALS_MAX, DEPTH_MAX, parseBounded, PARTS_MAX } from '../../src/fhir/bounded-json.ts'
import { operationOutcome } from '../../src/fhir/outcome.ts'

function parsed(text: string | Uint8Array): ReturnType<typeof parseBounded> {
  return parseBounded(typeof text === 'string' ? Buffer.from(text) : text)
}

/** The code of a refusal; undefined where the body was read. */
function codeOf(text: string | Uint8Array): string | undefined {
  const result = parsed(text)
  return result.ok ? undefined : result.outcome.issues[0]?.code
}

/** Everything that a sender would read of a refusal, in both languages. */
function wordsOf(text: string | Uint8Array): string {
  const result = parsed(text)
  if (result.ok) return ''
  const { issues } = result.outcome
  return JSON.stringify([operationOutcome(issues), operationOutcome(issues, 'nl')])
}

function nested(levels: number): string {
  return '{"a":'.repeat(levels - 1) + '{}' + '}'.repeat(levels - 1)
}

/** Keys that FHIR could have and keys that only an enemy would choose, but none that is forbidden or written with an escape. */
const key = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => {
    return !['__proto__', 'constructor', 'prototype'].includes(text) && !JSON.stringify(text).includes('\\')
  }),
  fc.constantFrom('resourceType', 'id', '{', '}:', ' ', '', 'toString', 'é', '👍')
)
/** Numbers that are not beyond what is taken. */
const number = fc.double({ min: -1e30, max: 1e30 }).filter((one) => one === 0 || Math.abs(one) > 1e-30)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.string({ unit: 'binary' }), number, fc.boolean(), fc.constant(null), key),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 })
  )
}))
const object = fc.dictionary(key, value, { maxKeys: 5 })

test('any object without a key twice is read as JSON.parse reads it, however it is spaced', (t) => {
  const indent = fc.constantFrom(undefined, 1, '\t', '\r\n ')
  fc.assert(
    fc.property(object, indent, (one, space) => {
      const text = Buffer.from(JSON.stringify(one, null, space)).toString('utf8')
      const result = parsed(text)
      t.ok(result.ok, 'read')
      if (result.ok) t.same(result.value, JSON.parse(text))
      return result.ok
    }),
    { numRuns: 300 }
  )
  t.end()
})

test('any object to which one of its keys is added a second time is refused, in any spelling of that key', (t) => {
  const escaped = (text: string): string =>
    Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
  fc.assert(
    fc.property(object, key, fc.boolean(), (one, again, spelt) => {
      const text = JSON.stringify({ [again]: 1, ...one })
      const second = spelt ? `"${escaped(again)}"` : JSON.stringify(again)
      const isEscaped = second.includes('\\')
      return codeOf(`${text.slice(0, -1)},${second}:2}`) === (isEscaped ? 'forbidden-key' : 'duplicate-key')
    }),
    { numRuns: 300 }
  )
  t.end()
})

test('64 levels are read and 65 are refused, of objects as of arrays', (t) => {
  t.equal(DEPTH_MAX, 64)
  t.equal(codeOf(nested(64)), undefined)
  t.equal(codeOf(nested(65)), 'too-deep')
  const arrays = (levels: number): string => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
  t.equal(codeOf(arrays(63)), undefined)
  t.equal(codeOf(arrays(64)), 'too-deep')
  t.equal(codeOf('['.repeat(500_000)), 'too-deep', 'and a hostile depth does not end the process')
  t.equal(codeOf(`{"a":"${'{['.repeat(100)}"}`), undefined, 'brackets within a text are no levels')
  t.end()
})

const refused: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['a key that stands twice', '{"a":1,"a":2}', 'duplicate-key'],
  ['a key that stands twice, once escaped', '{"a":1,"\\u0061":2}', 'forbidden-key'],
  ['a key that stands twice deep inside', '{"x":[{"y":{"a":1 , "b":2,\n"a" :3}}]}', 'duplicate-key'],
  ['__proto__', '{"__proto__":{"polluted":true}}', 'forbidden-key'],
  ['__proto__ in escapes', '{"\\u005f_proto__":{"polluted":true}}', 'forbidden-key'],
  ['constructor, deep inside', '{"a":[{"constructor":1}]}', 'forbidden-key'],
  ['bytes that are not UTF-8', Uint8Array.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), 'not-utf8'],
  ['a surrogate in bytes', Uint8Array.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]), 'not-utf8'],
  ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'not-json'],
  ['an array at the top', '[{"resourceType":"Bundle"}]', 'not-json'],
  ['a text at the top', '"Bundle"', 'not-json'],
  ['null', 'null', 'not-json'],
  ['nothing', '', 'not-json'],
  ['two objects', '{"a":1}{"a":1}', 'not-json'],
  ['something behind the object', '{"a":1} x', 'not-json'],
  ['an object that is cut off', '{"a":1', 'not-json'],
  ['a text that is cut off', '{"a":"1', 'not-json'],
  ['a text that ends in a backslash', '{"a":"1\\', 'not-json'],
  ['a comment', '{"a":1/* b */}', 'not-json'],
  ['a comma too many', '{"a":1,}', 'not-json'],
  ['single quotes', "{'a':1}", 'not-json'],
  ['NaN', '{"a":NaN}', 'not-json'],
  ['a name without quotes', '{a:1}', 'not-json'],
  ['a comment to the end of the line', '{"a":1}// b', 'not-json'],
  ['a number with a plus', '{"a":+1.0}', 'not-json'],
  ['a number that ends in its point', '{"a":1.}', 'not-json'],
  ['a number with a nought before it', '{"a":01.0}', 'not-json'],
  ['a hexadecimal number', '{"a":0x10}', 'not-json'],
  ['a number alone', '1.10', 'not-json'],
  ['a byte order mark within the text', '{\ufeff"a":1}', 'not-json'],
  ['a second byte order mark', '\ufeff\ufeff{"a":1}', 'not-json'],
  ['a number of 41 digits', `{"a":${'1'.repeat(41)}}`, 'number-out-of-bounds'],
  ['a number with a hundred decimals', `{"a":[0.${'1'.repeat(100)}]}`, 'number-out-of-bounds'],
  ['a power of ten that nobody means', '{"a":1e999}', 'number-out-of-bounds'],
  ['a power of ten too small to mean', '{"a":1E-300}', 'number-out-of-bounds'],
  ['a number out of bounds under a key that stands twice', '{"a":1e999,"a":1}', 'duplicate-key'],
  ['a bad escape in a key', '{"\\x":1}', 'not-json'],
  ['a line break within a text', '{"a":"b\nc"}', 'not-json']
]

for (const [what, text, code] of refused) {
  test(`${what} is refused as ${code}`, (t) => {
    t.equal(codeOf(text), code)
    t.equal(Reflect.get({}, 'polluted'), undefined)
    t.end()
  })
}

test('the same key in two objects, or as a value, stands twice nowhere', (t) => {
  t.equal(codeOf('{"a":{"a":[{"a":1},{"a":"a"}]},"b":"a"}'), undefined)
  t.equal(codeOf('{"b":["a","a"],"a":"a\\"a\\":"}'), undefined)
  t.end()
})

test('numbers stay as they were written', (t) => {
  const text = '{"a":1.10,"b":[0.50,100.0,{"c":1E+2}],"d":-0,"e":12345678901234567890,"f":2,"g":"1.10"}'
  const result = parsed(text)
  t.equal(result.ok ? JSON.stringify(result.value) : '', text)
  t.end()
})

test('so many numbers are kept as text and no more', (t) => {
  const body = (count: number): string => `{"a":[${'1.0,'.repeat(count)}1]}`
  t.equal(codeOf(body(DECIMALS_MAX)), undefined)
  t.equal(codeOf(body(DECIMALS_MAX + 1)), 'too-many-decimals')
  t.equal(codeOf(`{"a":[${'1,'.repeat(100_000)}1]}`), undefined, 'plain numbers cost nothing')
  t.end()
})

test('of a number out of bounds the element is told, and not the number', (t) => {
  t.match(wordsOf('{"value":999999151e99}'), /The number at \\"value\\".*Het getal bij \\"value\\"/)
  t.notMatch(wordsOf('{"value":999999151e99,"Jansen 1":2e99}'), /999999151|Jansen/)
  t.notMatch(wordsOf('{"Jansen 1":2e99}'), /Jansen/)
  t.end()
})

// RFC 8259, 8.1: who writes JSON must not add one, and who reads it may pass over it.
test('a byte order mark is no part of the text', (t) => {
  t.same(parsed('\ufeff{"a":1}'), { ok: true, value: { a: 1 } })
  t.end()
})

const secret = 'Jansen 999999151'
const tellTales: readonly string[] = [
  `{"note": ${secret}}`,
  `{"note": "${secret}`,
  `{"note": "a" ${secret}}`,
  `{"${secret}":1,"${secret}":2}`,
  `{"constructor":"${secret}"}`,
  `["${secret}"]`,
  `"${secret}"`,
  `{"note": "a\n${secret}"}`,
  // The engine quotes short bodies in its message: what looks like its own words may be the body's.
  '{"note": at position 999999151 }',
  '{"note": in JSON at position 999999151 (line 1 column 999999151)}',
  'position 999999151',
  'Unexpected end in JSON at position 999999151'
]

test('no refusal quotes what the body says', (t) => {
  for (const text of tellTales) {
    t.not(codeOf(text), undefined, text)
    t.notMatch(wordsOf(text), /Jansen|999999151|line 1/, text)
  }
  t.end()
})

test('of a bad key only a name that FHIR could have is told', (t) => {
  t.match(wordsOf('{"valueString":1,"valueString":2}'), /valueString/)
  t.match(wordsOf('{"a b":1,"a b":2}'), /\(no FHIR name\)/)
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z ]{0,20}[0-9]{9}[A-Za-z ]{0,20}$/), (name) => {
      return !wordsOf(`{"${name}":1,"${name}":2}`).includes(/\d{9}/.exec(name)?.[0] ?? '')
    }),
    { numRuns: 100 }
  )
  t.end()
})

test('where the fault is, is told as a position', (t) => {
  t.match(wordsOf('{"a":1 "b":2}'), /fault at character 7/)
  t.match(wordsOf('{"a":'), /ends too early/)
  t.notMatch(wordsOf('{"a":}'), /ends too early/)
  t.end()
})

/** How many characters are looked at while `work` runs: each `charCodeAt`, and the way that each `indexOf` goes. */
function charactersSeen(work: () => void): number {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back below, and called with the right `this`
  const { charCodeAt, indexOf } = String.prototype
  let seen = 0
  String.prototype.charCodeAt = function (this: string, at: number) {
    seen++
    return charCodeAt.call(this, at)
  }
  String.prototype.indexOf = function (this: string, wanted: string, from = 0) {
    const found = indexOf.call(this, wanted, from)
    seen += (found === -1 ? this.length : found) - from + 1
    return found
  }
  try {
    work()
  } finally {
    Object.assign(String.prototype, { charCodeAt, indexOf })
  }
  return seen
}

const size = 500_000
const hostile: readonly (readonly [string, string])[] = [
  ['quotes', '"'.repeat(size)],
  ['backslashes in a text', `{"a":"${'\\'.repeat(size)}"}`],
  ['backslashes in a text that never ends', `{"a":"${'\\'.repeat(size)}`],
  ['escaped quotes', `{"a":"${'\\"'.repeat(size / 2)}"}`],
  ['backslashes before quotes', `{"a":"${'\\\\\\"'.repeat(size / 4)}`],
  ['backslashes outside of texts', `{${'\\"'.repeat(size / 2)}}`],
  ['spaces behind texts', `{${`"a"${' '.repeat(50)}`.repeat(size / 50)}}`],
  ['keys', `{${Array.from({ length: size / 10 }, (_, at) => `"k${at}":1`).join(',')}}`]
]

test('however a body is made, it is gone through a few times and no more', (t) => {
  for (const [what, text] of hostile) {
    const body = Buffer.from(text)
    const seen = charactersSeen(() => parseBounded(body))
    t.ok(seen <= 6 * text.length, `${what}: ${seen} for ${text.length}`)
    t.ok(seen >= text.length / 2, `${what} were counted`)
  }
  t.end()
})

test('a key with an escape is refused, whatever it spells: the engine may read it as another key', (t) => {
  for (const text of ['{"\\u0073tatus":1}', '{"a":{"":"x","\\"":true}}', '{"a":{"":"x","\\\\":true}}']) {
    t.equal(codeOf(text), 'forbidden-key', text)
  }
  t.equal(codeOf('{"status":"a \\"quoted\\" value"}'), undefined, 'values may have escapes')
  t.end()
})

test('a body of more objects and lists than any message has is refused before it is looked into', (t) => {
  const body = (parts: number): Uint8Array =>
    Buffer.from(`{"x":[${Array.from({ length: parts - 2 }, () => '{}').join()}]}`)
  t.equal(parseBounded(body(PARTS_MAX)).ok, true)
  t.match(parseBounded(body(PARTS_MAX + 1)), { ok: false, outcome: { issues: [{ code: 'too-many-parts' }] } })
  t.end()
})
