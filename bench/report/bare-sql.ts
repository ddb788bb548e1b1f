/**
 * The bare SQL of a report: the rows of four tables from which the states of the duties follow, as they are, in no order.
 *
 * The same rows that our side derives from: the duties that were opened by an instant (of one owner, where one is asked
 * for), their referrals, the facts of these that were heard by then, and the feedback that was delivered by then.
 */
export function bareSql(hasOwner: boolean): readonly string[] {
  const chosen = `opened_at <= ?${hasOwner ? ' AND owner = ?' : ''}`
  const theirs = `IN (SELECT referral FROM obligation WHERE ${chosen})`
  return [
    `SELECT * FROM obligation WHERE ${chosen}`,
    `SELECT * FROM referral WHERE id ${theirs}`,
    `SELECT * FROM fact WHERE referral ${theirs} AND heard_at <= ?`,
    `SELECT receiver, referral, communication, settled_at FROM outbox WHERE referral ${theirs}
      AND state = 'delivered' AND communication IS NOT NULL AND settled_at <= ?`
  ]
}

/** The parameters of each. */
export function bareValues(knownAt: number, owner: string | undefined): readonly (readonly (string | number)[])[] {
  const chosen = owner === undefined ? [knownAt] : [knownAt, owner]
  return [chosen, chosen, [...chosen, knownAt], [...chosen, knownAt]]
}
