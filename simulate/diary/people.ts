/** An organisation of the simulated region. */
export interface Party {
  readonly id: string
  readonly role: 'his' | 'gb-ggz' | 's-ggz' | 'crisis' | 'hap' | 'region' | 'operator'
  readonly ura?: string
}

const practices = ['his-1', 'his-2', 'his-3', 'his-4', 'his-5', 'his-6'] as const
const primary = ['gb-1', 'gb-2', 'gb-3'] as const
const specialist = ['s-1', 's-2', 's-3'] as const

/** The practice that closes in the simulated time, and the one to which its patients go. */
export const closing = { practice: 'his-6', successor: 'his-5' } as const

/** At this minute of its last day the practice closes, after everything else of that day. */
export const CLOSING_MINUTE = 1_435

/** Those who refer: the practices, the one that closes among them. */
export const referrers: readonly [string, ...string[]] = practices

/** Those who take patients on, by echelon. */
export const echelons = {
  gb: primary as readonly [string, ...string[]],
  s: specialist as readonly [string, ...string[]]
}

/** The crisis service, the out-of-hours post of the practices, and the operator of the gateway. */
export const [crisisService, hap, operator] = ['crisis-1', 'hap-1', 'operator']

/** Everybody, with numbers by which messages name them. */
export const parties: readonly Party[] = [
  ...practices.map((id, index): Party => ({ id, role: 'his', ura: String(90_000_101 + index) })),
  ...primary.map((id, index): Party => ({ id, role: 'gb-ggz', ura: String(90_000_201 + index) })),
  ...specialist.map((id, index): Party => ({ id, role: 's-ggz', ura: String(90_000_301 + index) })),
  { id: crisisService, role: 'crisis', ura: '90000401' },
  { id: hap, role: 'hap', ura: '90000501' },
  { id: 'region-1', role: 'region' },
  { id: operator, role: 'operator' }
]

const roles = new Map(parties.map(({ id, role }) => [id, role]))

/** The role of a party. */
export function roleOf(id: string): Party['role'] {
  const role = roles.get(id)
  if (role === undefined) throw new Error(`nobody is called ${id}`)
  return role
}
