import { readdirSync } from 'node:fs'
import { test } from 'tap'
import { normalised } from '../../src/fhir/identifiers.ts'
import { referenceTo } from '../../src/fhir/references.ts'
import type { Direction, Mapped } from '../../src/mapping/port.ts'
import { byReference, dialects, folders, library, mapped, mapUrlsOf, wrong } from './dialect-case.ts'
import { type Pair, pairsOf, strayOutputs, type Way, writeOutput } from './golden-pairs.ts'
import { lostLeaves } from './lost-leaves.ts'

/** Pairs that each dialect of the product has in each direction, at least. */
const PAIRS_MIN = 8

/**
 * `GOLDEN=write` writes the outputs instead of comparing them, `GOLDEN=write:his/crisis` those of a dialect whose names
 * begin so; the author reviews what it wrote.
 */
const [mode, chosen = ''] = (process.env['GOLDEN'] ?? '').split(':')

const [own] = folders
const ownDialects = readdirSync(own!)

for (const dialect of dialects.keys()) {
  const pairs = pairsOf(dialect)
  test(`${dialect} has golden pairs in both directions`, (t) => {
    const least = ownDialects.includes(dialect) ? PAIRS_MIN : 1
    for (const way of ['to-canonical', 'from-canonical'] as const) {
      const count = pairs.filter((pair) => pair.way === way).length
      t.ok(count >= least, `${dialect} has ${count} pairs ${way}; at least ${least} are wanted`)
    }
    t.same(strayOutputs(dialect), [], 'each output has its input')
    t.end()
  })
  for (const pair of pairs) testPair(pair)
}

test('each folder of golden pairs is that of a dialect', (t) => {
  const here = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  for (const { name } of here) if (name !== 'mappings') t.ok(dialects.has(name), `there is no dialect ${name}`)
  t.end()
})

function testPair(pair: Pair): void {
  const { dialect, name, way, input, output } = pair
  test(`${dialect} ${way}: ${name}`, async (t) => {
    const result = directionOf(dialect, way)(input)
    const made = mapped(result).map(({ resource }) => resource)
    if (mode === 'write' && `${dialect}/${name}`.startsWith(chosen)) await writeOutput(pair, made)
    else if (output === undefined) t.fail(`${pair.outputFile} is absent; GOLDEN=write makes it, and you review it`)
    else t.same(byReference(mapped(result)), byReference(output), 'it is what the golden file says')
    t.equal(new Set(made.map(referenceTo)).size, made.length, 'each resource stands there once')

    t.same(warningsOf(result), pair.warnings, 'and warns of nothing but what the list of warnings says')
    const [from, to] = way === 'to-canonical' ? [dialect, 'canonical'] : ['canonical', dialect]
    // The gateway asks for required content under the names of systems that it keeps.
    const kept = input.map(({ resource, path }) => ({ resource: normalised(resource), path }))
    t.same(wrong(kept, from), [], `the input is sound in the form ${from}`)
    t.same(wrong(mapped(result), to), [], `the output is sound in the form ${to}`)
    if (way === 'to-canonical') t.same(lostOnTheWay(pair), [], 'and everything comes back')
    t.end()
  })
}

function directionOf(dialect: string, way: Way): Direction {
  const { toCanonical, fromCanonical } = dialects.get(dialect)!
  return way === 'to-canonical' ? toCanonical : fromCanonical
}

function warningsOf(result: ReturnType<Direction>): readonly object[] {
  const warnings: Mapped['warnings'] = result.ok ? result.value.warnings : []
  return warnings.map(({ code, expression = '' }) => ({ code, expression }))
}

/** What a sender would not find again in its own message after it went to the canonical form and back. */
function lostOnTheWay({ dialect, input, differences }: Pair): readonly object[] {
  const there = mapped(directionOf(dialect, 'to-canonical')(input))
  const back = byReference(mapped(directionOf(dialect, 'from-canonical')(there)))
  const excused = new Set([...dropsOf(dialect), ...differences.map(({ expression }) => expression)])
  return input.flatMap(({ resource }) => {
    const reference = referenceTo(resource)
    // A difference names one resource, a drop its type.
    const isExcused = (path: string): boolean =>
      excused.has(path) || excused.has(path.replace(reference, resource.resourceType))
    return lostLeaves(normalised(resource), normalised(back.get(reference)), reference, isExcused)
  })
}

/** `Type.path` of everything that the maps of a dialect leave out, as they say themselves. */
function dropsOf(dialect: string): readonly string[] {
  return mapUrlsOf(dialect).flatMap((url) => {
    const entries = [...(library.maps.get(url)?.entries ?? [])]
    return entries.flatMap(([type, { drops }]) => drops.map(({ path }) => `${type}.${path}`))
  })
}
