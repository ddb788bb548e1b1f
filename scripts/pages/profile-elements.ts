import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'
import { code, codes, table } from '../markdown.ts'
import { shownCanonical } from './own-definitions.ts'

/**
 * What a profile asks of elements beside its invariants: how often, of what, which codes; and what is used without a rule.
 * What stands below a slice is told in the slice's own row.
 */
export function elementsPart(profile: StructureDefinition): string {
  const elements = profile.differential?.element ?? []
  const named = elements.filter((one) => isNamedOnly(one, elements))
  const told = elements.filter((one) => !named.some((slice) => one === slice || isBelow(one, slice)))
  const rows = told
    .filter((one) => !told.some((slice) => slice.sliceName !== undefined && isBelow(one, slice)))
    .flatMap((one) => rowOf(one, { profile, told, named }))
  const used = elements.filter(({ mustSupport }) => mustSupport === true).map(({ path }) => path)
  const names = [...new Set(used)].map((path) => path.slice(profile.type.length + 1))
  return [
    ...(rows.length > 0 ? [table(['Element', 'How often', 'What'], rows)] : []),
    ...(names.length > 0 ? [`Used: ${codes(names)}.`] : [])
  ].join('\n\n')
}

interface Around {
  readonly profile: StructureDefinition
  /** The elements that are told. */
  readonly told: readonly ElementDefinition[]
  /** Slices that are told by name alone. */
  readonly named: readonly ElementDefinition[]
}

function rowOf(element: ElementDefinition, around: Around): readonly (readonly string[])[] {
  const { id = '', sliceName } = element
  const below = sliceName === undefined ? [] : around.told.filter((one) => isBelow(one, element))
  const inside = below.flatMap((one) => {
    const name = code((one.id ?? '').slice(id.length + 1))
    const said = [oftenOf(one, around.profile), whatOf(one, around.named).join(', ')].filter((part) => part !== '')
    return said.length === 0 ? [] : [[name, ...said].join(' ')]
  })
  const often = oftenOf(element, around.profile)
  const what = [...whatOf(element, around.named), ...inside].join('; ')
  return often === '' && what === '' ? [] : [[code(id), often, what]]
}

function whatOf(element: ElementDefinition, named: readonly ElementDefinition[]): readonly string[] {
  const { id = '', short, binding, type = [], slicing } = element
  const wanted = Object.entries(element).filter(([name]) => /^(pattern|fixed)/.test(name))
  const profiles = type.flatMap(({ profile = [] }) => profile)
  const targets = type.flatMap(({ targetProfile = [] }) => targetProfile)
  const plain = type.filter(({ profile, targetProfile }) => profile === undefined && targetProfile === undefined)
  const types = plain.map((one) => one.code).filter((name) => name !== 'BackboneElement')
  const slices = named.flatMap(({ id: slice, sliceName = '' }) => (slice === `${id}:${sliceName}` ? [sliceName] : []))
  return [
    ...(short === undefined ? [] : [short]),
    ...wanted.map(([, value]) => `is ${shownValue(value)}`),
    ...(profiles.length === 0 ? [] : [`of profile ${profiles.map(shownCanonical).join(', ')}`]),
    ...(targets.length === 0 ? [] : [`refers to ${targets.map(shownCanonical).join(', ')}`]),
    ...(types.length === 0 ? [] : [`of type ${codes(types)}`]),
    ...(binding === undefined ? [] : [`codes of ${shownCanonical(binding.valueSet ?? '')} (${binding.strength})`]),
    ...(slicing === undefined ? [] : toldApart(slicing)),
    ...(slices.length === 0 ? [] : [`known are ${codes(slices)}`])
  ]
}

/** How slices are told apart; of extensions everybody knows. */
function toldApart({ discriminator = [] }: NonNullable<ElementDefinition['slicing']>): readonly string[] {
  const ways = discriminator.filter(({ path }) => path !== 'url').map(({ type, path }) => `${type} of ${code(path)}`)
  return ways.length === 0 ? [] : [`told apart by ${ways.join(', ')}`]
}

/** Whether a slice asks for nothing and only gives a name to what is coded with that name. */
function isNamedOnly(slice: ElementDefinition, elements: readonly ElementDefinition[]): boolean {
  const { sliceName, min, max, binding } = slice
  if (sliceName === undefined || min !== 0 || max !== '*' || binding !== undefined) return false
  const [only, ...more] = elements.filter((one) => isBelow(one, slice))
  return more.length === 0 && only?.patternCodeableConcept?.coding?.[0]?.code === sliceName
}

function isBelow(element: ElementDefinition, { id = '' }: ElementDefinition): boolean {
  return element.id?.startsWith(`${id}.`) === true
}

/** Cardinality where the profile says something of it; the half that it does not say is as its base has it. */
function oftenOf({ id, min, max }: ElementDefinition, profile: StructureDefinition): string {
  if (min === undefined && max === undefined) return ''
  const whole = profile.snapshot?.element.find((one) => one.id === id)
  return `${min ?? whole?.min ?? 0}..${max ?? whole?.max ?? '*'}`
}

function shownValue(value: unknown): string {
  if (typeof value === 'string') return code(value)
  if (typeof value !== 'object' || value === null || !('coding' in value)) return code(JSON.stringify(value))
  const coding = value.coding as readonly { readonly system?: string; readonly code?: string }[]
  return codes(coding.map((one) => [one.system, one.code].filter((part) => part !== undefined).join('|')))
}
