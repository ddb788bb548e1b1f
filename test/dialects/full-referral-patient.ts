import type { Patient } from '@medplum/fhirtypes'

const role = {
  reference: 'PractitionerRole/role-hoekstra',
  type: 'PractitionerRole',
  display: 'drs. M. Hoekstra, huisarts'
}

/** The patient of the full referral, a test person: a name with every part that Dutch names have. */
export const elfa = {
  resourceType: 'Patient',
  id: 'pat-elfa',
  identifier: [
    { use: 'official', system: 'urn:oid:2.16.840.1.113883.2.4.6.3', value: '123456782' },
    {
      use: 'usual',
      type: { text: 'Patiëntnummer' },
      system: 'https://praktijk-de-linde.example/patient',
      value: 'P.0441'
    }
  ],
  active: true,
  name: [
    {
      use: 'official',
      text: 'Elfa van der Zee-’t Hart',
      family: 'van der Zee-’t Hart',
      _family: {
        extension: [
          { url: 'http://hl7.org/fhir/StructureDefinition/humanname-own-prefix', valueString: '’t' },
          { url: 'http://hl7.org/fhir/StructureDefinition/humanname-own-name', valueString: 'Hart' },
          { url: 'http://hl7.org/fhir/StructureDefinition/humanname-partner-prefix', valueString: 'van der' },
          { url: 'http://hl7.org/fhir/StructureDefinition/humanname-partner-name', valueString: 'Zee' }
        ]
      },
      given: ['Elfa', 'M.', 'J.'],
      _given: [
        { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier', valueCode: 'BR' }] },
        { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier', valueCode: 'IN' }] },
        null
      ],
      prefix: ['mr.'],
      suffix: ['MA'],
      period: { start: '2003-08' }
    },
    { use: 'usual', given: ['Elfa'] }
  ],
  telecom: [
    { system: 'phone', value: '06-12345678', use: 'mobile', rank: 1, period: { start: '2024' } },
    { system: 'email', value: 'elfa@voorbeeld.example', use: 'home' }
  ],
  gender: 'female',
  birthDate: '1982-03-09',
  deceasedBoolean: false,
  address: [
    {
      use: 'home',
      type: 'both',
      line: ['’s-Gravelandseweg 12 bis'],
      _line: [
        {
          extension: [
            {
              url: 'http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-streetName',
              valueString: '’s-Gravelandseweg'
            },
            { url: 'http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-houseNumber', valueString: '12' },
            { url: 'http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-additionalLocator', valueString: 'bis' }
          ]
        }
      ],
      city: 'Weesp',
      postalCode: '1381 HK',
      country: 'NL'
    }
  ],
  maritalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'M' }] },
  multipleBirthInteger: 2,
  contact: [
    {
      relationship: [{ text: 'Zus' }],
      name: { family: 'Hart', given: ['Jikke'] },
      telecom: [{ system: 'phone', value: '020-5550199' }]
    }
  ],
  communication: [
    { language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'fy-NL' }], text: 'Fries' }, preferred: true }
  ],
  generalPractitioner: [role],
  managingOrganization: {
    reference: 'Organization/org-linde',
    type: 'Organization',
    display: 'Huisartsenpraktijk De Linde'
  }
} as unknown as Patient
