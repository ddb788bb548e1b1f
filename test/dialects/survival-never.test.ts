import type { Coding, Condition, Resource, ServiceRequest } from '@medplum/fhirtypes'
import fc from 'fast-check'
import { type Test, test } from 'tap'
import { normalised } from '../../src/fhir/identifiers.ts'
import type { Located } from '../../src/fhir/located.ts'
import { SUGGESTED } from '../../src/mapping/load-dialects.ts'
import { arbitraryGraph } from './arbitrary-graph.ts'
import { messages, senders } from './chain-cases.ts'
import { changed, dialectNamed, root } from './dialect-case.ts'
import { fullReferral, type Sender } from './full-referral.ts'
import { readMappings } from '../../src/mapping/read-mappings.ts'
import { send, type Sent } from './survival.ts'
import { icpcCodes, suggestionsFor } from './survival-codes.ts'
import { suggestion } from './survival-follows.ts'
import { isObject, nodesOf, textOf } from './survival-nodes.ts'
import { urgencySystems } from './survival-rows.ts'

const { conceptMaps } = readMappings([`${root}/mappings`])
const pairs = conceptMaps.flatMap(({ url, groups }) =>
  groups.map(({ source = '', target = '' }) => ({ url, source, target }))
)
const isIcpc = (system: string): boolean =>
  /icpc/i.test(system) || /2\.16\.840\.1\.113883\.(?:2\.4\.4\.31|6\.139)/.test(system)

test('no ConceptMap turns a code of one scale of urgency into one of another', (t) => {
  const scaleOf = (system: string): number => urgencySystems.findIndex((systems) => systems.includes(system))
  for (const { url, source, target } of pairs)
    t.equal(scaleOf(source), scaleOf(target), `${url}: ${source} to ${target}`)
  t.ok(
    pairs.some(({ source }) => scaleOf(source) !== -1),
    'there is one of urgency to look at'
  )
  t.end()
})

test('no ConceptMap makes a code of ICPC of another code', (t) => {
  for (const { url, source, target } of pairs)
    t.notOk(isIcpc(target) && !isIcpc(source), `${url}: ${source} to ${target}`)
  t.ok(
    pairs.some(({ source, target }) => isIcpc(source) && !isIcpc(target)),
    'there is one from ICPC to look at'
  )
  t.end()
})

test('no map changes what each scale of urgency says, whatever is said on which', (t) => {
  eachChain((sent, { chain: { got } }) => {
    const levels = (graph: readonly Resource[]): readonly string[] =>
      graph.flatMap((resource) => [
        `${resource.resourceType} ${String(Reflect.get(resource, 'priority'))}`,
        ...codingsOf([resource])
          .filter(({ system = '' }) => /nts-urgency|request-priority/.test(system))
          .map((coding) => `${resource.resourceType} ${textOf(coding)}`)
      ])
    const names = new Set(sent.map(({ id }) => id))
    same(levels(got.filter(({ id }) => names.has(id))).toSorted(), levels(sent).toSorted())
    const hasTriage = (graph: readonly Resource[]): boolean =>
      codingsOf(graph).some(({ system = '' }) => /triage/.test(system))
    same(hasTriage(got), hasTriage(sent))
  }, t)
})

test('no code of ICPC appears that the sender did not give', (t) => {
  eachChain((sent, { chain: { got } }) => {
    const codes = (graph: readonly Resource[]): ReadonlySet<string> =>
      new Set(codingsOf(graph).flatMap(({ system = '', code = '' }) => (isIcpc(system) ? [code] : [])))
    const before = codes(sent)
    same(
      [...codes(got)].filter((code) => !before.has(code)),
      []
    )
  }, t)
})

