import type { FastifyInstance } from 'fastify'
import { hasBsn } from '../fhir/identifiers.ts'
import { issue } from '../fhir/outcome.ts'
import { RefusalError } from './refusal.ts'

/**
 * Refuses every request of this scope that has a BSN in its URL (400 `bsn-in-url`), before anything is looked up by it:
 * URLs end up in logs of proxies and browsers.
 */
export function refuseBsnInUrl(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const url = decoded(request.url)
    const namesSystem = /NamingSystem\/bsn\||2\.16\.840\.1\.113883\.2\.4\.6\.3\|/.test(url)
    done(namesSystem || hasBsn(url) ? new RefusalError([issue('bsn-in-url')]) : undefined)
  })
}

/** Each escape on its own, so that a broken one hides none of the others. Only ASCII matters here. */
function decoded(url: string): string {
  return url.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
