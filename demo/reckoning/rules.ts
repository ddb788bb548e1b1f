import type { Term } from './days.ts'

/** One duty to report, as the cooperation agreement puts it. */
export interface Rule {
  readonly code: string
  readonly opensOn: string
  readonly owedTo: readonly ('requester' | 'gp' | 'hap')[]
  /** Only for urgent referrals, or only for others; for all where it says nothing. */
  readonly urgent?: boolean
  /** Roles of performers; all where it says nothing. */
  readonly performers?: readonly string[]
  /** The first of these whose event is known decides. */
  readonly due: readonly (readonly [event: string, within: Term])[]
  readonly satisfiedBy: readonly string[]
  /** Something that happens and meets it: for what is only watched on its day, else when it is told. */
  readonly metBy?: string
  /** Binds nobody: what happened is measured, and not what was told. */
  readonly isWatched?: true
  /** Whoever passes the patient on goes on owing it. */
  readonly stays?: true
  readonly closedBy: readonly string[]
  /** When the first reminder goes out, from the due day; null where nobody is reminded. */
  readonly firstReminder: Term | null
  readonly recurs: boolean
}

const NO_REFERRAL = ['referral.rejected', 'referral.revoked', 'patient.deceased']
const OVER = ['treatment.ended', ...NO_REFERRAL]
const EVERYBODY = ['requester', 'gp'] as const

/**
 * The rules of the demonstration's agreement, written down by hand and not read from it: those that anything in the demonstration
 * can open. Consultations, care without referral, back-referrals and the like are reckoned by the simulation.
 */
