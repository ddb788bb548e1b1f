import type { ManualClock } from '../clock.ts'
import { issue } from '../fhir/outcome.ts'
import { ok, refused, type Result } from '../result.ts'
import type { Store } from '../store/port.ts'
import { sweep, type SweepDeps } from './sweep.ts'

const SETTING = 'clock'

/**
 * Moves the manual clock, durably first, then wakes every lane and sends the reminders that are due by now.
 *
 * The sweep has ended when this resolves, so that who sets the clock knows what it brought about; its failures are logged
 * and do not fail the clock.
 *
 * @param now - an ISO 8601 instant, with its offset.
 * Errors: `clock-invalid` (422), `clock-backwards` (409).
 */
export async function setClock(
  deps: SweepDeps,
  clock: ManualClock,
  { now, participant }: { readonly now: unknown; readonly participant: string }
): Promise<Result<string>> {
  // Without its offset a time would be read in the machine's own zone.
  const isInstant = typeof now === 'string' && /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(now)
  const at = isInstant ? Date.parse(now) : Number.NaN
  if (Number.isNaN(at)) return refused(issue('clock-invalid', {}, 'now'))
  // Another gateway may have moved it, and it goes back for nobody.
  if (deps.store.isShared) await restoreClock(deps.store, clock)
  if (at < clock.now()) return refused(issue('clock-backwards', { now: new Date(clock.now()).toISOString() }, 'now'))
  const value = new Date(at).toISOString()
  await deps.store.commit({
    expect: [],
    writes: [{ kind: 'setting', name: SETTING, value }],
    outbox: [],
    audit: [{ at, participant, action: 'clock', outcome: 'set' }]
  })
  clock.set(at)
  deps.wake(deps.rules.directory.all.map(({ id }) => id))
  await sweep(deps)
  return ok(value)
}

/** After a restart the later of the stored and the configured instant holds. */
export async function restoreClock(store: Pick<Store, 'read'>, clock: ManualClock): Promise<void> {
  const { facts } = await store.read({ kind: 'setting', name: SETTING })
  if (facts !== undefined) clock.set(Date.parse(facts))
}
