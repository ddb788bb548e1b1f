import fc from 'fast-check'
import { test } from 'tap'
import { normalised } from '../../src/fhir/identifiers.ts'
import { arbitraryGraph } from './arbitrary-graph.ts'
import { senders } from './chain-cases.ts'
import { dialectNamed, library, mapUrlsOf, validator, wrong } from './dialect-case.ts'
import { complaintsAbout, send } from './survival.ts'
import { excuses } from './survival-excuses.ts'

/** The same graphs each time; fast-check tells the seed and the path of one that fails, to run it again. */
const options = { seed: 20261122, numRuns: 60, endOnFailure: false }

for (const sender of senders) {
  const dialect = dialectNamed(sender)
  test(`whatever ${sender} says comes back to it as it was said, and is sound on its way`, (t) => {
    const property = fc.property(arbitraryGraph(sender), (graph) => {
      const sent = graph.map(({ resource, path }) => ({ resource: normalised(resource), path }))
      told('the generator makes what the dialect does not allow', wrong(sent, sender))
      const result = send(dialect, dialect, graph)
      if ('issues' in result) throw new Error(`refused: ${JSON.stringify(result.issues)}`)
      told('not as it was', complaintsAbout(result.chain))
      told(
        'not sound on its way',
        result.canonical.flatMap(({ resource, path }) => validator.base(resource, path))
      )
      told('not sound when it is back', wrong(result.got, sender))
      told(
        'a loss',
        result.warnings.filter(({ code }) => code !== 'carried-untranslated')
      )
    })
    t.doesNotThrow(() => fc.assert(property, options))
    t.end()
  })

  for (const receiver of senders.filter((one) => one !== sender)) {
    test(`whatever ${sender} says reaches ${receiver} whole`, (t) => {
      const property = fc.property(arbitraryGraph(sender), (graph) => {
        const result = send(dialect, dialectNamed(receiver), graph)
        if ('issues' in result) throw new Error(`refused: ${JSON.stringify(result.issues)}`)
        told('not whole', complaintsAbout(result.chain))
        told('not sound', wrong(result.got, receiver))
      })
      t.doesNotThrow(() => fc.assert(property, { ...options, numRuns: 20 }))
      t.end()
    })
  }

  test(`each drop that the maps of ${sender} list is one that the comparison knows`, (t) => {
    for (const url of mapUrlsOf(sender)) {
      for (const [type, { drops }] of library.maps.get(url)!.entries) {
        for (const { path } of drops) {
          const at = `${type}.${path}`
          const known = excuses.some(
            (one) => (one.from ?? one.to) === sender && (at === one.at || at.startsWith(`${one.at}.`))
          )
          t.ok(known, `${at} is dropped by ${url}`)
        }
      }
    }
    t.end()
  })
}

function told(what: string, found: readonly unknown[]): void {
  if (found.length > 0) throw new Error(`${what}:\n${found.map((one) => JSON.stringify(one)).join('\n')}`)
}
