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
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) lookBelow(value[index], index, { steps, tell })
  } else if (isObject(value)) {
    const wrong = wrongNumber(value)
    if (wrong !== undefined)
      tell(steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step.replace(/^_/, '')}`)).join(''), wrong)
    // A message may have a hundred thousand members: they are walked without a list of them.
    for (const key in value) lookBelow(value[key], key, { steps, tell })
  }
}

interface Looking {
  readonly steps: (string | number)[]
  readonly tell: (place: string, wrong: Wrong) => void
}

function lookBelow(member: unknown, step: string | number, { steps, tell }: Looking): void {
  if (typeof member !== 'object') return
  steps.push(step)
  look(member, steps, tell)
  steps.pop()
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
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
