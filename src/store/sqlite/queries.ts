import type { Query, QueryKind, Read } from '../port.ts'
import { auditHeads, auditPage } from './audit.ts'
import type { Connection } from './driver.ts'
import { readAnswer, readReceived } from './message.ts'
import { lanes } from './outbox.ts'
import { heardBy, waitingUpTo } from './pulled.ts'
import { reconciliation } from './reconciliation.ts'
import { dutyFacts, referralFacts, referralsOfSubject } from './referral.ts'
import { obligationFacts } from './report.ts'
import { readResource, readResources } from './resource.ts'
import { dueRungs } from './rung.ts'
import { search } from './search.ts'
import { readSetting } from './setting.ts'
import { streamVersion } from './stream.ts'
import { unmatched } from './unmatched.ts'

/** Answers a query from one snapshot of the store: the facts and the versions of the streams that they hang on. */
export function answerQuery<K extends QueryKind>(connection: Connection, query: Query<K>): Read<K> {
  return connection.snapshot(() => answers[query.kind](connection, query))
}

type Answers = { readonly [K in QueryKind]: (connection: Connection, query: Query<K>) => Read<K> }

const answers: Answers = {
  resource: (connection, query) => free(readResource(connection, query)),
  resources: (connection, query) => free(readResources(connection, query)),
  search: (connection, query) => free(search(connection, query)),
  referral: (connection, { id }) => ({
    facts: referralFacts(connection, id),
    versions: [streamVersion(connection, `referral/${id}`)]
  }),
  duties: (connection, { id }) => free(dutyFacts(connection, id)),
  subject: (connection, { subject }) => ({
    facts: { referrals: referralsOfSubject(connection, subject) },
    versions: [streamVersion(connection, `subject/${subject}`)]
  }),
  answer: (connection, query) => free(readAnswer(connection, query)),
  obligations: (connection, query) => free(obligationFacts(connection, query)),
  reconciliation: (connection) => free(reconciliation(connection)),
  dueRungs: (connection, query) => free(dueRungs(connection, query)),
  unmatched: (connection, query) => free(unmatched(connection, query)),
  setting: (connection, { name }) => free(readSetting(connection, name)),
  auditHeads: (connection) => free(auditHeads(connection)),
  audit: (connection, query) => free(auditPage(connection, query)),
  received: (connection, { id }) => free(readReceived(connection, id)),
  lanes: (connection) => free(lanes(connection)),
  waiting: (connection, query) => free(waitingUpTo(connection, query)),
  heard: (connection, query) => free(heardBy(connection, query))
}

/** Facts that no change is decided from. */
function free<T>(facts: T): { readonly facts: T; readonly versions: readonly [] } {
  return { facts, versions: [] }
}
