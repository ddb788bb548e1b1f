import type { Composition, CompositionSection } from '@medplum/fhirtypes'

interface PatientPointer {
  readonly reference: string
  readonly type: string
  readonly display: string
}

/** The letter of the full referral: every rubric of design section 6, in the envelop and kern of the NHG guideline. */
export function letterOfReferral(patient: PatientPointer): Composition {
  return {
    resourceType: 'Composition',
    id: 'comp-elfa',
    language: 'nl-NL',
    identifier: { system: 'https://praktijk-de-linde.example/brieven', value: 'B-77' },
    status: 'final',
    type: { coding: [{ system: 'urn:oid:2.16.840.1.113883.6.1', code: '57133-1', display: 'Referral note' }] },
    subject: patient as Composition['subject'] & object,
    date: '2026-05-19T16:40:00+02:00',
    author: [
      { reference: 'PractitionerRole/role-hoekstra', type: 'PractitionerRole', display: 'drs. M. Hoekstra, huisarts' },
      { reference: 'PractitionerRole/role-poh', type: 'PractitionerRole', display: 'S. Özdemir, POH-GGZ' }
    ],
    title: 'Verwijsbrief gespecialiseerde ggz',
    confidentiality: 'R',
    custodian: { reference: 'Organization/org-linde', type: 'Organization', display: 'Huisartsenpraktijk De Linde' },
    section: [envelop, kern]
  }
}

const sct = (code: string, display: string) => ({ coding: [{ system: 'http://snomed.info/sct', code, display }] })

function section(title: string, html: string, more: Partial<CompositionSection> = {}): CompositionSection {
  const div = `<div xmlns="http://www.w3.org/1999/xhtml">${html}</div>`
  return { title, text: { status: 'additional', div }, ...more }
}

const envelop: CompositionSection = {
  title: 'Envelop',
  code: sct('405624007', 'administratieve gegevens'),
  section: [
    section('Datum en afzender', '<p>Afgegeven 19 mei 2026; afschrift aan de POH-GGZ.</p>'),
    section('Benodigde voorzieningen', '<p>Zie hieronder.</p>', {
      code: sct('230211000146109', 'voorziening nodig'),
      extension: [
        {
          url: 'http://nictiz.nl/fhir/StructureDefinition/ext-TextValue',
          valueString: 'Tolk Fries gewenst bij de intake; kamer op de begane grond.'
        }
      ]
    })
  ]
}

const kern: CompositionSection = {
  title: 'Kern',
  code: sct('406550009', 'samenvatting van zorgvraag'),
  section: [
    section(
      'Reden van verwijzing',
      '<p>Vermoeden van een ernstige depressieve episode, <b>derde keer</b>. Zij eet &lt; 1 maaltijd per dag &amp; is 9&#160;kg kwijt.</p>',
      {
        code: sct('440378000', 'verwijzing voor'),
        entry: [
          { reference: 'Condition/cond-depressie', type: 'Condition', display: 'Depressieve stoornis (vermoeden)' },
          { reference: 'Condition/cond-alcohol', type: 'Condition', display: 'Alcoholgebruik' }
        ] as CompositionSection['entry'] & object
      }
    ),
    section(
      'Ernst, risico, complexiteit en beloop',
      '<table><tr><th>Onderdeel</th><th>Oordeel</th></tr><tr><td>Lijdensdruk</td><td>hoog</td></tr><tr><td>Disfunctioneren</td><td>werkt niet sinds maart</td></tr><tr><td>Risico</td><td>Doodswens zonder plan; soms agressief naar haar man als zij gedronken heeft</td></tr><tr><td>Beloop</td><td>derde episode in 17 jaar</td></tr></table>'
    ),
    section(
      'Beschermende factoren en dagstructuur',
      '<ul><li>Zus Jikke komt om de dag</li><li>Koor op dinsdag</li></ul>'
    ),
    section('Comorbiditeit', '<p>Hypothyreo&#239;die, goed ingesteld; drinkt drie glazen wijn om te slapen.</p>', {
      entry: [{ reference: 'Condition/cond-schildklier', type: 'Condition' }] as CompositionSection['entry'] & object
    }),
    section(
      'Wensen, motivatie en context',
      '<p>Wil zelf praten, geen opname. Haar man wil juist &#8220;even rust&#8221;. Gemotiveerd; zelfmanagement beperkt. Schulden bij de energieleverancier; wijkteam is betrokken.</p>'
    ),
    section(
      'Behandeling tot nu toe',
      '<p>POH-GGZ: zeven gesprekken. Sertraline 50 &#8594; 100 mg sinds 2 april, weinig effect.</p>',
      {
        code: sct('108631000146107', 'behandeling lopende')
      }
    ),
    section('Vraag aan de ggz', '<p>Graag diagnostiek en behandeling. Suggestie, geen verzoek: IPT.</p>', {
      code: sct('240471000146100', 'toelichting op aard van verwijzing')
    }),
    section(
      'Verantwoordelijkheid tijdens het wachten',
      '<p>Ik blijf behandelaar tot de intake; buiten kantooruren de huisartsenpost.</p>'
    ),
    section('Verder van belang', '<p>Geen.</p>', { emptyReason: { text: 'Niets verder' } })
  ]
}
