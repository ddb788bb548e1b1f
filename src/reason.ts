/**
 * What an error of a library says of an expected failure, with its cause, in one line for an operator.
 *
 * Messages only, and never what else an error carries: a driver's may hold the URL with its password.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  // An error of several connections at once says nothing but its code.
  const own = error.message === '' ? code : (error.message.split('\n', 1)[0] ?? '')
  return error.cause instanceof Error ? `${own} (${reasonOf(error.cause)})` : own
}
