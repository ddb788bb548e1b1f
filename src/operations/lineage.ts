import type { ParametersParameter } from '@medplum/fhirtypes'
import type { Language } from '../fhir/outcome.ts'
import { originOf, type DialectUsed, type Origin } from '../flows/trace.ts'
import { ok } from '../result.ts'
import { lineageParameter, lineagePart } from './lineage-parts.ts'
import { define, output, type Operation } from './operation.ts'

const definition = define({
  code: 'lineage',
  resource: ['Resource'],
  type: false,
  instance: true,
  description:
    'Says of a resource that the caller can read where each element comes from: the maps between what its sender posted ' +
    'and what the caller reads, with paths and rules and no values. It is worked out again from what is stored, and ' +
    'told only where the maps are those of the message.',
  parameter: [
    output('origin', { type: 'code', min: 1 }, 'mapped, posted, made, gateway, directory, or unknown.'),
    output('statement', { type: 'string', min: 1 }, 'What that means, in the reader’s language.'),
    output('isCurrent', { type: 'boolean' }, 'Of what maps made: whether today’s maps are those of the message.'),
    output('dialect', { max: '*' }, 'A dialect that took part.', [
      output('name', { type: 'code', min: 1 }, 'Its name.'),
      output('version', { type: 'string' }, 'Its version when the message was taken in, where that was kept.'),
      output('currentVersion', { type: 'string' }, 'Its version today, where it is loaded.'),
      output('isSame', { type: 'boolean', min: 1 }, 'Whether its maps are the same, whatever the version says.')
    ]),
    lineageParameter
  ]
})

/**
 * `GET /fhir/{type}/{id}/$lineage`
 *
 * Source: design section 6, lineage; an operation of this gateway's own.
 */
export const lineage: Operation = {
  definition,
  methods: ['GET'],
  url: '/:type/:id/$lineage',
  letter: 'r',
  handle: async (deps, { participant, params, language }) => {
    const origin = await originOf(deps, participant, { type: params.type, id: params.id })
    if (!origin.ok) return origin
    const answer = { resourceType: 'Parameters', parameter: parametersOf(origin.value, language) }
    return ok({ status: 200, headers: {}, body: JSON.stringify(answer) })
  }
}

type Told = Exclude<Origin['kind'], 'mapped'> | 'mapped' | 'made' | 'changed'

const statements: Readonly<Record<Told, Readonly<Record<Language, string>>>> = {
  mapped: {
    en: 'Maps made this of what its sender posted.',
    nl: 'Dit is met vertalingen gemaakt van wat de afzender stuurde.'
  },
  made: {
    en: 'The gateway made this for a message that had none, and a map said it in your dialect.',
    nl: 'De gateway maakte dit bij een bericht dat er geen had, en een vertaling zei het in uw dialect.'
  },
  changed: {
    en: 'The maps of today are not those of the message, or no longer make the same of it: their lineage would be another.',
    nl: 'De vertalingen van nu zijn niet die van het bericht, of maken er iets anders van: hun herkomst zou een andere zijn.'
  },
  posted: {
    en: 'You posted this; it is as you wrote it, and no map has touched it.',
    nl: 'U stuurde dit; het is zoals u het schreef en geen vertaling heeft het aangeraakt.'
  },
  gateway: {
    en: 'The gateway itself writes this; no map made it.',
    nl: 'De gateway schrijft dit zelf; geen vertaling heeft het gemaakt.'
  },
  directory: {
    en: 'This is an entry of the directory; no map made it.',
    nl: 'Dit is een vermelding in de adreslijst; geen vertaling heeft het gemaakt.'
  },
  unknown: {
    en: 'This, or what it was made of, was stored before the gateway kept what a resource comes from.',
    nl: 'Dit, of waar het van gemaakt is, is bewaard voordat de gateway bijhield waar een resource vandaan komt.'
  }
}

function parametersOf(origin: Origin, language: Language): ParametersParameter[] {
  const told = toldOf(origin)
  const head = [
    { name: 'origin', valueCode: told === 'changed' ? 'mapped' : told },
    { name: 'statement', valueString: statements[told][language] }
  ]
  if (origin.kind !== 'mapped') return head
  const { isCurrent, dialects, traces } = origin
  return [
    ...head,
    { name: 'isCurrent', valueBoolean: isCurrent },
    ...dialects.map(dialectPart),
    ...traces.map(lineagePart)
  ]
}

function toldOf(origin: Origin): Told {
  if (origin.kind !== 'mapped') return origin.kind
  if (!origin.isCurrent) return 'changed'
  return origin.isMade ? 'made' : 'mapped'
}

function dialectPart({ name, version, current, isSame }: DialectUsed): ParametersParameter {
  const part = [
    { name: 'name', valueCode: name },
    ...(version === undefined ? [] : [{ name: 'version', valueString: version }]),
    ...(current === undefined ? [] : [{ name: 'currentVersion', valueString: current }]),
    { name: 'isSame', valueBoolean: isSame }
  ]
  return { name: 'dialect', part }
}
