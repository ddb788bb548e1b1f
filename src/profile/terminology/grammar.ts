import { formOf } from './code-forms.ts'
import type { Membership } from './membership.ts'

/**
 * Code systems whose codes are made by a grammar or have a form: what does not follow it is no code of them.
 *
 * @returns undefined for a system that has no such grammar here. Of a form it only says `out` or `unknown`.
 */
export function grammarOf(system: string): ((code: string) => Membership) | undefined {
  const isOfForm = formOf(system)
  return isOfForm === undefined ? GRAMMARS.get(system) : (code) => (isOfForm(code) ? 'unknown' : 'out')
}

const GRAMMARS: ReadonlyMap<string, (code: string) => Membership> = new Map([
  ['urn:ietf:bcp:13', mediaType],
  ['urn:ietf:bcp:47', languageTag]
])

/** Longer than any registered one, so that no expression looks at a text without end. */
const CODE_CHARACTERS_MAX = 255

/**
 * Type and subtype, and parameters of any form: messages write them with spaces that RFC 2045 does not allow.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6838#section-4.2
 */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(?: ?;[ -~]*)?$/

/** FHIR's own formats go by a short name too. Source: https://hl7.org/fhir/R4/capabilitystatement-definitions.html, format */
const FORMATS: ReadonlySet<string> = new Set(['xml', 'json', 'ttl'])

function mediaType(code: string): Membership {
  if (FORMATS.has(code)) return 'in'
  return code.length <= CODE_CHARACTERS_MAX && MEDIA_TYPE.test(code) ? 'in' : 'out'
}

/**
 * Language, script, region, variants, extensions and what is private. Only behind `x` may a part be of one character, so
 * that a text is divided in one way: otherwise one of sixty parts would be tried for hours. Source: https://www.rfc-editor.org/rfc/rfc5646#section-2.1
 */
const LANGUAGE_TAG =
  /^([a-z]{2,3})((?:-[a-z]{3}){0,3})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?$/

/**
 * Languages that have others under them, by three letters behind a hyphen. Behind any other, as in `en-AUS`, that is a
 * region written as it may not be. Source: https://www.iana.org/assignments/language-subtag-registry, prefixes of extlangs
 */
const EXTENDED: ReadonlySet<string> = new Set(['ar', 'kok', 'lv', 'ms', 'sgn', 'sw', 'uz', 'zh'])

/**
 * Languages of two letters are a closed list (ISO 639-1); of those with three letters and of regions only the form is
 * looked at, because the registry is not at hand. Longer ones are allowed by the grammar, and none was ever registered.
 */
function languageTag(code: string): Membership {
  if (code.length > CODE_CHARACTERS_MAX) return 'out'
  const [, language, extended] = LANGUAGE_TAG.exec(code.toLowerCase()) ?? []
  if (language === undefined) return 'out'
  if (extended !== '' && !EXTENDED.has(language)) return 'out'
  if (language.length > 2) return 'unknown'
  return ISO_639_1.has(language) ? 'in' : 'out'
}

const ISO_639_1: ReadonlySet<string> = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en ' +
    'eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ' +
    'ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ' +
    'ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss ' +
    'st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu'
  ).split(' ')
)
