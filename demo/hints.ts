import { relative, resolve } from 'node:path'
import type { World } from './world.ts'

/** What can be tried with curl while the gateway stays up, for the addresses that it has now. */
export function hints({ url, opsUrl, dataDir }: Pick<World, 'url' | 'opsUrl' | 'dataDir'>): string {
  // npm runs scripts in the project's folder, so a path from there works wherever the reader stands in it.
  const folder = `GATEWAY_DATA_DIR=${relative(resolve(import.meta.dirname, '..'), dataDir)}`
  const env = url === 'http://127.0.0.1:8080' ? folder : `GATEWAY_PUBLIC_URL=${url} ${folder}`
  const token = (participant: string): string => `TOKEN=$(${env} npm run -s token -- ${participant})`
  const curl = `curl -s -w '\\n' -H "Authorization: Bearer $TOKEN"`
  return `What is overdue, as the auditor; on a past day, as it was known then; and as a table for a spreadsheet:

  ${token('auditor-rho')}
  ${curl} '${url}/reports/obligations?state=overdue'
  ${curl} '${url}/reports/obligations?state=overdue&asOf=2026-06-30&knownAt=2026-06-30'
  ${curl} -H 'Accept: text/csv' '${url}/reports/obligations?state=overdue'

What De Linde still waits for, and how the day of the first of these duties came about:

  ${token('his-de-linde')}
  ${curl} '${url}/fhir/Task?business-status=overdue'
  DUTY=$(${curl} '${url}/fhir/Task?business-status=overdue&_count=1' | grep -o '/fhir/Task/[0-9a-f-]*"' | head -n 1 | cut -d '"' -f 1)
  ${curl} "${url}$DUTY/\\$explain"

As the operator: feedback that nobody can place; and the clock set five months ahead, to ask all of this again:

  ${token('operator')}
  ${curl} '${url}/reports/unmatched'
  ${curl} -H 'Content-Type: application/json' -d '{"now":"2027-07-01T09:00:00Z"}' ${opsUrl}/clock`
}
