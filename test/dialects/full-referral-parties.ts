import type { Resource } from '@medplum/fhirtypes'

const linde = { reference: 'Organization/org-linde', type: 'Organization', display: 'Huisartsenpraktijk De Linde' }
const waterland = { reference: 'Organization/org-waterland', type: 'Organization', display: 'GGZ Instelling Waterland' }

/** Who takes part in the full referral and in the feedback on it. */
export const parties = [
  {
    resourceType: 'Practitioner',
    id: 'prac-hoekstra',
    identifier: [
      { use: 'official', system: 'urn:oid:2.16.528.1.1007.3.1', value: '900012345' },
      { system: 'urn:oid:2.16.840.1.113883.2.4.6.1', value: '01012345', assigner: { display: 'Vektis' } },
      { system: 'http://fhir.nl/fhir/NamingSystem/big', value: '19046512301' }
    ],
    name: [
      {
        text: 'drs. M. van den Berg-Hoekstra',
        family: 'van den Berg-Hoekstra',
        _family: {
          extension: [
            { url: 'http://hl7.org/fhir/StructureDefinition/humanname-own-name', valueString: 'Hoekstra' },
            { url: 'http://hl7.org/fhir/StructureDefinition/humanname-partner-prefix', valueString: 'van den' },
            { url: 'http://hl7.org/fhir/StructureDefinition/humanname-partner-name', valueString: 'Berg' }
          ]
        },
        given: ['M.'],
        prefix: ['drs.']
      }
    ],
    qualification: [{ code: { text: 'Huisarts' }, period: { start: '2008-11' } }]
  },
  { resourceType: 'Practitioner', id: 'prac-poh', name: [{ text: 'S. Özdemir', family: 'Özdemir', given: ['Selin'] }] },
  {
    resourceType: 'Practitioner',
    id: 'prac-aksoy',
    identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/big', value: '49012345601' }],
    name: [{ family: 'Aksoy', given: ['J.'], prefix: ['dr.'] }]
  },
  {
    resourceType: 'PractitionerRole',
    id: 'role-hoekstra',
    practitioner: { reference: 'Practitioner/prac-hoekstra', type: 'Practitioner' },
    organization: linde,
    code: [{ coding: [{ system: 'urn:oid:2.16.840.1.113883.2.4.15.111', code: '01.015', display: 'Huisarts' }] }],
    location: [{ reference: 'Location/loc-linde', type: 'Location' }],
    telecom: [{ system: 'phone', value: '020-5550100', use: 'work' }],
    availableTime: [{ daysOfWeek: ['mon', 'thu'], availableStartTime: '08:00:00', availableEndTime: '17:00:00' }]
  },
  {
    resourceType: 'PractitionerRole',
    id: 'role-poh',
    practitioner: { reference: 'Practitioner/prac-poh', type: 'Practitioner', display: 'S. Özdemir' },
    organization: linde,
    code: [{ text: 'POH-GGZ' }]
  },
  {
    resourceType: 'PractitionerRole',
    id: 'role-aksoy',
    practitioner: { reference: 'Practitioner/prac-aksoy', type: 'Practitioner' },
    organization: waterland,
    healthcareService: [{ reference: 'HealthcareService/team-stemming', type: 'HealthcareService' }],
    code: [{ text: 'Psychiater, regiebehandelaar' }]
  },
  {
    resourceType: 'Organization',
    id: 'org-linde',
    identifier: [
      { system: 'urn:oid:2.16.840.1.113883.2.4.6.1', value: '01054321' },
      { system: 'urn:oid:2.16.528.1.1007.3.3', value: '00001111' }
    ],
    name: 'Huisartsenpraktijk De Linde',
    alias: ['De Linde', 'HAP De Linde'],
    telecom: [{ system: 'email', value: 'post@praktijk-de-linde.example' }],
    address: [{ line: ['Lindelaan 1'], city: 'Weesp', postalCode: '1381 AA' }],
    contact: [{ purpose: { text: 'Spoedlijn' }, telecom: [{ system: 'phone', value: '020-5550101' }] }],
    endpoint: [{ reference: 'Endpoint/ep-linde', type: 'Endpoint' }]
  },
  {
    resourceType: 'Organization',
    id: 'org-waterland',
    identifier: [
      { system: 'http://fhir.nl/fhir/NamingSystem/ura', value: '00002222' },
      { system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value: '06291234' }
    ],
    type: [
      {
        coding: [
          { system: 'urn:oid:2.16.840.1.113883.2.4.15.1060', code: 'G5', display: 'Geestelijke Gezondheidszorg' }
        ]
      }
    ],
    name: 'GGZ Instelling Waterland'
  },
  {
    resourceType: 'HealthcareService',
    id: 'team-stemming',
    providedBy: waterland,
    name: 'Team stemming',
    comment: 'Ook online',
    telecom: [{ system: 'phone', value: '020-5550222' }]
  },
  { resourceType: 'Location', id: 'loc-linde', name: 'De Linde, begane grond', managingOrganization: linde },
  {
    resourceType: 'Endpoint',
    id: 'ep-linde',
    status: 'active',
    connectionType: { system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code: 'hl7-fhir-rest' },
    payloadType: [{ text: 'Elk' }],
    address: 'https://praktijk-de-linde.example/fhir'
  }
] as unknown as readonly Resource[]
