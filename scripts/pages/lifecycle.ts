import { allowedSteps, steps, type Part, type TaskStatus } from '../../src/referral/transition.ts'
import { code, codes, page, table } from '../markdown.ts'

const parts: readonly Part[] = ['requester', 'performer', 'gp']

/** Which status of the coordination Task may follow which, and who may make the step. */
export function lifecyclePage(): string {
  const statuses = [...new Set(steps.flatMap(({ from, to }) => [...from, to]))]
  return page('Life of a referral', '`src/referral/transition.ts`', [
    `The gateway keeps one coordination Task for each referral. A step is a \`PUT\` on it with \`If-Match\`. A step that is not
listed is refused with \`transition-not-allowed\` (409) and the steps that are. A status that stands in its own row may be kept,
to give a business status or a note.`,
    table(
      ['From', ...parts.map((part) => `Next, by the ${part}`)],
      statuses.map((from) => [code(from), ...parts.map((part) => next(from, part))])
    )
  ])
}

function next(from: TaskStatus, part: Part): string {
  return codes(allowedSteps(from, part)) || '-'
}
