import { variables } from '../../src/config-variables.ts'
import { code, page, table } from '../markdown.ts'

/** Every environment variable with its default, as the README shows it. */
export function configurationTable(): string {
  return table(
    ['Variable', 'Default', 'What it sets'],
    variables.map((variable) => [code(variable.name), shown(variable), variable.description])
  )
}

/** Every environment variable with its default and what it accepts. */
export function configurationPage(): string {
  return page('Configuration', '`src/config-variables.ts`', [
    `The gateway reads environment variables and nothing else. All of them are checked at start; every problem is told at
once, by name and rule and without the value. An unknown variable that begins with \`GATEWAY_\` stops the start, because a
misspelt name would leave its default in force.`,
    table(
      ['Variable', 'Default', 'What it sets', 'Must be'],
      variables.map((variable) => [code(variable.name), shown(variable), variable.description, variable.form])
    )
  ])
}

function shown(variable: (typeof variables)[number]): string {
  return variable.default === undefined ? (variable.defaultShown ?? '') : code(variable.default)
}