test('a risk that is told in words only makes no Flag', (t) => {
  const words = 'Suïcidaal met een concreet plan; slaat haar kinderen; verwaarloost zichzelf; dreigt met een mes.'
  for (const from of senders) {
    const told = fullReferral(from).filter(({ resource }) => resource.resourceType !== 'Flag')
    const graph = changed(told, 'ServiceRequest', (request: ServiceRequest) => ({
      ...request,
      supportingInfo: request.supportingInfo?.filter(({ type }) => type !== 'Flag'),
      note: [{ text: words }],
      reasonCode: [{ text: words }]
    }))
    for (const to of senders) {
      const { chain } = send(dialectNamed(from), dialectNamed(to), graph) as Sent
      t.same(
        chain.got.filter(({ resourceType }) => resourceType === 'Flag'),
        [],
        `${from} -> ${to}`
      )
      t.ok(JSON.stringify(chain.got).includes(words))
    }
  }
  t.end()
})

test('each Flag that arrives was sent', (t) => {
  eachChain((sent, { chain: { got } }) => {
    const flags = (graph: readonly Resource[]) => graph.filter(({ resourceType }) => resourceType === 'Flag')
    same(flags(got), flags(sent))
  }, t)
})

test('each code of ICPC that a crosswalk has gets its suggestions, each marked, and stays first', (t) => {
  const codes = icpcCodes()
  t.ok(codes.length > 30)
  for (const code of codes) {
    const own = { system: 'http://hl7.org/fhir/sid/icpc-1-nl', code, display: 'Zoals de huisarts het noemt' }
    const condition: Condition = {
      resourceType: 'Condition',
      id: 'c',
      subject: { reference: 'Patient/p' },
      code: { coding: [own] }
    }
    const result = send(dialectNamed('his'), dialectNamed('s-ggz'), [
      { resource: condition, path: 'Condition' }
    ]) as Sent
    const [first, ...others] = (result.chain.got[0] as Condition).code?.coding ?? []
    t.same(first, own)
    t.same(
      others.map(({ system = '', code: made = '' }) => `${system}|${made}`).toSorted(),
      suggestionsFor(code).toSorted(),
      code
    )
    for (const one of others) t.ok(suggestion({ value: one, within: [own] }), JSON.stringify(one))
  }
  t.end()
})

test('a coding in a diagnosis or reason that was not sent is marked as a suggestion', (t) => {
  eachChain((sent, { chain: { got } }) => {
    const keys = new Set(codingsOf(sent).map(({ system = '', code = '' }) => `${system}|${code}`))
    const concepts = got.flatMap((resource) => {
      if (resource.resourceType === 'Condition') return [resource.code]
      return resource.resourceType === 'ServiceRequest' ? (resource.reasonCode ?? []) : []
    })
    const added = concepts
      .flatMap((concept) => concept?.coding ?? [])
      .filter(({ system = '', code = '' }) => !keys.has(`${system}|${code}`))
    same(
      added.filter(({ extension }) => extension?.some(({ url }) => url === SUGGESTED) !== true),
      []
    )
  }, t)
})

test('each coding of the sender arrives, with its version, its name, and whether a user chose it', (t) => {
  eachChain((sent, { chain: { got } }) => {
    const there = new Set(codingsOf(got).map(textOf))
    same(
      codingsOf(sent).filter((coding) => !there.has(textOf(coding))),
      []
    )
  }, t)
})

/** Runs a check for every message and for arbitrary ones, from each dialect to each. */
function eachChain(check: (sent: readonly Resource[], result: Sent) => void, t: Test): void {
  const one = (from: Sender, to: Sender, graph: readonly Located[]): void => {
    const result = send(dialectNamed(from), dialectNamed(to), graph)
    if ('chain' in result) check(normalised(graph.map(({ resource }) => resource)), result)
  }
  t.doesNotThrow(() => {
    for (const { from, graph } of messages) for (const to of senders) one(from, to, graph)
    for (const from of senders) {
      const property = fc.property(arbitraryGraph(from), fc.constantFrom(...senders), (graph, to) =>
        one(from, to, graph)
      )
      fc.assert(property, { seed: 20261122, numRuns: 30 })
    }
  })
  t.end()
}

function codingsOf(graph: readonly Resource[]): readonly Coding[] {
  return nodesOf(graph).flatMap(({ type, value }) => (type === 'Coding' && isObject(value) ? [value as Coding] : []))
}

function same(found: unknown, expected: unknown): void {
  const [one, other] = [textOf(found), textOf(expected)]
  if (one !== other) throw new Error(`${one} is not ${other}`)
}
