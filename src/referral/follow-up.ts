import type { Resource } from '@medplum/fhirtypes'
import type { Located } from '../fhir/located.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { referencesIn, referenceTo } from '../fhir/references.ts'
import { openings } from '../obligations/open.ts'
import { ok, refused, type Result } from '../result.ts'
import { CANONICAL_PROJECTION, type FactRow, type StoredResource, type Write } from '../store/change.ts'
import { missedBy, readersIn } from './catch-up.ts'
import { agreementOf, dutiesOf, isOwed, nameOf, openingOf, rungsOf, type Duty } from './duties.ts'
import { partiesIn, patientOf, resourcesIn } from './known.ts'
import { ownersIn } from './negotiation/negotiated.ts'
import { readNews, type FollowUp, type News } from './news.ts'
import { originsInMessage } from './origins.ts'
import { outboxMessage, rankOf } from './outbound.ts'
import { dutyTasksIn, letterOf, outsideReaders, outsidersIn } from './outsider.ts'
import { withParties } from './parties.ts'
import { currentRows, nextRows, rowKey } from './projection.ts'
import { renderFor, type Rendered } from './render.ts'
import type { Decision, Rules } from './rules.ts'
import { stopsBy } from './stopping.ts'
import { isWithheld, keptBecause, keptFrom, readableBy } from './withheld.ts'

export type { FollowUp } from './news.ts'

/**
 * Decides a message about a referral that is known: what it changes, which duties it opens and meets, who is told.
 *
 * Errors: those of `readNews`, and of rendering what is passed on.
 */
export function followUp(rules: Rules, ask: FollowUp): Result<Decision> {
  const news = readNews(rules, ask)
  if (!news.ok) return news
  const { arrival, known } = ask
  const { referral } = known
  const facts = [...known.facts, ...news.value.facts]
  const { before, duties, opened } = moved(rules, ask, { news: news.value, facts })
  const receivers = receiversOf(rules, ask, { news: news.value, facts, duties })
  const rendered = renderAll(rules, ask, { news: news.value, facts, receivers: receivers.open })
  if (!rendered.ok) return rendered
  const readableDuties = duties.filter(
    ({ obligation, isHidden }) => !isHidden || obligation.creditor !== arrival.participant.id
  )
  const written = rowsOf(ask, { news: news.value, rendered: rendered.value, duties })
  const { communication } = news.value
  const about = {
    referral: referral.id,
    priority: rankOf(communication?.priority),
    cause: arrival.message,
    now: arrival.now
  }
  return ok({
    referral: referral.id,
    writes: [
      ...written.rows.map((row): Write => ({ kind: 'resource', ...row })),
      ...news.value.facts.map((fact): Write => ({ kind: 'fact', ...fact })),
      ...opened.map((obligation): Write => ({ kind: 'obligation', ...obligation })),
      ...rungsOf(duties, known.rungs).map((rung): Write => ({ kind: 'rung', ...rung })),
      ...stopsBy(rules, arrival, { known, news: news.value.facts })
    ],
    outbox: written.sent
      .filter(({ rows }) => rows.length > 0)
      .map(({ id, rows }) => outboxMessage(rows, { ...about, ...carriedIn(rows), receiver: id }, rules.base)),
    own: written.own,
    issues: [...news.value.issues, ...told(before, readableDuties), ...receivers.issues],
    warnings: [...news.value.warnings, ...[...rendered.value.values()].flatMap(({ warnings }) => warnings)]
  })
}

/** The Communication that a message carries, whose arrival is what the second clock of a duty waits for. */
function carriedIn(rows: readonly StoredResource[]): { readonly communication?: string } {
  const communication = rows.find(({ type }) => type === 'Communication')?.id
  return communication === undefined ? {} : { communication }
}

interface Heard {
  readonly news: News
  /** Everything known of the referral, the news included. */
  readonly facts: readonly FactRow[]
}

