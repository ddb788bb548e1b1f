import type { Action } from '../referral/lifecycle/actions.ts'
import { titleOf } from '../referral/lifecycle/actions.ts'
import type { Requirement, TaskStatus } from '../referral/lifecycle/lifecycle.ts'

/** A sentence in both languages. */
interface Words {
  readonly nl: string
  readonly en: string
}

const steps: Partial<Record<TaskStatus, Words>> = {
  received: { nl: 'Melden dat de verwijzing is ontvangen', en: 'Say that the referral was received' },
  accepted: {
    nl: 'De verwijzing aannemen, of in die status nieuws geven',
    en: 'Accept the referral, or give news in that status'
  },
  rejected: { nl: 'De verwijzing afwijzen', en: 'Reject the referral' },
  'in-progress': {
    nl: 'Melden dat het werk is begonnen, of nieuws geven',
    en: 'Say that the work has started, or give news'
  },
  completed: { nl: 'Melden dat het werk is afgerond', en: 'Say that the work is completed' },
  failed: { nl: 'Sluiten na de afgesproken pogingen', en: 'Close it after the agreed attempts' },
  'on-hold': {
    nl: 'Aanhouden, of een andere reden of een ander einde geven',
    en: 'Put it on hold, or give another reason or end'
  },
  cancelled: { nl: 'De verwijzing intrekken', en: 'Cancel the referral' },
  'entered-in-error': { nl: 'Melden dat de verwijzing een vergissing was', en: 'Say that the referral was a mistake' }
}

const answers: Partial<Record<TaskStatus, Words>> = {
  received: { nl: 'Melden dat het verzoek is ontvangen', en: 'Say that the request was received' },
  accepted: { nl: 'Instemmen', en: 'Accept' },
  rejected: { nl: 'Weigeren', en: 'Refuse' },
  cancelled: { nl: 'Het verzoek intrekken', en: 'Take the request back' }
}

const brought: Readonly<Record<Requirement, Words>> = {
  reason: { nl: 'een reden (statusReason)', en: 'a reason (statusReason)' },
  alternative: {
    nl: 'een alternatief, of dat er geen is (extensie alternative)',
    en: 'an alternative, or that there is none (extension alternative)'
  },
  'suspension-reason': {
    nl: 'een gecodeerde reden (statusReason, suspension-reason)',
    en: 'a coded reason (statusReason, suspension-reason)'
  }
}

/** What an action is, for people. */
export function wordsOf(action: Action): Words {
  const { nl, en } = bare(action)
  if (action.requires.length === 0) return { nl: `${nl}.`, en: `${en}.` }
  const needed = action.requires.map((one) => brought[one])
  return {
    nl: `${nl}, met ${needed.map((one) => one.nl).join(' en ')}.`,
    en: `${en}, with ${needed.map((one) => one.en).join(' and ')}.`
  }
}

function bare({ code, status = 'requested', kind = '', about = '' }: Action): Words {
  const asIs = { nl: status, en: status }
  const title = titleOf(kind) ?? { nl: kind, en: kind }
  switch (code) {
    case 'step':
      return steps[status] ?? asIs
    case 'answer':
      return answers[status] ?? asIs
    case 'ask':
      return { nl: `Vragen: ${title.nl}`, en: `Ask: ${title.en}` }
    case 'feedback':
      return { nl: `Terugkoppeling sturen van de soort ${kind}`, en: `Send feedback of the kind ${kind}` }
    case 'waive':
      return { nl: 'Van de terugkoppeling afzien', en: 'Waive the feedback' }
    case 'end-waiver':
      return { nl: 'Het afzien terugnemen', en: 'Take the waiver back' }
    case 'dispute':
      return { nl: `Betwisten: ${about}`, en: `Dispute: ${about}` }
  }
}
