import { localDay } from '../../clock.ts'
import type { ObligationFacts } from '../../store/port.ts'
import type { ObligationRule } from '../agreement.ts'
import { knownFacts } from './facts.ts'
import { eventWords, reasonWords } from './names.ts'
import { endSteps, feedbackSteps, stateStep } from './outcome.ts'
import { step, type Step, type Telling } from './step.ts'
import { termSteps } from './term.ts'
import { plain, strengthWords, unknownReceiver } from '../words.ts'
import { hearingIn, hearingOf, type Hearing } from '../hearing.ts'
import { AGREEMENT_CHANGED, judge } from '../judge.ts'
import type { Agreements } from '../agreements/load-agreements.ts'
import type { ObligationState, StateQuestion } from '../state.ts'

/** What stands beside the facts that a state is derived from. */
export interface Beside extends Pick<Telling, 'seesAll' | 'nameOf' | 'whatOf'> {
  /** When which Communication reached the creditor. */
  readonly heard: ObligationFacts['heard']
}

/** A duty as it stands on a day, and every step that led to it. */
export interface Explanation {
  /** Under which it is judged, and the version that it is of. */
  readonly rule: ObligationRule
  readonly version: string
  readonly state: ObligationState
  /** Whether all that met it had reached the creditor by that day. */
  readonly hearing: Hearing
  readonly steps: readonly Step[]
}

/**
 * Why a duty has this due day and this state, step by step: how it opened, objections, the terms passed over, what started
 * the one that decided and what its calendar did not count, what came in, what ended it, the state, and what it rests on.
 *
 * State and due day are those of `judge`; nothing here counts a second time. What an objection kept from the creditor is
 * told to nobody but the one who gave it. Source: design section 7.
 */
export function explanation(
  agreements: Agreements,
  asked: Omit<StateQuestion, 'rule'>,
  { heard, ...beside }: Beside
): Explanation {
  const { rule, version, state } = judge(agreements, asked)
  const question = { ...asked, rule }
  const { on } = question
  const known = knownFacts(question, state)
  const hearing = hearingIn(state, heard, on)
  const telling: Telling = { ...beside, question, state, known, hearingOf: (one) => hearingOf([one], heard, on) }
  const steps = [
    ...openingSteps(telling),
    ...objectionSteps(telling),
    ...waiverSteps(telling),
    ...versionSteps(telling, agreements),
    ...termSteps(telling),
    ...feedbackSteps(telling),
    ...endSteps(telling),
    stateStep(telling),
    basisStep(telling, version)
  ]
  return { rule, version, state, hearing, steps }
}

function openingSteps({ question: { rule, obligation }, nameOf }: Telling): readonly Step[] {
  const { openedOn: day, turn, creditor } = obligation
  const words = {
    title: rule.title,
    turn: plain(turn),
    event: eventWords(rule.opensOn),
    owner: plain(nameOf(obligation.owner)),
    creditor: creditor === null ? unknownReceiver : plain(nameOf(creditor))
  }
  const heardOn = localDay(obligation.openedAt)
  const opened = step(turn > 1 ? 'opened-turn' : 'opened', { event: rule.opensOn, day, words })
  return heardOn === day ? [opened] : [opened, step('known-since', { heardOn })]
}

function objectionSteps({ known }: Telling): readonly Step[] {
  return known.objections.flatMap(({ from, heardAt, withdrawn }) => [
    step('objection-made', { event: 'objection.made', day: from, heardOn: localDay(heardAt) }),
    ...(withdrawn === undefined
      ? []
      : [
          step('objection-withdrawn', {
            event: 'objection.withdrawn',
            day: withdrawn.on,
            heardOn: localDay(withdrawn.heardAt)
          })
        ])
  ])
}

function waiverSteps({ known, nameOf }: Telling): readonly Step[] {
  return known.waivers.flatMap(({ from: day, heardAt, reason, authority, by, over }) => {
    const words = { by: plain(nameOf(by)), reason: reasonWords(reason), authority: plain(authority) }
    const waived = step('waived', { event: 'obligation.waived', day, heardOn: localDay(heardAt), words })
    return over === undefined ? [waived] : [waived, step('waiver-over', { day: over })]
  })
}

/** The versions that were put in force while the duty was open, up to the one by which it is judged. */
function versionSteps({ question }: Telling, agreements: Agreements): readonly Step[] {
  const { obligation, facts, on } = question
  const opened = `${obligation.agreement}|${obligation.agreementVersion}`
  return facts.flatMap(({ event, detail, occurredOn: day, heardAt }) => {
    const version = detail?.agreement ?? opened
    const isSince = event === AGREEMENT_CHANGED && day <= on && heardAt >= obligation.openedAt
    const rules = agreements.get(version)?.obligations ?? []
    if (!isSince || !rules.includes(question.rule)) return []
    const words = { version: plain(version), reason: plain(detail?.reason ?? '') }
    return [step('agreement-changed', { event, day, words })]
  })
}

/** The words of the source stay in its own language: a translation would be another text. */
function basisStep({ question: { rule, obligation } }: Telling, version: string): Step {
  const words = {
    agreement: plain(obligation.agreement),
    version: plain(version),
    strength: strengthWords[rule.strength],
    source: plain(rule.source)
  }
  return step('basis', { words })
}
