import type { Term } from './days.ts'

/** One duty to report, as the cooperation agreement puts it. */
export interface Rule {
  readonly code: string
  readonly opensOn: 'referral.received' | 'crisis.flagged' | 'plan.revised'
  readonly owedTo: readonly ('requester' | 'gp')[]
  /** The first of these whose event is known decides. */
  readonly due: readonly (readonly [event: string, within: Term])[]
  readonly satisfiedBy: readonly string[]
  readonly closedBy: readonly string[]
  /** When the first reminder goes out, from the due day; null where nobody is reminded. */
  readonly firstReminder: Term | null
  readonly recurs: boolean
}

const NO_REFERRAL = ['referral.rejected', 'referral.revoked', 'patient.deceased']

/** The rules of the demonstration's agreement, written down by hand and not read from it. */
export const RULES: readonly Rule[] = [
  {
    code: 'registration-confirmation',
    opensOn: 'referral.received',
    owedTo: ['requester', 'gp'],
    due: [['referral.received', { workingDays: 5 }]],
    satisfiedBy: ['registration-confirmation', 'appointment-notice'],
    closedBy: NO_REFERRAL,
    firstReminder: { workingDays: 0 },
    recurs: false
  },
  {
    code: 'intake-confirmation',
    opensOn: 'referral.received',
    owedTo: ['requester', 'gp'],
    due: [
      ['intake.done', { days: 14 }],
      ['intake.planned', { days: 14 }],
      ['intake.expected', { days: 14 }],
      ['referral.received', { days: 42 }]
    ],
    satisfiedBy: ['intake-confirmation'],
    closedBy: NO_REFERRAL,
    firstReminder: { days: -7 },
    recurs: false
  },
  {
    code: 'status-notice',
    opensOn: 'referral.received',
    owedTo: ['requester', 'gp'],
    due: [
      ['status.given', { days: 28 }],
      ['referral.received', { days: 28 }]
    ],
    satisfiedBy: ['status-notice'],
    closedBy: ['treatment.started', 'treatment.ended', ...NO_REFERRAL],
    firstReminder: { days: 0 },
    recurs: true
  },
  {
    code: 'yearly-report',
    opensOn: 'referral.received',
    owedTo: ['gp'],
    due: [
      ['report.counted', { years: 1 }],
      ['treatment.started', { years: 1 }],
      ['referral.received', { years: 1 }]
    ],
    satisfiedBy: ['progress-report'],
    closedBy: ['treatment.ended', ...NO_REFERRAL],
    firstReminder: { days: -30 },
    recurs: true
  },
  {
    code: 'crisis-plan',
    opensOn: 'crisis.flagged',
    owedTo: ['gp'],
    due: [['crisis.flagged', { workingDays: 20 }]],
    satisfiedBy: ['crisis-plan', 'no-plan'],
    closedBy: NO_REFERRAL,
    firstReminder: { workingDays: -5 },
    recurs: false
  },
  {
    code: 'crisis-plan',
    opensOn: 'plan.revised',
    owedTo: ['gp'],
    due: [['plan.revised', { workingDays: 5 }]],
    satisfiedBy: ['crisis-plan'],
    closedBy: NO_REFERRAL,
    firstReminder: null,
    recurs: false
  }
]

/** What a feedback of each kind says has happened, on its event day; a kind that is not here says nothing. */
export const SAYS: Readonly<Record<string, string>> = {
  'registration-confirmation': 'referral.registered',
  'appointment-notice': 'intake.planned',
  'appearance-confirmation': 'patient.appeared',
  'no-show': 'patient.no-show',
  'intake-confirmation': 'intake.done',
  'treatment-start': 'treatment.started',
  'end-report': 'treatment.ended',
  rejection: 'referral.rejected',
  'crisis-plan': 'plan.revised',
  'no-plan': 'plan.declined'
}

/** Which kinds are a report that starts the year anew, and which a notice that starts the four weeks anew. */
export const COUNTED: Readonly<Record<string, readonly string[]>> = {
  'report.counted': ['intake-confirmation', 'progress-report', 'transfer-notice'],
  'status.given': ['status-notice']
}
