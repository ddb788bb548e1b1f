import { isBsn, keptSystem } from '../fhir/identifiers.ts'
import { issue, type Issue } from '../fhir/outcome.ts'
import { IdentifierSystem } from '../fhir/systems.ts'

/**
 * The BSN, URA and AGB numbers of a resource that cannot be right, wherever they stand in it.
 *
 * An Identifier that has a system and no value says that the number is not known, which is allowed.
 * Errors: `bsn-invalid`, `identifier-invalid`. Source: the 11-test; URA and AGB have eight digits.
 */
export function wrongNumbers(resource: object, path: string): readonly Issue[] {
  const issues: Issue[] = []
  look(resource, [], (place, wrong) => issues.push(issue(wrong.code, wrong.words, `${path}${place}.value`)))
  return issues
}

type Wrong = Pick<Issue, 'code' | 'words'>

function look(value: unknown, steps: (string | number)[], tell: (place: string, wrong: Wrong) => void): void {
  if (typeof value !== 'object' || value === null) return
  const wrong = wrongNumber(value)
  if (wrong !== undefined)
    tell(steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join(''), wrong)
  const isList = Array.isArray(value)
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== 'object') continue
    steps.push(isList ? Number(key) : key.replace(/^_/, ''))
    look(member, steps, tell)
    steps.pop()
  }
}

function wrongNumber(value: object): Wrong | undefined {
  if (!('system' in value) || !('value' in value)) return undefined
  if (typeof value.system !== 'string' || typeof value.value !== 'string') return undefined
  switch (keptSystem(value.system)) {
    case IdentifierSystem.bsn:
      return isBsn(value.value) ? undefined : { code: 'bsn-invalid', words: {} }
    case IdentifierSystem.ura:
      return isEightDigits(value.value) ? undefined : { code: 'identifier-invalid', words: { system: 'URA' } }
    case IdentifierSystem.agb:
      return isEightDigits(value.value) ? undefined : { code: 'identifier-invalid', words: { system: 'AGB' } }
    default:
      return undefined
  }
}

function isEightDigits(value: string): boolean {
  return /^\d{8}$/.test(value)
}