export const RULES: readonly Rule[] = [
  {
    code: 'registration-confirmation',
    opensOn: 'referral.received',
    owedTo: EVERYBODY,
    due: [['referral.received', { workingDays: 5 }]],
    satisfiedBy: ['registration-confirmation', 'appointment-notice'],
    closedBy: NO_REFERRAL,
    firstReminder: { workingDays: 0 },
    recurs: false
  },
  {
    code: 'intake-confirmation',
    opensOn: 'referral.received',
    owedTo: EVERYBODY,
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
    owedTo: EVERYBODY,
    due: [
      ['status.given', { days: 28 }],
      ['referral.received', { days: 28 }]
    ],
    satisfiedBy: ['status-notice'],
    closedBy: ['treatment.started', ...OVER],
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
    closedBy: OVER,
    firstReminder: { days: -30 },
    recurs: true
  },
  {
    code: 'care-offer',
    opensOn: 'intake.done',
    owedTo: EVERYBODY,
    metBy: 'offer.made',
    due: [['intake.done', { days: 28 }]],
    satisfiedBy: ['care-offer'],
    closedBy: OVER,
    firstReminder: { days: -7 },
    recurs: false
  },
  {
    code: 'treatment-start',
    opensOn: 'intake.done',
    owedTo: EVERYBODY,
    due: [
      ['treatment.started', { days: 7 }],
      ['intake.done', { days: 70 }]
    ],
    satisfiedBy: ['treatment-start'],
    closedBy: OVER,
    firstReminder: { days: 0 },
    recurs: false
  },
  {
    code: 'crisis-plan',
    opensOn: 'crisis.flagged',
    owedTo: ['gp'],
    due: [['crisis.flagged', { workingDays: 20 }]],
    satisfiedBy: ['crisis-plan', 'no-plan'],
    closedBy: ['crisis.unflagged', ...NO_REFERRAL],
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
  },
  {
    code: 'no-show',
    opensOn: 'patient.no-show',
    owedTo: EVERYBODY,
    urgent: false,
    due: [['patient.no-show', { workingDays: 5 }]],
    satisfiedBy: ['no-show', 'appointment-notice'],
    closedBy: OVER,
    firstReminder: { workingDays: 0 },
    recurs: false
  },
  {
    code: 'no-show-urgent',
    opensOn: 'patient.no-show',
    owedTo: EVERYBODY,
    urgent: true,
    due: [['patient.no-show', { workingDays: 1 }]],
    satisfiedBy: ['no-show', 'appointment-notice'],
    closedBy: OVER,
    firstReminder: { workingDays: 0 },
    recurs: false
  },
  {
    code: 'appearance-confirmation',
    opensOn: 'referral.urgent',
    owedTo: EVERYBODY,
    performers: ['s-ggz', 'crisis'],
    due: [['referral.urgent', { workingDays: 1 }]],
    satisfiedBy: ['appearance-confirmation', 'no-show', 'crisis-report', 'intake-confirmation'],
    closedBy: NO_REFERRAL,
    firstReminder: { workingDays: 0 },
    recurs: false
  },
  {
    code: 'crisis-report',
    opensOn: 'crisis.assessed',
    owedTo: ['gp', 'hap', 'requester'],
    performers: ['crisis', 's-ggz'],
    stays: true,
    // A day and a night; nobody here tells the hour of an assessment, so they run from the end of its day.
    due: [['crisis.assessed', { days: 1 }]],
    satisfiedBy: ['crisis-report'],
    closedBy: ['patient.deceased'],
    firstReminder: { days: 0 },
    recurs: false
  },
  {
    code: 'transfer-notice',
    opensOn: 'referral.forwarded',
    owedTo: ['gp'],
    stays: true,
    due: [['referral.forwarded', { workingDays: 5 }]],
    satisfiedBy: ['transfer-notice'],
    closedBy: ['patient.deceased'],
    firstReminder: { workingDays: 0 },
    recurs: false
  },
  {
    code: 'end-report',
    opensOn: 'treatment.ended',
    owedTo: EVERYBODY,
    stays: true,
    due: [['treatment.ended', { days: 14 }]],
    satisfiedBy: ['end-report'],
    closedBy: ['patient.deceased'],
    firstReminder: { days: -7 },
    recurs: false
  },
  {
    code: 'rejection',
    opensOn: 'referral.rejected',
    owedTo: EVERYBODY,
    stays: true,
    due: [['referral.rejected', { workingDays: 5 }]],
    satisfiedBy: ['rejection'],
    closedBy: ['referral.accepted', 'patient.deceased'],
    firstReminder: { workingDays: 0 },
    recurs: false
  },
  {
    code: 'appointment-notice',
    opensOn: 'intake.planned',
    owedTo: EVERYBODY,
    due: [['intake.planned', { workingDays: 5 }]],
    satisfiedBy: ['appointment-notice', 'intake-confirmation'],
    closedBy: NO_REFERRAL,
    firstReminder: null,
    recurs: false
  },
  {
    code: 'change-notice',
    opensOn: 'change.reported',
    owedTo: EVERYBODY,
    due: [['change.reported', { workingDays: 3 }]],
    satisfiedBy: ['change-notice'],
    closedBy: NO_REFERRAL,
    firstReminder: null,
    recurs: false
  },
  {
    code: 'treek-intake',
    opensOn: 'referral.received',
    owedTo: [],
    metBy: 'intake.done',
    isWatched: true,
    due: [
      ['referral.registered', { days: 28 }],
      ['referral.received', { days: 28 }]
    ],
    satisfiedBy: [],
    closedBy: OVER,
    firstReminder: null,
    recurs: false
  },
  {
    code: 'treek-treatment',
    opensOn: 'intake.done',
    owedTo: [],
    metBy: 'treatment.started',
    isWatched: true,
    due: [['intake.done', { days: 70 }]],
    satisfiedBy: [],
    closedBy: OVER,
    firstReminder: null,
    recurs: false
  },
  {
    code: 'treek-total',
    opensOn: 'referral.received',
    owedTo: [],
    metBy: 'treatment.started',
    isWatched: true,
    due: [
      ['referral.registered', { days: 98 }],
      ['referral.received', { days: 98 }]
    ],
    satisfiedBy: [],
    closedBy: OVER,
    firstReminder: null,
    recurs: false
  }
]

/** What can happen to a patient several times: each day of it is one more, and no correction of the one before. */
export const REPEATED: readonly string[] = ['intake.planned', 'patient.no-show', 'change.reported', 'crisis.assessed']

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
  'no-plan': 'plan.declined',
  'care-offer': 'offer.made',
  'transfer-notice': 'referral.forwarded',
  'change-notice': 'change.reported',
  'crisis-report': 'crisis.assessed'
}

/** Which kinds are a report that starts the year anew, and which a notice that starts the four weeks anew. */
export const COUNTED: Readonly<Record<string, readonly string[]>> = {
  'report.counted': ['intake-confirmation', 'progress-report', 'transfer-notice'],
  'status.given': ['status-notice']
}
