/**
 * What an invariant of R4 itself asks, in Dutch; its definition has English words only.
 *
 * @param key - key of the constraint, as `per-1`.
 * @returns undefined for a rule of another definition, which may bring a translation of its own.
 * Source of the rules: https://hl7.org/fhir/R4/downloads.html, the StructureDefinitions of the specification
 */
export function ruleInDutch(key: string): string | undefined {
  return RULES.get(key)
}

const RULES: ReadonlyMap<string, string> = new Map([
  ['age-1', 'een leeftijd heeft bij een waarde ook een code van een tijdseenheid (UCUM), en is groter dan nul'],
  ['att-1', 'een bijlage met data heeft een contentType'],
  ['bdl-1', 'total staat alleen in een zoekresultaat of een geschiedenis'],
  ['bdl-2', 'entry.search staat alleen in een zoekresultaat'],
  ['bdl-3', 'entry.request is verplicht in een batch, transaction of history, en staat nergens anders'],
  [
    'bdl-4',
    'entry.response is verplicht in het antwoord op een batch of transaction en in een history, en staat nergens anders'
  ],
  ['bdl-5', 'een entry heeft een resource, tenzij er een request of response staat'],
  ['bdl-7', 'een fullUrl staat maar één keer in een Bundle, of met telkens een andere meta.versionId'],
  ['bdl-8', 'een fullUrl noemt geen versie'],
  ['bdl-9', 'een document heeft een identifier met system en value'],
  ['bdl-10', 'een document heeft een datum'],
  ['bdl-11', 'de eerste resource van een document is een Composition'],
  ['bdl-12', 'de eerste resource van een message is een MessageHeader'],
  ['cmp-1', 'een sectie heeft tekst (text), verwijzingen (entry) of onderliggende secties, ook naast een emptyReason'],
  ['cmp-2', 'een sectie met emptyReason heeft geen entry'],
  ['cnt-3', 'een aantal is een geheel getal met als code 1 (UCUM)'],
  ['con-1', 'een stadium heeft een samenvatting of een beoordeling'],
  ['con-2', 'een onderbouwing heeft een code of details'],
  ['con-3', 'een episode op de probleemlijst heeft een clinicalStatus, tenzij zij foutief is ingevoerd'],
  ['con-4', 'met een einde (abatement) is de clinicalStatus inactive, remission of resolved'],
  ['con-5', 'wat foutief is ingevoerd (entered-in-error) heeft geen clinicalStatus'],
  ['cpl-3', 'geef een verwijzing of details, niet allebei'],
  ['cpt-2', 'een contactgegeven met een waarde heeft een system (phone, email, ...)'],
  ['dis-1', 'een afstand heeft bij een waarde ook een code van een lengtemaat (UCUM)'],
  ['dom-2', 'een opgenomen (contained) resource neemt zelf geen resources op'],
  [
    'dom-3',
    'naar een opgenomen (contained) resource wordt in dezelfde resource verwezen, of zij verwijst er zelf naar'
  ],
  ['dom-4', 'een opgenomen (contained) resource heeft geen meta.versionId en geen meta.lastUpdated'],
  ['dom-5', 'een opgenomen (contained) resource heeft geen meta.security'],
  ['drq-1', 'geef path of searchParam, en niet allebei'],
  ['drq-2', 'geef path of searchParam, en niet allebei'],
  ['drt-1', 'een duur heeft bij een waarde ook een code van een tijdseenheid (UCUM)'],
  ['exp-1', 'geef een expression of een reference'],
  ['ext-1', 'een extensie heeft een waarde of onderliggende extensies, niet allebei'],
  ['inv-1', 'lastModified ligt niet voor authoredOn'],
  ['mqty-1', 'een bedrag heeft bij een waarde ook een code van een munteenheid (ISO 4217)'],
  ['obs-3', 'een referentiewaarde heeft low, high of text'],
  ['obs-6', 'dataAbsentReason staat er alleen als er geen waarde is'],
  ['obs-7', 'is een component de code van de meting zelf, dan heeft de meting geen eigen waarde'],
  ['org-1', 'een organisatie heeft een naam of een identifier'],
  ['org-2', 'een adres van een organisatie heeft niet use home'],
  ['org-3', 'een contactgegeven van een organisatie heeft niet use home'],
  ['pat-1', 'een contactpersoon heeft een naam, contactgegeven, adres of organisatie'],
  ['per-1', 'het begin van een periode ligt niet na het einde'],
  ['ppc-1', 'geef policy of policyRule'],
  ['ppc-2', 'toestemming over privacy noemt de patiënt'],
  ['ppc-3', 'toestemming voor onderzoek noemt de patiënt'],
  ['ppc-4', 'een wilsverklaring noemt de patiënt'],
  ['ppc-5', 'toestemming voor behandeling noemt de patiënt'],
  ['prr-1', 'orderDetail staat er alleen naast een code'],
  ['qty-3', 'een hoeveelheid met een code van de eenheid heeft ook het system ervan'],
  ['rat-1', 'een verhouding heeft teller en noemer, of geen van beide en dan een extensie'],
  ['ref-1', 'naar # wordt alleen verwezen als die resource is opgenomen (contained)'],
  ['rng-2', 'low is niet hoger dan high'],
  ['sqty-1', 'hier staat geen comparator'],
  ['tim-1', 'een duration heeft durationUnit'],
  ['tim-2', 'een period heeft periodUnit'],
  ['tim-4', 'duration is niet negatief'],
  ['tim-5', 'period is niet negatief'],
  ['tim-6', 'periodMax staat er alleen met period'],
  ['tim-7', 'durationMax staat er alleen met duration'],
  ['tim-8', 'countMax staat er alleen met count'],
  ['tim-9', 'een offset staat er alleen met when (niet C, CM, CD of CV)'],
  ['tim-10', 'geef timeOfDay of when, niet allebei'],
  ['trd-1', 'geef een tijd of gevraagde gegevens, niet allebei'],
  ['trd-2', 'een voorwaarde staat er alleen met gevraagde gegevens'],
  ['trd-3', 'een gebeurtenis heeft een naam, een periodieke een tijd, een gegevensgebeurtenis gegevens'],
  ['vs-1', 'een tijdstip van een vitale functie is minstens op de dag nauwkeurig'],
  ['vs-2', 'een vitale functie heeft een waarde, een component, een onderdeel of een dataAbsentReason'],
  ['vs-3', 'een component van een vitale functie heeft een waarde of een dataAbsentReason']
])
