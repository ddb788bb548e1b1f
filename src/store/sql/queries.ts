import type { Query, QueryKind, Read } from '../port.ts'
import { auditHeads, auditPage } from './audit-read.ts'
import { readAnswer, readReceived } from './message.ts'
import { lanes } from './outbox.ts'
import { heardBy, waitingUpTo } from './pulled.ts'
import { reconciliation } from './reconciliation.ts'
import { dutiesOf, dutyFacts, obligationById, referralFacts, referralsOfGp, referralsOfSubject } from './referral.ts'
import { obligationFacts } from './report.ts'
import { readResource, readResources } from './resource.ts'
import { remindable, waitingReminders } from './reminder.ts'
import { dueRungs } from './rung.ts'
import { search } from './search.ts'
import { readSetting } from './setting.ts'
import type { Sql } from './statement.ts'
import { streamVersion } from './stream.ts'
import { unmatched, unmatchedMessage } from './unmatched.ts'

/** Answers a query: the facts and the versions of the streams that they hang on. */
export function answerOf<K extends QueryKind>(query: Query<K>): Sql<Read<K>> {
  return answers[query.kind](query)
}

type Answers = { readonly [K in QueryKind]: (query: Query<K>) => Sql<Read<K>> }

const answers: Answers = {
  resource: (query) => free(readResource(query)),
  resources: (query) => free(readResources(query)),
  search: (query) => free(search(query)),
  // What is decided from is read behind its version: where something moves in between, and the engine reads without a
  // snapshot, the version is the older one and the change that expects it a conflict. The other way round it would pass.
  referral: function* ({ id }) {
    const versions = [yield* streamVersion(`referral/${id}`)]
    return { versions, facts: yield* referralFacts(id) }
  },
  duties: ({ id }) => free(dutyFacts(id)),
  dutiesOf: (query) => free(dutiesOf(query)),
  subject: function* ({ subject }) {
    const versions = [yield* streamVersion(`subject/${subject}`)]
    return { versions, facts: { referrals: yield* referralsOfSubject(subject) } }
  },
  answer: (query) => free(readAnswer(query)),
  obligations: (query) => free(obligationFacts(query)),
  reconciliation: () => free(reconciliation()),
  dueRungs: (query) => free(dueRungs(query)),
  remindable: (query) => free(remindable(query)),
  reminders: (query) => free(waitingReminders(query)),
  unmatched: (query) => free(unmatched(query)),
  unmatchedMessage: ({ id }) => free(unmatchedMessage(id)),
  obligation: ({ id }) => free(obligationById(id)),
  referralsOfGp: (query) => free(referralsOfGp(query)),
  setting: ({ name }) => free(readSetting(name)),
  auditHeads: () => free(auditHeads()),
  audit: (query) => free(auditPage(query)),
  received: ({ id }) => free(readReceived(id)),
  lanes: () => free(lanes()),
  waiting: (query) => free(waitingUpTo(query)),
  heard: (query) => free(heardBy(query))
}

/** Facts that no change is decided from. */
function* free<T>(facts: Sql<T>): Sql<{ readonly facts: T; readonly versions: readonly [] }> {
  return { facts: yield* facts, versions: [] }
}

/**
 * Queries that are one statement, so that no snapshot is needed for what they read to agree with itself; and `dutiesOf`, of
 * which the second statement may be ahead of the first.
 */
export const oneStatement: ReadonlySet<QueryKind> = new Set<QueryKind>([
  ...(['resource', 'resources', 'answer', 'dueRungs', 'remindable', 'reminders', 'unmatched', 'setting'] as const),
  ...(['audit', 'received', 'lanes', 'waiting', 'heard', 'dutiesOf'] as const),
  ...(['unmatchedMessage', 'obligation', 'referralsOfGp'] as const)
])
