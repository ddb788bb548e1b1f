/** Why a narrative is not as FHIR asks, in both languages; without a word of the narrative. */
export interface NarrativeFault {
  readonly reason: string
  readonly reasonNl: string
}

/** What a scan can find; each ends the reading, unless it is one of content alone. */
export const fault = {
  root: {
    reason: 'it is not one div in the namespace http://www.w3.org/1999/xhtml',
    reasonNl: 'zij is niet één div in de namespace http://www.w3.org/1999/xhtml'
  },
  outside: { reason: 'something stands outside its div', reasonNl: 'er staat iets buiten haar div' },
  tag: { reason: 'a tag is not written as XML asks', reasonNl: 'een tag is niet geschreven zoals XML vraagt' },
  attribute: {
    reason: 'an attribute is not written as XML asks, with its value in quotes',
    reasonNl: 'een attribuut is niet geschreven zoals XML vraagt, met de waarde tussen aanhalingstekens'
  },
  twice: { reason: 'an attribute stands twice in one tag', reasonNl: 'een attribuut staat tweemaal in één tag' },
  unbalanced: {
    reason: 'a tag is closed that is not open, or the other way round',
    reasonNl: 'een tag wordt gesloten die niet open is, of andersom'
  },
  capitals: {
    reason: 'a tag is written in capitals, and XHTML has small letters',
    reasonNl: 'een tag staat in hoofdletters, en XHTML heeft kleine letters'
  },
  deep: { reason: 'elements are nested too deep', reasonNl: 'elementen zijn te diep genest' },
  entity: {
    reason: 'an ampersand stands alone, or an entity that XML does not define (as &nbsp;; write &#160;)',
    reasonNl: 'er staat een los &-teken, of een entiteit die XML niet kent (zoals &nbsp;; schrijf &#160;)'
  },
  character: { reason: 'a character that XML does not allow', reasonNl: 'een teken dat XML niet toestaat' },
  comment: {
    reason: 'a comment is not written as XML asks',
    reasonNl: 'commentaar is niet geschreven zoals XML vraagt'
  },
  declaration: {
    reason: 'a document type, a CDATA section or a processing instruction',
    reasonNl: 'een documenttype, een CDATA-sectie of een verwerkingsinstructie'
  },
  many: { reason: 'more faults than are told here', reasonNl: 'meer fouten dan hier genoemd worden' },
  empty: { reason: 'it has no text and no image', reasonNl: 'zij heeft geen tekst en geen beeld' }
} as const satisfies Record<string, NarrativeFault>

/** An element that FHIR leaves out. */
export function elementFault(name: string | undefined): NarrativeFault {
  if (name === undefined) {
    return { reason: 'an element that is not allowed', reasonNl: 'een element dat niet is toegestaan' }
  }
  return { reason: `the element ${name} is not allowed`, reasonNl: `het element ${name} is niet toegestaan` }
}

/** An attribute that FHIR leaves out, or has on other elements only. */
export function attributeFault(name: string | undefined, element: string): NarrativeFault {
  if (name === undefined) {
    return {
      reason: `an attribute of ${element} that is not allowed`,
      reasonNl: `een attribuut van ${element} dat niet is toegestaan`
    }
  }
  return {
    reason: `the attribute ${name} is not allowed on ${element}`,
    reasonNl: `het attribuut ${name} is niet toegestaan op ${element}`
  }
}
