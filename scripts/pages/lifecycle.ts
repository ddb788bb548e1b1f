import { CodeSystem, ExtensionUrl } from '../../src/fhir/systems.ts'
import { suspensionReasons } from '../../src/obligations/agreement.ts'
import {
  businessStatuses,
  isFinal,
  statuses,
  steps,
  type Requirement,
  type Step,
  type TaskStatus
} from '../../src/referral/lifecycle/lifecycle.ts'
import { negotiations, replies, taskKinds } from '../../src/referral/negotiation/negotiations.ts'
import { mutable } from '../../src/referral/lifecycle/step.ts'
import { code, codes, page, table } from '../markdown.ts'

const movers = ['requester', 'performer', 'gp'] as const

/** Which status of a Task may follow which, who may make the step, what it must bring and what it states. */
export function lifecyclePage(): string {
  return page(
    'Life of a referral',
    '`src/referral/lifecycle/lifecycle.ts` and `src/referral/negotiation/negotiations.ts`',
    [
      `The gateway keeps one coordination Task for each referral. A step is a \`PUT\` on it with \`If-Match\`. A step that is not
listed is refused with \`transition-not-allowed\` (409) and the steps that are. \`GET /fhir/Task/{id}/$actions\` says what its caller
may do now. A status that stands in its own row may be kept, to give a business status or a note.`,
      table(
        ['From', ...movers.map((part) => `Next, by the ${part}`), 'Final'],
        statuses.map((from) => [code(from), ...movers.map((part) => next(from, part)), isFinal(from) ? 'yes' : 'no'])
      ),
      ...changing(),
      ...stepping(),
      ...happening(),
      ...negotiating()
    ]
  )
}

function changing(): readonly string[] {
  return [
    `A step changes ${codes(mutable)}
and nothing else (\`element-immutable\`). The Tasks of what is owed are the gateway’s own and take no steps (\`task-of-gateway\`).`,
    `**\`received\` is the performer’s own step.** That a message was delivered is not written into the Task: the performer
answers with the version that it was sent, and a version of the gateway’s in between would refuse its first step.`
  ]
}

function stepping(): readonly string[] {
  const telling = steps.filter(({ states, requires }) => states !== undefined || requires !== undefined)
  return [
    `## What a step must bring, and what it states`,
    list(
      telling.map(
        (step) =>
          `- ${code(step.to)}${heldIn(step)}, by the ${step.by}: ${[bringing(step), stating(step)].filter(Boolean).join('; ')}`
      )
    ),
    `**A rejection** says why, in \`statusReason\`, and where to go instead: in the extension
\`${ExtensionUrl.alternative}\`, a \`valueCodeableConcept\` with \`text\`, or with
the code \`none\` of \`${CodeSystem.rejectionAlternative}\` where there is no alternative. Else it is
refused with \`rejection-incomplete\` (422): who is sent back without either is lost.`,
    `**On hold** a Task has in \`statusReason\` a code of \`${CodeSystem.suspensionReason}\`
(${codes(suspensionReasons)}), else the step is
refused with \`suspension-incomplete\` (422). Since when, where that is not the day of the step, stands in \`event-date\`; an end
that is expected in \`expected-date\`, and the clock then runs again by itself from the day after. From there it goes back only to the
status that it came from, which the gateway remembers. For how long at most, and for which reasons at all, a duty’s clock
stands still, the agreement says. A clock that was stopped runs again with the step back, whatever the reason was.`,
    `A step out of a status leaves behind what was said only for that: a business status that no more holds, and the reason of
the hold, unless the step gives them anew.`
  ]
}

function happening(): readonly string[] {
  return [
    `## Business status`,
    `**What happened** the performer says in \`businessStatus\`, a code of \`${CodeSystem.businessStatus}\`,
with the day in the extension \`${ExtensionUrl.eventDate}\`, or one that is expected in
\`${ExtensionUrl.expectedDate}\`. Without a day it is the
day of the step; \`waiting-list\` without one states nothing. The days of a step to or from \`on-hold\` are those of the hold.`,
    list(
      [...businessStatuses].map(([status, { states, during }]) => {
        return `- ${code(status)} states ${states === null ? 'nothing' : code(states)}; it holds while ${codes(during)}`
      })
    )
  ]
}

function negotiating(): readonly string[] {
  return [
    `## What one party asks of the other`,
    `Some things need the other side’s yes. \`POST /fhir/Task\` with a code of \`${CodeSystem.taskKind}\`, \`status\` \`requested\`
and the ServiceRequest in \`focus\` (or the coordination Task in \`partOf\`) asks; the proposal stands in \`description\` and \`input\`, or in
feedback in the same transaction. Owner, asker, patient and what else is left out the gateway fills in. One of a kind can be open at a
time (\`negotiation-open\`); asked again after a refusal is a new Task. Not every referral is one about which it can be asked
(\`negotiation-not-allowed\`): a hand-over once the patient was taken on, also after the end of treatment; an abort after the start,
or by the performer once it has accepted. Before the start the requester cancels.`,
    list(
      taskKinds.map((kind) => {
        const { title, askedBy, asked, accepted, refused, withdrawn } = negotiations[kind]
        const back = withdrawn === undefined ? '' : `, taken back ${code(withdrawn)}`
        const who = kind === 'abort' ? 'the other of the two' : 'the GP'
        return `- ${code(kind)} (${title.en}): asked by the ${askedBy.join(' or the ')}, answered by ${who}; asked states ${code(asked)}, accepted ${codes(accepted)}, refused ${code(refused)}${back}`
      })
    ),
    list(
      replies.map(({ from, to, by, requires }) => {
        return `- from ${codes(from)} to ${code(to)}, by the ${by === 'owner' ? 'one who was asked' : 'one who asked'}${requires === undefined ? '' : ', with a reason in `statusReason` (else `answer-incomplete`, 422)'}`
      })
    ),
    `An abort that is agreed to makes the coordination Task \`cancelled\` in the same commit, and both are sent. What a substitution
must say is listed in [profiles](profiles.md), each an \`input\` with a code of
\`https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition\`; what is missing is told (\`proposal-incomplete\`) and delivered all
the same, because the GP may always refuse. A patient who comes back is a new ServiceRequest that \`replaces\` the old one, which
states \`referral.replaced\` there. The end of treatment is a fact whether or not the GP has said yes.`
  ]
}

const bringings: Readonly<Record<Requirement, string>> = {
  reason: 'a reason',
  alternative: 'an alternative, or that there is none',
  'suspension-reason': 'a coded reason'
}

function bringing({ requires }: Step): string {
  return requires === undefined ? '' : `brings ${requires.map((one) => bringings[one]).join(' and ')}`
}

function stating({ states }: Step): string {
  return states === undefined ? '' : `states ${code(states)}`
}

function heldIn({ heldFrom }: Step): string {
  return heldFrom === undefined ? '' : ` from \`on-hold\` (came from ${codes(heldFrom)})`
}

function list(lines: readonly string[]): string {
  return lines.join('\n')
}

function next(from: TaskStatus, part: (typeof movers)[number]): string {
  const rows = steps.filter((step) => step.by === part && step.from.includes(from))
  const cells = rows.map(({ to, heldFrom }) => {
    return heldFrom === undefined ? code(to) : `${code(to)} (held from ${heldFrom.join(', ')})`
  })
  return cells.join(', ') || '-'
}
