/**
 * `npm run conformance [-- --check | --list <part of a case's name> | --examples <handled | all>]`: validates the official cases and examples of R4
 * and writes `docs/conformance.md`.
 *
 * With `--check` it writes nothing and tells whether the page is what it would write; `--list` tells every issue of some
 * cases, `--examples` which rules the examples break. Ends with 1 where fewer errors are
 * found than must be, where there are more false alarms than may be, or where one is not explained. Where the cases or
 * the definitions are absent it says so and ends with 0.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { areCasesHere, runCases, type CaseOutcome } from './cases.ts'
import { createEngine } from './engine.ts'
import { areExamplesHere, ofHandledTypes, runExamples, type ExampleOutcome } from './examples.ts'
import { applicable, conformancePage, readCauses, shownIssue, tally, type Causes } from './page.ts'
import { isStandardHere, readStandard } from './standard.ts'

/** Of the erroneous cases at least so many are found, and at most so many sound ones refused. */
const FOUND_MIN = 26
const FALSE_ALARMS_MAX = 1

/** Groups of errors in the examples that `--examples` shows. */
const LISTED_MAX = 150

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    list: { type: 'string' },
    examples: { type: 'string' }
  }
})
const file = join(import.meta.dirname, '..', '..', 'docs', 'conformance.md')
const note = (line: string): void => void process.stdout.write(`${line}\n`)

if (!isStandardHere() || !areExamplesHere()) {
  note('skipped: the definitions of R4 are absent; install them with npm ci --prefix test/conformance')
} else if (values.list !== undefined) listCases(values.list)
else if (values.examples !== undefined) listExamples(values.examples)
else if (areCasesHere()) run()
else note('skipped: the official cases are absent')

function run(): void {
  const standard = readStandard()
  const causes = readCauses()
  const { base, variants } = runCases(standard)
  const engine = createEngine(standard)
  const all = runExamples(engine)
  const handled = ofHandledTypes(all)
  const problems = [
    ...problemsOfCases('base', base, causes),
    ...problemsOfCases('variant', applicable(variants), causes),
    ...problemsOfExamples(all),
    ...all.crashes.map((crash) => `crashed on ${crash}`),
    ...all.unused.map(({ files, reason }) => `an exception explains nothing: ${files.join(', ')}: ${reason}`)
  ]
  const page = conformancePage({ base, variants, handled, all }, causes)
  if (!values.check) writeFileSync(file, page)
  else if (readFileSync(file, 'utf8') !== page)
    problems.push('docs/conformance.md is not up to date: run npm run conformance')
  tellRow('base', base)
  tellRow('with profile', applicable(variants))
  note(
    `examples: ${total(handled)} of the handled types, ${handled.flawed.length} flawed; ${total(all)} in all, ${all.flawed.length} flawed`
  )
  note(`slowest: ${all.slowest.file}, ${Math.round(all.slowest.ms)} ms`)
  for (const problem of problems) note(`- ${problem}`)
  process.exitCode = problems.length === 0 ? 0 : 1
}

function tellRow(name: string, outcomes: readonly CaseOutcome[]): void {
  const { erroneous, found, falseAlarms } = tally(outcomes)
  note(`${name}: ${outcomes.length} cases, found ${found} of ${erroneous}, ${falseAlarms} false alarms`)
}

function total({ counts }: ExampleOutcome): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function problemsOfCases(row: 'base' | 'variant', outcomes: readonly CaseOutcome[], causes: Causes): readonly string[] {
  const { found, falseAlarms } = tally(outcomes)
  const wrong = outcomes.filter((one) => one.expected !== one.found)
  const unexplained = wrong
    .filter(({ name }) => causes[name]?.[row] === undefined)
    .map(
      ({ name, first }) =>
        `${row}: ${name} differs without a cause${first === undefined ? '' : `: ${shownIssue(first)}`}`
    )
  const stale = Object.entries(causes)
    .filter(([name, cause]) => cause[row] !== undefined && !wrong.some((one) => one.name === name))
    .map(([name]) => `${row}: the cause for ${name} explains nothing`)
  const bounds =
    row === 'base' && (found < FOUND_MIN || falseAlarms > FALSE_ALARMS_MAX)
      ? [`found ${found} (at least ${FOUND_MIN}), ${falseAlarms} false alarms (at most ${FALSE_ALARMS_MAX})`]
      : []
  const crashed = outcomes.flatMap(({ name, crash }) =>
    crash === undefined ? [] : [`${row}: crashed on ${name}: ${crash}`]
  )
  return [...crashed, ...unexplained, ...stale, ...bounds]
}

function problemsOfExamples({ flawed }: ExampleOutcome): readonly string[] {
  return flawed
    .filter(({ unexplained }) => unexplained.length > 0)
    .map(({ file: name, unexplained: [first] }) => `${name}: ${first === undefined ? '' : shownIssue(first)}`)
}

/** Every issue of the cases whose name has a part, for someone who looks into them. */
function listCases(part: string): void {
  const { base, variants } = runCases(readStandard(), part)
  for (const { name, expected, issues } of [...base, ...variants]) {
    note(`## ${name}: ${expected ? 'error' : 'sound'} expected`)
    for (const issue of issues) note(`   ${shownIssue(issue)} ${JSON.stringify(issue.words)}`)
  }
}

/** How often which rule was broken in the examples, with two of them each. */
function listExamples(which: string): void {
  const found = runExamples(createEngine(readStandard()))
  const outcome = which === 'all' ? found : ofHandledTypes(found)
  const groups = new Map<string, string[]>()
  for (const { file: name, unexplained } of outcome.flawed) {
    for (const issue of unexplained) {
      const place = issue.expression?.replaceAll(/\[\d+\]/g, '') ?? ''
      const key = `${issue.code} ${issue.rule?.id ?? ''} ${place} ${JSON.stringify(issue.words)}`
      groups.set(key, [...(groups.get(key) ?? []), name])
    }
  }
  for (const [key, names] of [...groups].sort((a, b) => b[1].length - a[1].length).slice(0, LISTED_MAX)) {
    note(`${names.length} x ${key}\n     ${[...new Set(names)].slice(0, 2).join(', ')}`)
  }
  for (const crash of outcome.crashes.slice(0, 20)) note(`crashed on ${crash}`)
  note(
    `${outcome.crashes.length} crashes, ${outcome.flawed.length} flawed of ${total(outcome)}; slowest ${outcome.slowest.file} ${Math.round(outcome.slowest.ms)} ms`
  )
}
