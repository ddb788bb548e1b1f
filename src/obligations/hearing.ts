import { localDay } from '../clock.ts'
import type { ObligationFacts } from '../store/port.ts'
import type { ObligationState } from './state.ts'

/** The second clock of a duty: whether the feedback that met it reached the one to whom it is owed. */
export interface Hearing {
  readonly heard: 'heard' | 'not-heard'
  /** The local day on which the last of it arrived. */
  readonly heardOn?: string
}

/**
 * The second clock of a duty as it stands on a day. What a step has met, and no letter, has nothing that could arrive: it counts
 * as heard with it.
 */
export function hearingIn(
  { metBy, metThrough, metOn }: Pick<ObligationState, 'metBy' | 'metThrough' | 'metOn'>,
  deliveries: ObligationFacts['heard'],
  on: string
): Hearing {
  const isByStep = metBy.length === 0 && metThrough !== undefined && metOn !== undefined
  return isByStep ? { heard: 'heard', heardOn: metOn } : hearingOf(metBy, deliveries, on)
}

/**
 * Whether the creditor has heard what met a duty, on a day (design principle 8: sent is not heard).
 *
 * @param metBy - the Communications that met it; with none there is nothing to hear.
 * @param deliveries - when which Communication reached the creditor; a second arrival of the same one changes nothing.
 */
export function hearingOf(metBy: readonly string[], deliveries: ObligationFacts['heard'], on: string): Hearing {
  const firstArrivals = metBy.map((communication) =>
    Math.min(...deliveries.filter((one) => one.communication === communication).map(({ at }) => at))
  )
  const completeAt = Math.max(...firstArrivals)
  if (!Number.isFinite(completeAt)) return { heard: 'not-heard' }
  const heardOn = localDay(completeAt)
  return heardOn <= on ? { heard: 'heard', heardOn } : { heard: 'not-heard' }
}
