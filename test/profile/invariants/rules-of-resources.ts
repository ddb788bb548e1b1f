import type { RuleExample } from './rule-example.ts'

// What each invariant of R4's resources holds of, and by what it is broken: the smallest of each. Test persons only.

const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/condition-category'
const coded = (system: string, code: string): object => ({ coding: [{ system, code }] })
const text = { text: 'x' }
const condition = (content: object): object => ({ resourceType: 'Condition', ...content })
const practitioner = { resourceType: 'Practitioner', id: 'a' }
const holding = (contained: object, content: object = {}): object => ({
  resourceType: 'ServiceRequest',
  contained: [contained],
  ...content
})
const requester = { requester: { reference: '#a' } }
const mistake = { verificationStatus: coded(VERIFICATION, 'entered-in-error') }
const active = { clinicalStatus: coded(CLINICAL, 'active') }
const problem = { category: [coded(CATEGORY, 'problem-list-item')] }
const asCode = (code: string): object => ({ coding: [{ system: 'urn:s', code }] })
const observation = (content: object): object => ({ resourceType: 'Observation', code: asCode('a'), ...content })
const consent = (content: object): object => ({ resourceType: 'Consent', ...content })
const patient = { patient: { reference: 'Patient/1' } }

export const rulesOfResources: readonly RuleExample[] = [
  {
    key: 'dom-2',
    at: 'ServiceRequest',
    holds: [{ resourceType: 'ServiceRequest' }, holding(practitioner)],
    broken: [holding({ ...practitioner, contained: [practitioner] })]
  },
  {
    key: 'dom-3',
    at: 'ServiceRequest',
    holds: [
      { resourceType: 'ServiceRequest' },
      holding(practitioner, requester),
      holding({ resourceType: 'Task', id: 'a', focus: { reference: '#' } }),
      holding(practitioner, { instantiatesUri: ['#a'] }),
      holding(practitioner, { instantiatesCanonical: ['#a'] }),
      holding(practitioner, { extension: [{ url: 'u', valueUri: '#a' }] }),
      {
        resourceType: 'ServiceRequest',
        contained: [practitioner, { resourceType: 'Task', id: 'b', owner: { reference: '#a' } }],
        basedOn: [{ reference: '#b' }]
      }
    ],
    broken: [
      holding(practitioner),
      holding(practitioner, { note: [{ text: '#a' }] }),
      holding({ resourceType: 'Task' })
    ],
    differs: 'the library does not know the elements of what is contained by their types'
  },
  {
    key: 'dom-4',
    at: 'ServiceRequest',
    holds: [holding(practitioner), holding({ ...practitioner, meta: { profile: ['urn:p'] } })],
    broken: [
      holding({ ...practitioner, meta: { versionId: '1' } }),
      holding({ ...practitioner, meta: { lastUpdated: '2026-03-16T10:00:00Z' } })
    ]
  },
  {
    key: 'dom-5',
    at: 'ServiceRequest',
    holds: [holding({ ...practitioner, meta: { tag: [{ code: 'x' }] } })],
    broken: [holding({ ...practitioner, meta: { security: [{ code: 'R' }] } })]
  },
  {
    key: 'dom-6',
    at: 'ServiceRequest',
    holds: [{ resourceType: 'ServiceRequest', text: { status: 'generated', div: '<div/>' } }],
    broken: [{ resourceType: 'ServiceRequest' }]
  },
  {
    key: 'cmp-1',
    at: 'Composition.section',
    holds: [{ text: { div: '<div/>' } }, { section: [{}] }],
    broken: [{ title: 'x' }]
  },
  {
    key: 'cmp-2',
    at: 'Composition.section',
    holds: [{ emptyReason: text }],
    broken: [{ emptyReason: text, entry: [{ display: 'x' }] }]
  },
  {
    key: 'cpl-3',
    at: 'CarePlan.activity',
    holds: [{ reference: { display: 'x' } }],
    broken: [{ reference: { display: 'x' }, detail: { status: 'unknown' } }]
  },
  { key: 'sev-1', at: 'AuditEvent.entity', holds: [{ name: 'x' }], broken: [{ name: 'x', query: 'eA==' }] },
  {
    key: 'prr-1',
    at: 'ServiceRequest',
    holds: [{ resourceType: 'ServiceRequest', code: text, orderDetail: [text] }],
    broken: [{ resourceType: 'ServiceRequest', orderDetail: [text] }]
  },
  {
    key: 'pat-1',
    at: 'Patient.contact',
    holds: [{ organization: { display: 'x' } }],
    broken: [{ relationship: [text] }]
  },
  {
    key: 'org-1',
    at: 'Organization',
    holds: [
      { resourceType: 'Organization', name: 'x' },
      { resourceType: 'Organization', identifier: [{ value: '1' }] }
    ],
    broken: [{ resourceType: 'Organization' }]
  },
  { key: 'org-2', at: 'Organization.address', holds: [{ use: 'work' }, {}], broken: [{ use: 'home' }] },
  { key: 'org-3', at: 'Organization.telecom', holds: [{ use: 'work' }, {}], broken: [{ use: 'home' }] },
  {
    key: 'inv-1',
    at: 'Task',
    holds: [{ resourceType: 'Task' }, { resourceType: 'Task', authoredOn: '2026-03-16', lastModified: '2026-03-17' }],
    broken: [{ resourceType: 'Task', authoredOn: '2026-03-17', lastModified: '2026-03-16' }]
  },
  {
    key: 'inv-1',
    at: 'Parameters.parameter',
    holds: [
      { name: 'x', valueString: 'y' },
      { name: 'x', resource: practitioner },
      { name: 'x', part: [{ name: 'y', valueString: 'z' }] }
    ],
    broken: [
      { name: 'x' },
      { name: 'x', valueString: 'y', resource: practitioner },
      { name: 'x', valueString: 'y', part: [{ name: 'z' }] }
    ]
  },
  {
    key: 'pdf-0',
    at: 'PlanDefinition',
    holds: [{ resourceType: 'PlanDefinition', name: 'Agreement' }, { resourceType: 'PlanDefinition' }],
    broken: [{ resourceType: 'PlanDefinition', name: 'agreement' }],
    differs: 'the expression gives nothing where there is no name'
  },
  { key: 'ppc-1', at: 'Consent', holds: [consent({ policyRule: text })], broken: [consent({})] },
  ...['patient-privacy', 'research', 'adr', 'treatment'].map((code, index) => ({
    key: `ppc-${index + 2}`,
    at: 'Consent',
    holds: [
      consent({}),
      consent({ ...patient, scope: coded('something', code) }),
      consent({ scope: coded('urn:x', code) })
    ],
    broken: [consent({ scope: coded('something', code) })]
  })),
  { key: 'con-1', at: 'Condition.stage', holds: [{ summary: text }], broken: [{ type: text }] },
  { key: 'con-2', at: 'Condition.evidence', holds: [{ code: [text] }], broken: [{ id: '1' }] },
  {
    key: 'con-3',
    at: 'Condition',
    holds: [condition(active), condition({ ...mistake, ...problem }), condition({}), condition({ category: [text] })],
    broken: [condition(problem)],
    differs: 'the expression compares a category with a text'
  },
  {
    key: 'con-4',
    at: 'Condition',
    holds: [condition({ abatementString: 'x', clinicalStatus: coded(CLINICAL, 'resolved') }), condition(active)],
    broken: [condition({ abatementString: 'x', ...active }), condition({ abatementDateTime: '2026' })]
  },
  {
    key: 'con-5',
    at: 'Condition',
    holds: [condition(mistake), condition(active)],
    broken: [condition({ ...mistake, ...active })]
  },
  { key: 'obs-3', at: 'Observation.referenceRange', holds: [text], broken: [{ type: text }] },
  {
    key: 'obs-6',
    at: 'Observation',
    holds: [observation({ valueString: 'x' })],
    broken: [observation({ valueString: 'x', dataAbsentReason: text })]
  },
  {
    key: 'obs-7',
    at: 'Observation',
    holds: [
      observation({ valueString: 'x', component: [{ code: asCode('b') }] }),
      observation({ component: [{ code: asCode('a') }] })
    ],
    broken: [observation({ valueString: 'x', component: [{ code: asCode('b') }, { code: asCode('a') }] })]
  },
  {
    key: 'vs-1',
    at: 'Observation.effective[x]',
    holds: ['2026-03-16', { start: '2026' }],
    broken: ['2026', '2026-03'],
    differs: 'the expression gives nothing for a period'
  },
  {
    key: 'vs-2',
    at: 'Observation',
    holds: [
      observation({ valueString: 'x' }),
      observation({ component: [{ code: text }] }),
      observation({ dataAbsentReason: text })
    ],
    broken: [observation({})]
  },
  {
    key: 'vs-3',
    at: 'Observation.component',
    holds: [{ valueString: 'x' }, { dataAbsentReason: text }],
    broken: [{ code: text }]
  }
]