/** The duties before and after the news, with those that it opens. */
function moved(rules: Rules, { arrival, known }: FollowUp, { news, facts }: Heard) {
  const { referral } = known
  const opening = openingOf(rules, arrival, referral)
  const opened = openings(opening, { obligations: known.obligations, facts, news: news.facts })
  const question = { referral, on: arrival.today, patient: patientOf(known) }
  const before = dutiesOf(rules, { ...question, obligations: known.obligations, facts: known.facts })
  const duties = dutiesOf(rules, { ...question, obligations: [...known.obligations, ...opened], facts })
  return { before, duties, opened }
}

interface Written {
  readonly rows: readonly StoredResource[]
  readonly sent: readonly { readonly id: string; readonly rows: readonly StoredResource[] }[]
  readonly own: readonly StoredResource[]
}

/** The next versions in every projection: what was sent, what was made of it, and the duties, which every party sees. */
function rowsOf(
  { arrival, known }: FollowUp,
  made: {
    readonly news: News
    readonly rendered: ReadonlyMap<string, Rendered>
    readonly duties: readonly Duty[]
  }
): Written {
  const current = currentRows(known.resources)
  const frame = {
    ...{ current, referral: known.referral, now: arrival.now },
    cause: { message: arrival.message, isPosted: false },
    owners: ownersIn(known, made.news)
  }
  const sender = arrival.participant.id
  const { posted } = made.news
  const changed = nextRows(sender, posted, { ...frame, cause: { ...frame.cause, isPosted: true } })
  const beside = nextRows(sender, made.news.made, frame)
  const sent = [...made.rendered].map(([id, { resources }]) => ({ id, rows: nextRows(id, resources, frame) }))
  const canonical = made.news.canonical.map(({ resource }) => resource)
  const internal = nextRows(CANONICAL_PROJECTION, canonical, frame)
  // One from whom the referral itself is kept is shown none of its duties either.
  const readers = new Set([...readersIn(known), ...outsideReaders(known, made.duties), ...made.rendered.keys()])
  const duties = [...readers].flatMap((reader) =>
    nextRows(reader, dutyTasksIn(known.referral, reader, made.duties), frame)
  )
  return {
    rows: [...internal, ...changed, ...beside, ...sent.flatMap(({ rows }) => rows), ...duties],
    sent,
    own: posted.flatMap((resource) => rowOf(resource, changed) ?? current.get(rowKey(sender, resource)) ?? [])
  }
}

function rowOf({ resourceType, id }: Resource, rows: readonly StoredResource[]): StoredResource | undefined {
  return rows.find((row) => row.type === resourceType && row.id === id)
}

/** Who reads the news, and what the sender is told of those who do not: they left, or the patient objects. */
function receiversOf(
  rules: Rules,
  { arrival, known, steps }: FollowUp,
  { news, facts, duties }: Heard & { readonly duties: readonly Duty[] }
): { readonly open: ReadonlyMap<string, Share>; readonly issues: readonly Issue[] } {
  const { referral } = known
  const agreement = agreementOf(rules, referral.agreement)
  const sender = arrival.participant.id
  const kind = news.facts.find(({ kindOfFeedback }) => kindOfFeedback !== undefined)?.kindOfFeedback ?? news.contentOf
  const open = new Map<string, Share>()
  const issues: Issue[] = []
  const outsiders = kind === undefined ? [] : outsidersIn(known, duties, kind)
  for (const receiver of [...partiesIn(known), ...outsiders].filter((id) => id !== sender)) {
    if (rules.directory.byId(receiver) === undefined) {
      issues.push(issue('receiver-gone', { participant: receiver }))
      continue
    }
    const question = { agreement, referral, facts, now: arrival.now }
    const isStopped = (of: string | undefined): boolean => isWithheld(question, { receiver, sender, kind: of })
    const reason = keptBecause(question, { receiver, sender, kind })
    if (reason !== undefined) issues.push(issue(reason, { receiver }))
    else open.set(receiver, outsiders.includes(receiver) ? 'letter' : 'all')
    // An objection against a kind of letter leaves the step that came with it: who asks for care may see where it stands.
    const hasSteps = steps.length > 0 && !outsiders.includes(receiver)
    if (reason !== undefined && !isStopped(undefined) && hasSteps) open.set(receiver, 'steps')
  }
  return { open, issues }
}

