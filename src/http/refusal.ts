import type { Issue } from '../fhir/outcome.ts'

/** Carries expected issues out of a Fastify hook, where there is no other way to end a request; the error handler answers it. */
export class RefusalError extends Error {
  readonly issues: readonly Issue[]
  /** Headers of the answer, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>

  constructor(issues: readonly Issue[], headers: Readonly<Record<string, string>> = {}) {
    super(issues[0]?.code ?? 'refused')
    this.issues = issues
    this.headers = headers
  }
}
