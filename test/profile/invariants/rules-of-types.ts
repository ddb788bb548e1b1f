import type { RuleExample } from './rule-example.ts'

// What each invariant of R4's data types holds of, and by what it is broken: the smallest of each. Test persons only.

const UCUM = 'http://unitsofmeasure.org'
const partner = { extension: [{ url: 'urn:reason', valueCode: 'unknown' }] }

export const rulesOfTypes: readonly RuleExample[] = [
  { key: 'ele-1', at: 'Period', holds: [{ start: '2026' }, { _start: partner }, partner], broken: [{}, { id: '1' }] },
  { key: 'ele-1', at: 'string', holds: ['x', 'true'], broken: [] },
  {
    key: 'ext-1',
    at: 'Extension',
    holds: [
      { url: 'u', valueString: 'x' },
      { url: 'u', _valueString: partner },
      { url: 'u', ...partner }
    ],
    broken: [{ url: 'u' }, { url: 'u', valueString: 'x', ...partner }]
  },
  {
    key: 'ref-1',
    at: 'Reference',
    holds: [{ reference: 'Patient/1' }, { display: 'X' }, { identifier: { value: '1' } }],
    broken: [{ reference: '#nobody' }, { reference: '#' }],
    differs: 'the expression gives nothing for a reference without a reference'
  },
  {
    key: 'per-1',
    at: 'Period',
    holds: [{}, { start: '2026-03-17' }, { end: '2026-03-17' }, { start: '2026-03-16', end: '2026-03-17' }],
    broken: [{ start: '2026-03-17', end: '2026-03-16' }]
  },
  {
    key: 'qty-3',
    at: 'Quantity',
    holds: [{ value: 1 }, { code: 'g', system: UCUM }],
    broken: [{ value: 1, code: 'g' }]
  },
  { key: 'sqty-1', at: 'Quantity', holds: [{ value: 1 }], broken: [{ value: 1, comparator: '<' }] },
  {
    key: 'mqty-1',
    at: 'Quantity',
    holds: [{ value: 1, code: 'EUR', system: 'urn:iso:std:iso:4217' }, {}],
    broken: [{ value: 1 }, { value: 1, code: 'g', system: UCUM }]
  },
  {
    key: 'age-1',
    at: 'Age',
    holds: [{ value: 40, code: 'a', system: UCUM }, {}],
    broken: [{ value: 40 }, { value: 0, code: 'a', system: UCUM }, { value: 4, code: 'a', system: 'urn:x' }]
  },
  {
    key: 'dis-1',
    at: 'Distance',
    holds: [{ value: 4, code: 'km', system: UCUM }],
    broken: [{ value: 4 }, { value: 4, code: 'km', system: 'urn:x' }]
  },
  {
    key: 'cnt-3',
    at: 'Count',
    holds: [{ value: 4, code: '1', system: UCUM }, {}],
    broken: [{ value: 4 }, { value: 4.5, code: '1', system: UCUM }, { value: 4, code: 'g', system: UCUM }]
  },
  {
    key: 'drt-1',
    at: 'Duration',
    holds: [
      { value: 4, unit: 'weken' },
      { value: 4, code: 'wk', system: UCUM }
    ],
    broken: [
      { value: 4, code: 'wk' },
      { code: 'wk', system: UCUM }
    ]
  },
  {
    key: 'rat-1',
    at: 'Ratio',
    holds: [{ numerator: { value: 1 }, denominator: { value: 2 } }, partner],
    broken: [{ numerator: { value: 1 } }, { denominator: { value: 1 } }, {}]
  },
  {
    key: 'rng-2',
    at: 'Range',
    holds: [
      { low: { value: 1 } },
      { low: { value: 1, unit: 'keer' }, high: { value: 2, unit: 'keer' } },
      { low: { value: 9, code: 'g', system: UCUM }, high: { value: 10, code: 'g', system: UCUM } }
    ],
    broken: [{ low: { value: 2, code: 'g', system: UCUM }, high: { value: 1, code: 'g', system: UCUM } }]
  },
  {
    key: 'att-1',
    at: 'Attachment',
    holds: [{ url: 'urn:x' }, { data: 'eA==', contentType: 'text/plain' }],
    broken: [{ data: 'eA==' }]
  },
  {
    key: 'cpt-2',
    at: 'ContactPoint',
    holds: [{ value: '1', system: 'phone' }, { use: 'work' }],
    broken: [{ value: '1' }]
  },
  {
    key: 'exp-1',
    at: 'Expression',
    holds: [{ expression: 'true' }, { reference: 'urn:x' }],
    broken: [{ language: 'x' }]
  },
  {
    key: 'drq-1',
    at: 'DataRequirement.codeFilter',
    holds: [{ path: 'a' }],
    broken: [{}, { path: 'a', searchParam: 'b' }]
  },
  {
    key: 'drq-2',
    at: 'DataRequirement.dateFilter',
    holds: [{ searchParam: 'a' }],
    broken: [{}, { path: 'a', searchParam: 'b' }]
  },
  {
    key: 'trd-1',
    at: 'TriggerDefinition',
    holds: [{ timingDate: '2026' }, { data: [{ type: 'Task' }] }],
    broken: [{ timingDate: '2026', data: [{ type: 'Task' }] }]
  },
  { key: 'trd-2', at: 'TriggerDefinition', holds: [{ type: 'periodic' }], broken: [{ condition: { language: 'x' } }] },
  {
    key: 'trd-3',
    at: 'TriggerDefinition',
    holds: [
      { type: 'named-event', name: 'x' },
      { type: 'data-added', data: [{ type: 'Task' }] },
      { type: 'periodic', timingDate: '2026' }
    ],
    broken: [{ type: 'named-event' }, { type: 'data-added' }, { type: 'periodic' }]
  },
  { key: 'tim-1', at: 'Timing.repeat', holds: [{ duration: 1, durationUnit: 'd' }, {}], broken: [{ duration: 1 }] },
  { key: 'tim-2', at: 'Timing.repeat', holds: [{ period: 1, periodUnit: 'd' }], broken: [{ period: 1 }] },
  { key: 'tim-4', at: 'Timing.repeat', holds: [{ duration: 0 }, {}], broken: [{ duration: -1 }] },
  { key: 'tim-5', at: 'Timing.repeat', holds: [{ period: 1 }, {}], broken: [{ period: -0.5 }] },
  { key: 'tim-6', at: 'Timing.repeat', holds: [{ period: 1, periodMax: 2 }], broken: [{ periodMax: 2 }] },
  { key: 'tim-7', at: 'Timing.repeat', holds: [{ duration: 1, durationMax: 2 }], broken: [{ durationMax: 2 }] },
  { key: 'tim-8', at: 'Timing.repeat', holds: [{ count: 1, countMax: 2 }], broken: [{ countMax: 2 }] },
  {
    key: 'tim-9',
    at: 'Timing.repeat',
    holds: [{ offset: 5, when: ['PCV'] }, { when: ['C'] }],
    broken: [{ offset: 5 }, { offset: 5, when: ['AC', 'CM'] }]
  },
  {
    key: 'tim-10',
    at: 'Timing.repeat',
    holds: [{ when: ['AC'] }],
    broken: [{ when: ['AC'], timeOfDay: ['10:00:00'] }]
  }
]