/** What of a message a receiver gets; one who takes no part in the referral the letter alone. */
type Share = 'all' | 'steps' | 'letter'

function renderAll(
  rules: Rules,
  { arrival, known, directory }: FollowUp,
  { news: { canonical }, facts, receivers }: Heard & { readonly receivers: ReadonlyMap<string, Share> }
): Result<ReadonlyMap<string, Rendered>> {
  const rendered = new Map<string, Rendered>()
  const listed = withParties(
    directory,
    partiesIn(known).map((id) => rules.directory.byId(id))
  )
  const before = resourcesIn(known, CANONICAL_PROJECTION)
  const missed = missedBy(rules, { known, facts, now: arrival.now, news: canonical })
  const agreement = agreementOf(rules, known.referral.agreement)
  const question = { agreement, referral: known.referral, resources: known.resources, facts, now: arrival.now }
  const origins = originsInMessage(rules, arrival.participant, arrival.graph)
  for (const id of new Set([...receivers.keys(), ...missed.keys()])) {
    const receiver = rules.directory.byId(id)
    const share = receivers.get(id)
    const earlier = keptFrom(id, question)
    const news =
      share === 'letter'
        ? letterOf(canonical, { before, kept: earlier })
        : canonical.filter(({ resource }) => share === 'all' || (share === 'steps' && resource.resourceType === 'Task'))
    const content = share === 'all' ? contentIn(news, earlier) : undefined
    if (content !== undefined) return refused(issue('reference-unresolved', {}, content))
    // A step that goes out without its letter does not name that letter either.
    const beside = canonical.filter((one) => share === 'steps' && !news.includes(one))
    const kept = new Set([...earlier, ...beside.map(({ resource }) => referenceTo(resource))])
    const toRead = [...(missed.get(id) ?? []), ...news]
    const readable = readableBy(toRead, { receiver: id, performer: known.referral.performer, known: before, kept })
    if (receiver === undefined || readable.length === 0) continue
    const result = renderFor(rules, receiver, readable, {
      // A map may look for the text of a plan or the like: in nothing that this receiver may not read.
      canonical: [...(share === 'letter' ? [] : before.filter((one) => !kept.has(referenceTo(one)))), ...listed],
      own: [...resourcesIn(known, id), ...listed],
      origins
    })
    if (!result.ok) return result
    rendered.set(id, result.value)
  }
  return ok(rendered)
}

/**
 * Where news refers to what came with a letter that this receiver was kept from: left out, it would be a letter without its
 * content, and brought along, the patient's objection would be void. Its sender writes it anew, or does not.
 */
function contentIn(news: readonly Located[], kept: ReadonlySet<string>): string | undefined {
  const named = news.flatMap(({ resource, path }) =>
    resource.resourceType === 'Task' ? [] : referencesIn(resource, path)
  )
  return named.find(({ reference }) => kept.has(reference) && !reference.startsWith('Communication/'))?.path
}

/** What the sender is told about the duties that this message opened or moved; of what is only watched, nothing. */
function told(before: readonly Duty[], after: readonly Duty[]): readonly Issue[] {
  const was = new Map(before.map(({ obligation, state }) => [obligation.id, state]))
  return after.flatMap((duty) => {
    const { obligation, state } = duty
    const earlier = was.get(obligation.id)
    const name = nameOf(obligation)
    if (duty.rule.strength === 'monitor') return []
    if (state.metOn !== undefined && earlier?.metOn === undefined)
      return [issue('obligation-met', { obligation: name })]
    const isTouched = JSON.stringify(earlier) !== JSON.stringify(state)
    return isTouched && isOwed(duty) ? [issue('obligation-open', { obligation: name, due: state.dueOn })] : []
  })
}
