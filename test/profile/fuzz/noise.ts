import type { Random } from './random.ts'

/** What a mutant gets in the place of a text; each may be hard on something that reads it. */
export function noiseText(random: Random, size: number): string {
  const length = 1 + random.below(size)
  return random.of(makers)(random, length)
}

const makers: readonly ((random: Random, length: number) => string)[] = [
  (random, length) => random.of(['a', ' ', '(', '<', '&', '"', '0', 'é', '\u00a0', '=', '.', '-', '/']).repeat(length),
  // What a pattern with two ways to read it takes long for.
  (random, length) => random.of(['a.', 'a ', '1.', 'ab-', 'x=', '<p ', '&#1', 'a:']).repeat(length) + '!',
  (random) =>
    random.of(['', ' ', '\t', '\n', '\u0000', '\u0007', '\u001b[31m', '\ufeff', '\u2028', '\ud800', '\udc00x']),
  (random) => random.of(['\u202eabc', '\u200b\u200c', 'e\u0301'.repeat(50), '𝒳'.repeat(40), '👩‍👩‍👧‍👦'.repeat(9), 'İıſK']),
  (random) =>
    random.of(['#', '#x', 'Patient/', '/Patient/1', 'patient/1', 'Patient/1/_history/', 'urn:uuid:x', 'urn:oid:1.02']),
  (random) =>
    random.of(['http://', 'https://a b', 'Patient?identifier=x|y', 'Nobody/1', '../Patient/1', '#contained-1']),
  (random) =>
    random.of(['2026-02-30', '0000', '2026-13', '9999-12-31T23:59:60Z', '2026-01-01T00:00:00', '-2026-01-01']),
  (random) => random.of(['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty', 'prototype', 'length']),
  (random) =>
    random.of(['$this', "') or true or ('", '%resource', '{reason}', '{what}', '${x}', '%2e%2e%2f', '|', '||1']),
  (random, length) => noiseXhtml(random, length)
]

/** What looks like a narrative, and is none. */
export function noiseXhtml(random: Random, length: number): string {
  const piece = random.of([
    '<div>',
    '<b>',
    '</div>',
    '<script>x</script>',
    '<a href="javascript:x">x</a>',
    '<img src="x" onerror="y"/>',
    '<!-- ',
    ']]>',
    '<![CDATA[',
    '<?xml ?>',
    '&nbsp;',
    '&#x110000;',
    '<p title="',
    "<p title='a",
    '<ns:div>',
    '<DIV XMLNS="">',
    '<a href="#x">y</a>',
    '\u0000'
  ])
  const inside = piece.repeat(1 + random.below(Math.max(1, Math.floor(length / piece.length))))
  return random.of([
    `<div xmlns="http://www.w3.org/1999/xhtml">${inside}</div>`,
    `<div xmlns="http://www.w3.org/1999/xhtml">${inside}`,
    inside,
    `<div>${inside}</div>`
  ])
}

/** A value of any type of JSON. */
export function noiseValue(random: Random, size: number): unknown {
  return random.of<() => unknown>([
    () => noiseText(random, size),
    () => random.of([0, -0, 1, -1, 1.5, 2147483648, 9007199254740992, 1e21, 1e-7]),
    () => random.of([true, false, null]),
    () => [],
    () => ({}),
    () => [null],
    () => [[]],
    () => [{ id: 'x' }, null],
    () => ({ extension: [{ url: 'http://example.org/x' }] }),
    () => ({ reference: '#x' }),
    () => ({ resourceType: random.of(['Patient', 'Nobody', 'Bundle', 'DomainResource']) }),
    () => ({ value: null })
  ])()
}
