import { effectCodes, type WhatIfTold } from '../flows/what-if.ts'

/** What a version would change, as a table for people: a line for each duty, then the counts. */
export function tableOf({ version, on, counts, rows }: WhatIfTold): string {
  const head = ['duty', 'code', 'owed by', 'to', 'now', 'then', 'effect']
  const lines = rows.map(({ obligation, code, owner, creditor, before, after, effects }) => {
    return [obligation, code, owner, creditor ?? '-', shown(before), shown(after), effects.join(', ')]
  })
  const table = rows.length === 0 ? [] : [head, ...lines]
  const widths = head.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)))
  const told = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  )
  const effects = effectCodes.filter((effect) => counts.effects[effect] > 0)
  return [
    ...told,
    ...(rows.length < counts.changed ? [`and ${counts.changed - rows.length} more`] : []),
    `${version} in force on ${on}: of ${counts.open} open duties ${counts.changed} would change`,
    ...effects.map((effect) => `${effect.padEnd(18)} ${String(counts.effects[effect]).padStart(8)}`),
    ''
  ].join('\n')
}

function shown(standing: WhatIfTold['rows'][number]['before'] | undefined): string {
  return standing === undefined ? '-' : `${standing.dueOn} ${standing.state}`
}
