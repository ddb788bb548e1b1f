import { issue, type Issue } from '../../fhir/outcome.ts'
import type { Scope } from '../scope.ts'

/**
 * Checks one value of a data type for what its structure does not say; a `Check` that needs nothing but where to tell.
 *
 * The value was found sound in structure; one that is not is passed over, for it was told already.
 */
export type ContentCheck = (value: unknown, path: string, scope: Pick<Scope, 'tell'>) => void

/** What a value may do wrong, in both languages; `invalid-structure` (422), or `content-mismatch` where two parts disagree. */
const rules = {
  attachmentSize: [
    'Attachment.size is not the number of bytes of its data',
    'Attachment.size is niet het aantal bytes van de data'
  ],
  attachmentHash: ['Attachment.hash is not the SHA-1 of its data', 'Attachment.hash is niet de SHA-1 van de data'],
  referenceType: [
    'Reference.type is another type than the reference names',
    'Reference.type is een ander type dan de verwijzing noemt'
  ],
  canonical: [
    'a canonical must be an absolute address, or a fragment (#id)',
    'een canonical moet een absoluut adres zijn, of een fragment (#id)'
  ],
  canonicalVersion: ['a canonical has one version at most', 'een canonical heeft hoogstens één versie'],
  extensionRelative: [
    'the url of an extension must be an absolute address',
    'de url van een extensie moet een absoluut adres zijn'
  ],
  extensionVersion: ['the url of an extension has no version', 'de url van een extensie heeft geen versie'],
  referenceForm: [
    'a reference is [type]/[id], #[id] or an absolute address',
    'een verwijzing is [type]/[id], #[id] of een absoluut adres'
  ],
  systemRelative: ['a system must be an absolute address', 'een systeem moet een absoluut adres zijn'],
  identifierUri: [
    'with the system urn:ietf:rfc:3986 the value is an absolute address (urn:uuid:..., urn:oid:..., https://...)',
    'met het systeem urn:ietf:rfc:3986 is de waarde een absoluut adres (urn:uuid:..., urn:oid:..., https://...)'
  ],
  urn: [
    'urn:uuid: is followed by a UUID in small letters, urn:oid: by an OID',
    'op urn:uuid: volgt een UUID in kleine letters, op urn:oid: een OID'
  ]
} as const satisfies Record<string, readonly [en: string, nl: string]>

const mismatches: ReadonlySet<keyof typeof rules> = new Set(['attachmentSize', 'attachmentHash', 'referenceType'])

/** The issue of a rule that a value breaks. */
export function wrongContent(rule: keyof typeof rules, at: string): Issue {
  const [reason, reasonNl] = rules[rule]
  return issue(mismatches.has(rule) ? 'content-mismatch' : 'invalid-structure', { reason, reasonNl }, at)
}

/** A member of a value that may be anything; undefined where it has none. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

/** A member that is a text; undefined where it is not. */
export function textOf(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name)
  return typeof member === 'string' ? member : undefined
}
