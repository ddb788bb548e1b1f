import { test } from 'tap'
import { grammarOf } from '../../../src/profile/terminology/grammar.ts'

test('media types and languages are judged by their grammar', (t) => {
  const table: [string, string, string | undefined][] = [
    ['urn:ietf:bcp:13', 'application/pdf', 'in'],
    ['urn:ietf:bcp:13', 'application/fhir+json', 'in'],
    ['urn:ietf:bcp:13', 'text/plain; charset=utf-8', 'in'],
    ['urn:ietf:bcp:13', 'multipart/related; boundary="a b"', 'in'],
    ['urn:ietf:bcp:13', 'application/dicom; variant=DICOM WADO-RS', 'in'],
    ['urn:ietf:bcp:13', 'json', 'in'],
    ['urn:ietf:bcp:13', 'pdf', 'out'],
    ['urn:ietf:bcp:13', 'text/plain;\u0000', 'out'],
    ['urn:ietf:bcp:13', 'text/', 'out'],
    ['urn:ietf:bcp:13', 'text/a b', 'out'],
    ['urn:ietf:bcp:47', 'nl', 'in'],
    ['urn:ietf:bcp:47', 'nl-NL', 'in'],
    ['urn:ietf:bcp:47', 'zh-Hans-CN', 'in'],
    ['urn:ietf:bcp:47', 'de-CH-1901', 'in'],
    ['urn:ietf:bcp:47', 'en-x-local', 'in'],
    ['urn:ietf:bcp:47', 'en-u-co-phonebk-x-a', 'in'],
    ['urn:ietf:bcp:47', 'en-a-b', 'out'],
    ['urn:ietf:bcp:47', 'frr', 'unknown'],
    ['urn:ietf:bcp:47', 'zh-yue-HK', 'in'],
    ['urn:ietf:bcp:47', 'en-AUS', 'out'],
    ['urn:ietf:bcp:47', 'qq', 'out'],
    ['urn:ietf:bcp:47', 'Dutch', 'out'],
    ['urn:ietf:bcp:47', 'nl_NL', 'out'],
    ['urn:ietf:bcp:47', 'nl-', 'out'],
    ['urn:test', 'nl', undefined]
  ]
  for (const [system, code, expected] of table)
    t.equal(grammarOf(system)?.(code), expected, `${system} ${JSON.stringify(code)}`)
  t.end()
})

test('a text of any length is judged without delay', { timeout: 60_000 }, (t) => {
  t.equal(grammarOf('urn:ietf:bcp:47')?.(`nl${'-x-a'.repeat(100_000)}!`), 'out')
  t.equal(grammarOf('urn:ietf:bcp:13')?.(`a/b${'; a=b'.repeat(100_000)}!`), 'out')
  t.equal(grammarOf('urn:ietf:bcp:47')?.(`nl${'-a1a1a'.repeat(40)}!`), 'out')
  t.equal(grammarOf('urn:ietf:bcp:47')?.(`nl${'-a'.repeat(100)}-!`), 'out')
  t.equal(grammarOf('urn:ietf:bcp:13')?.(`a/b${'; a=b'.repeat(48)}\n`), 'out')
  t.end()
})
