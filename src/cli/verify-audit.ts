/**
 * `npm run -s verify-audit`: walks the audit chains of the store that the configuration names, also while a gateway runs,
 * prints one line for each chain, and exits with 0 when all are whole and with 1 when not.
 */
import { verifyAudit } from '../audit/verify.ts'
import { openConfigured } from './open-configured.ts'
import { chainLine } from './store-facts.ts'

const opened = await openConfigured(process.env)
if (opened.ok) {
  const verdicts = await verifyAudit(opened.store)
  await opened.store.close()
  for (const verdict of verdicts) console.log(chainLine(verdict))
  process.exitCode = verdicts.every(({ ok }) => ok) ? 0 : 1
} else {
  for (const problem of opened.problems) console.log(problem)
  process.exitCode = 1
}
