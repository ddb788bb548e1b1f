import { CodeSystem, ExtensionUrl } from '../../src/fhir/systems.ts'
import { businessStatuses, mutable } from '../../src/referral/task-step.ts'
import { allowedSteps, steps, type Part, type TaskStatus } from '../../src/referral/transition.ts'
import { code, codes, page, table } from '../markdown.ts'

const parts: readonly Part[] = ['requester', 'performer', 'gp']

/** Which status of the coordination Task may follow which, and who may make the step. */
export function lifecyclePage(): string {
  const statuses = [...new Set(steps.flatMap(({ from, to }) => [...from, to]))]
  return page('Life of a referral', '`src/referral/transition.ts` and `src/referral/task-step.ts`', [
    `The gateway keeps one coordination Task for each referral. A step is a \`PUT\` on it with \`If-Match\`. A step that is not
listed is refused with \`transition-not-allowed\` (409) and the steps that are. A status that stands in its own row may be kept,
to give a business status or a note.`,
    table(
      ['From', ...parts.map((part) => `Next, by the ${part}`)],
      statuses.map((from) => [code(from), ...parts.map((part) => next(from, part))])
    ),
    `A step changes ${codes(mutable)}
and nothing else (\`element-immutable\`). The Tasks of what is owed are the gateway’s own and take no steps (\`task-of-gateway\`).`,
    `**A rejection** says why, in \`statusReason\`, and where to go instead: in the extension
\`${ExtensionUrl.alternative}\`, a \`valueCodeableConcept\` with \`text\`, or with
the code \`none\` of \`${CodeSystem.rejectionAlternative}\` where there is no alternative. Else it is
refused with \`rejection-incomplete\` (422): who is sent back without either is lost.`,
    `**What happened** the performer says in \`businessStatus\`, a code of \`${CodeSystem.businessStatus}\`,
with the day in the extension \`${ExtensionUrl.eventDate}\`, or one that is expected in
\`${ExtensionUrl.expectedDate}\`. Without a day it is the
day of the step; \`waiting-list\` without one states nothing.`,
    [...businessStatuses]
      .map(([status, event]) => `- ${code(status)} states ${event === null ? 'nothing' : code(event)}`)
      .join('\n')
  ])
}

function next(from: TaskStatus, part: Part): string {
  return codes(allowedSteps(from, part)) || '-'
}
