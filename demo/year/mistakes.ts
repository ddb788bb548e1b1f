import { PLEIN } from './case.ts'
import { moves, reports, requester, type Row } from './row.ts'

/** An URA that nobody has. */
const NOBODY = '90000999'

/** What goes wrong in a year, by the family name of the patient; the gateway has a decided answer to each. */
export const mistakes: Readonly<Record<string, readonly Row[]>> = {
  Verhoeven: [
    requester(
      0,
      'resend',
      {},
      {
        tell: 'De Linde did not see the answer and sends it again: same answer, no second referral.'
      }
    ),
    requester(
      0,
      'refer',
      { performerUra: NOBODY },
      {
        expects: 422,
        tell: 'A referral to an organisation that nobody knows is refused, with the field and what to do about it.'
      }
    ),
    requester(
      0,
      'refer',
      { bsn: '999999153' },
      {
        expects: 422,
        tell: 'So is one with a BSN that cannot exist.'
      }
    )
  ],
  Kamphuis: [
    requester(
      5,
      'step',
      { status: 'in-progress' },
      {
        expects: 409,
        tell: 'The practice wants to say that the treatment of {name} began: not its step to make, 409 with the steps that are.'
      }
    ),
    moves(180, 'accepted', {}, { expects: 409 })
  ],
  Dekker: [
    moves(
      2,
      'rejected',
      { reason: 'Wachtlijst gesloten' },
      {
        expects: 422,
        tell: 'De Brug rejects {name} without naming an alternative: refused, the GP must know where to go.'
      }
    )
  ],
  // The same patient was referred twice to the same institution: a letter that names neither, or both, fits both.
  Oosting: [
    reports(
      100,
      'progress-report',
      { on: 100, basedOn: [] },
      {
        expects: 202,
        tell: 'A report on {name} that names no referral fits two: kept for the operator, and assigned to none.'
      }
    ),
    reports(101, 'progress-report', { on: 100, basedOn: ['earlier', 'first'] }, { expects: 202 })
  ],
  // Here there is one referral only, so a letter that names none can belong to no other.
  'van Dijk': [reports(120, 'progress-report', { on: 120, basedOn: [] })],
  Kuipers: [reports(90, 'progress-report', { on: 90, basedOn: ['stranger'] }, { expects: 422 })]
}

/** A system that is down for a while: what is for it waits up to seven days, and comes when it is back. */
export interface Outage {
  readonly system: string
  /** The first and the last day, `YYYY-MM-DD`; it is back on the morning after. */
  readonly from: string
  readonly until: string
  readonly tell: string
}

export const outages: readonly Outage[] = [
  {
    system: PLEIN,
    from: '2026-06-23',
    until: '2026-06-28',
    tell: 'The system of Het Plein is down for six days. Nothing is lost: what is for it waits.'
  }
]
