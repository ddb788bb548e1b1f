import { localDay } from '../../clock.ts'
import type { ObligationFacts } from '../../store/port.ts'
import { knownFacts } from './facts.ts'
import { eventWords } from './names.ts'
import { endSteps, feedbackSteps, stateStep } from './outcome.ts'
import { step, type Step, type Telling } from './step.ts'
import { termSteps } from './term.ts'
import { plain, strengthWords, unknownReceiver } from '../words.ts'
import { hearingOf, type Hearing } from '../hearing.ts'
import { stateOf, type ObligationState, type StateQuestion } from '../state.ts'

/** What stands beside the facts that a state is derived from. */
export interface Beside extends Pick<Telling, 'seesAll' | 'nameOf' | 'whatOf'> {
  /** When which Communication reached the creditor. */
  readonly heard: ObligationFacts['heard']
}

/** A duty as it stands on a day, and every step that led to it. */
export interface Explanation {
  readonly state: ObligationState
  /** Whether all that met it had reached the creditor by that day. */
  readonly hearing: Hearing
  readonly steps: readonly Step[]
}

/**
 * Why a duty has this due day and this state, step by step: how it opened, objections, the terms passed over, what started
 * the one that decided and what its calendar did not count, what came in, what ended it, the state, and what it rests on.
 *
 * State and due day are those of `stateOf`; nothing here counts a second time. What an objection kept from the creditor is
 * told to nobody but the one who gave it. Source: design section 7.
 */
export function explanation(question: StateQuestion, { heard, ...beside }: Beside): Explanation {
  const state = stateOf(question)
  const { on } = question
  const known = knownFacts(question, state)
  const hearing = hearingOf(state.metBy, heard, on)
  const telling: Telling = { ...beside, question, state, known, hearingOf: (one) => hearingOf([one], heard, on) }
  const steps = [
    ...openingSteps(telling),
    ...objectionSteps(telling),
    ...termSteps(telling),
    ...feedbackSteps(telling),
    ...endSteps(telling),
    stateStep(telling),
    basisStep(telling)
  ]
  return { state, hearing, steps }
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

/** The words of the source stay in its own language: a translation would be another text. */
function basisStep({ question: { rule, obligation } }: Telling): Step {
  const words = {
    agreement: plain(obligation.agreement),
    version: plain(obligation.agreementVersion),
    strength: strengthWords[rule.strength],
    source: plain(rule.source)
  }
  return step('basis', { words })
}
