import type { Resource } from '@medplum/fhirtypes'
import { test } from 'tap'
import { normalised } from '../../src/fhir/identifiers.ts'
import { referenceTo } from '../../src/fhir/references.ts'
import { forwarded, isJustified, messages, refusals, senders } from './chain-cases.ts'
import { dialectNamed, wrong } from './dialect-case.ts'
import { fullReferral, type Sender } from './full-referral.ts'
import { addedIn, complaintsAbout, send, type Sent } from './survival.ts'
import { additions } from './survival-additions.ts'
import { excuses } from './survival-excuses.ts'
import { rows } from './survival-rows.ts'

const arrived: Sent[] = []

for (const { from, name, graph } of messages) {
  for (const to of senders.filter((one) => one !== from)) {
    test(`${from} -> ${to}: ${name} comes through whole, and nothing is invented`, (t) => {
      const result = send(dialectNamed(from), dialectNamed(to), graph)
      if ('issues' in result) {
        for (const issue of result.issues)
          t.ok(isJustified(issue, to, graph), `${JSON.stringify(issue)} is to be refused`)
        t.end()
        return
      }
      arrived.push(result)
      t.same(complaintsAbout(result.chain), [])
      t.same(wrong(result.canonical, 'canonical'), [], 'the canonical form is sound')
      t.same(wrong(result.got, to), [], 'what is got is sound')
      // A code without a translation is carried and told; that anything was left unread would be a loss.
      t.same(
        [...new Set(result.warnings.map(({ code }) => code))].filter((code) => code !== 'carried-untranslated'),
        []
      )
      t.end()
    })
  }
}

for (const from of senders) {
  test(`the large messages of ${from} are sound as they are sent`, (t) => {
    const own = messages.filter((message) => message.from === from && message.name.startsWith('the '))
    t.equal(own.length, 2)
    for (const { graph } of own) {
      const sent = graph.map(({ resource, path }) => ({ resource: normalised(resource), path }))
      t.same(wrong(sent, from), [])
    }
    t.end()
  })
}

test('each row of the table finds something in the large messages', (t) => {
  const large = messages.filter(({ name }) => name.startsWith('the '))
  for (const { name, collect } of rows) {
    const found = large.flatMap(({ graph }) => collect(graph.map(({ resource }) => resource)))
    t.ok(found.length > 0, `${name} finds nothing, so it proves nothing`)
  }
  t.end()
})

test('what is listed as added, said otherwise or refused does happen, and has its reason', (t) => {
  const all = arrived.map(({ chain }) => ({ chain, added: addedIn(chain) }))
  for (const { at, from, to, because, follows } of additions) {
    const happens = all.some(({ chain, added }) => {
      const isOf = (from ?? chain.from) === chain.from && (to ?? chain.to) === chain.to
      return isOf && added.some((one) => at.test(one.at) && follows(one, chain))
    })
    t.ok(happens, `${at.source} is never added: ${because}`)
  }
  for (const { because } of [...excuses, ...refusals]) t.ok(because.length > 10)
  t.end()
})

const referral = fullReferral('his')
const atPractice = send(dialectNamed('his'), dialectNamed('gb-ggz'), referral) as Sent
const forward = forwarded(atPractice.chain.got)
const atInstitution = send(dialectNamed('gb-ggz'), dialectNamed('s-ggz'), forward) as Sent

test('his -> gb-ggz -> forwarded -> s-ggz: the forward referral comes through whole', (t) => {
  t.same(wrong(forward, 'gb-ggz'), [])
  t.same(complaintsAbout(atInstitution.chain), [])
  t.same(wrong(atInstitution.got, 's-ggz'), [])
  t.end()
})

test('his -> gb-ggz -> forwarded -> s-ggz: everything that the GP sent along is still there', (t) => {
  const isTheirs = ({ resourceType }: Resource) => resourceType !== 'ServiceRequest' && resourceType !== 'Task'
  const sent = atPractice.chain.sent.filter(isTheirs)
  const names = new Set(sent.map(referenceTo))
  const got = atInstitution.chain.got.filter((resource) => names.has(referenceTo(resource)))
  t.same(complaintsAbout({ from: 'his', to: 's-ggz', sent, got }), [])
  t.ok(sent.length > 15)
  t.end()
})

test('his -> gb-ggz -> forwarded -> s-ggz: why, how urgent and before when are those of the GP', (t) => {
  const names = ['reason', 'priority', 'GGz triage level', 'NTS level', 'to be seen before', 'note', 'free text']
  for (const { name, collect } of rows.filter((row) => names.includes(row.name))) {
    const of = (graph: readonly Resource[], id: string): readonly string[] =>
      collect(graph).flatMap(({ holder, key }) => (holder === `ServiceRequest/${id}` ? [key.replace(id, 'it')] : []))
    const left = [...of(atInstitution.chain.got, 'sr-verder')]
    const lost = of(atPractice.chain.sent, 'sr-elfa').filter((key) => {
      const place = left.indexOf(key)
      if (place !== -1) left.splice(place, 1)
      return place === -1
    })
    // The practice gives its own number to its own referral, and its own name to who asks.
    t.same(
      lost.filter((key) => !/2026-0519-7|ZD-ëÿ-01|Verwijsnummer|Hoekstra, huisarts|role-hoekstra/.test(key)),
      [],
      name
    )
  }
  t.end()
})

test('a refusal is taken for justified only where it is', (t) => {
  const to: Sender = 's-ggz'
  const issue = {
    code: 'map-failed',
    expression: 'Bundle.entry[0].resource.owner',
    severity: 'error',
    words: {}
  } as const
  t.notOk(isJustified(issue, to, referral))
  t.end()
})
