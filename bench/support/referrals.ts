import type { Bundle } from '@medplum/fhirtypes'
import { request } from 'undici'
import { sendRound, type Target } from './rounds.ts'

/** Referrals posted in one go; their bodies, 6 KB each, are in memory at once. */
const COUNT_MAX = 20_000

/** Longer than posting them takes on any machine; the round ends when all are posted. */
const SECONDS_MAX = 600

/** Posts so many new referrals, untimed. */
export async function postReferrals(
  load: Parameters<typeof sendRound>[0],
  target: Target,
  { count, concurrency }: { readonly count: number; readonly concurrency: number }
): Promise<void> {
  if (count > COUNT_MAX) throw new Error(`more than ${COUNT_MAX} referrals in one go`)
  await sendRound(load, target, { requests: { kind: 'referrals', count }, seconds: SECONDS_MAX, concurrency })
}

/** Pages of a search, by its links. */
export async function* pagesOf(url: string, authorization: string): AsyncGenerator<Bundle> {
  let next: string | undefined = url
  while (next !== undefined) {
    const page: Bundle = await getJson<Bundle>(next, authorization)
    yield page
    next = page.link?.find(({ relation }) => relation === 'next')?.url
  }
}

/** What a GET answers; throws where that is not 200. */
export async function getJson<T>(url: string, authorization: string): Promise<T> {
  const { statusCode, body } = await request(url, { headers: { authorization, accept: 'application/fhir+json' } })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode} ${text.slice(0, 500)}`)
  return JSON.parse(text) as T
}
