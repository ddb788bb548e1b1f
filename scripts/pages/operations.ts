import type { OperationDefinition } from '@medplum/fhirtypes'
import type { Operation } from '../../src/operations/operation.ts'
import { operations } from '../../src/operations/registry.ts'
import { code, page, table } from '../markdown.ts'

type Parameter = NonNullable<OperationDefinition['parameter']>[number]

/** Every FHIR operation that is offered, with its parameters. */
export function operationsPage(): string {
  return page('FHIR operations', '`src/operations/registry.ts`', [
    `Under \`/fhir\`, beside the [interactions](interactions.md). Each request carries an access token. None of them stores,
sends or counts anything. A GET has its parameters in the query, a POST has them in a \`Parameters\` resource, bounded in size
like a message. A parameter that the operation does not know is refused with \`operation-parameter\`, not ignored.`,
    table(
      ['Operation', 'Request', 'Scope'],
      operations.map((one) => [
        code(`$${one.definition.code}`),
        one.methods.map((method) => code(`${method} /fhir${one.url}`)).join(', '),
        one.letter === undefined ? 'any' : code(`system/<type>.${one.letter}`)
      ])
    ),
    ...operations.flatMap(partsOf)
  ])
}

function partsOf(operation: Operation): readonly string[] {
  const { code: name, description = '', parameter = [], base } = operation.definition
  const follows = base === undefined ? '' : ` It follows [the one of FHIR](${base}).`
  const own = parameter.filter(({ use }) => use === 'in')
  const given = table(['Given', 'Type', 'Times', 'What it is'], own.map(rowOf))
  const answered = table(
    ['Answered', 'Type', 'Times', 'What it is'],
    parameter.filter(({ use }) => use === 'out').flatMap((one) => withParts(one))
  )
  return [
    `## $${name}`,
    description + follows,
    ...(own.length === 0 ? [] : [given]),
    answered,
    ...(examples[name] ?? [])
  ]
}

function withParts(parameter: Parameter, above = ''): readonly string[][] {
  const own = rowOf({ ...parameter, name: `${above}${parameter.name}` })
  // The parts of `via` are those of `lineage` again.
  if (parameter.name === 'via') return [own]
  return [own, ...(parameter.part ?? []).flatMap((part) => withParts(part, `${above}${parameter.name}.`))]
}

function rowOf({ name, type = 'parts', min, max, documentation = '' }: Parameter): string[] {
  return [code(name), type, `${String(min)}..${max}`, documentation]
}

const paths = `Paths are FHIRPath in what was posted, or in what is answered: \`Bundle.entry[2].resource.status\`, or
\`ServiceRequest.status\` where one resource was posted. Ids stay, references between entries become \`Type/id\`, and contained
resources stand alone, as in a message. Required content is not asked for; a message is asked for it.`

const examples: Readonly<Record<string, readonly string[]>> = {
  transform: [
    paths,
    `\`\`\`sh
curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/fhir+json' \\
  -d '{"resourceType":"Parameters","parameter":[{"name":"from","valueCode":"his"},{"name":"to","valueCode":"s-ggz"},
       {"name":"lineage","valueBoolean":true},{"name":"content","resource":'"$(cat referral.json)"'}]}' \\
  'http://127.0.0.1:8080/fhir/StructureMap/$transform'
\`\`\``,
    `A map that fails answers 422 with an OperationOutcome: \`expression\` is the place in what was posted, \`diagnostics\` names
rule, line and map. By hand, on a file: \`npm run -s map -- --from his --to s-ggz referral.json --explain\`.`
  ],
  translate: [
    `\`\`\`sh
curl -s -H "Authorization: Bearer $TOKEN" -G 'http://127.0.0.1:8080/fhir/ConceptMap/$translate' \\
  --data-urlencode 'url=https://ggz-gateway.example/fhir/ConceptMap/his-correspondence-to-feedback-kind' \\
  --data-urlencode 'code=INTAKE'
\`\`\``
  ],
  lineage: [
    `A \`source\` is a resource and a path in it, \`ServiceRequest/0c9d.category[0].coding[0]\`; ids are the same in every
projection. Where today’s maps are others than those of the message, \`isCurrent\` is false and no element is told: maps are
compared by what they say, not by their version.`,
    `\`\`\`sh
curl -s -H "Authorization: Bearer $TOKEN" 'http://127.0.0.1:8080/fhir/ServiceRequest/'"$ID"'/$lineage'
\`\`\``
  ],
  explain: [
    `The steps stand in the order in which they led to the day: how the duty opened, objections, the terms that were passed
over and why, what made the one that decided start, the term itself with what its calendar did not count, what came in and
whether it was heard, what ended it, the state, and what it all rests on. State and due day are those of the Task; the term
is always told as the agreement’s and never as law. Of what an objection keeps from the receiver nothing is told but the
day of an event from which a term is counted. \`missing\` has codes of [required content](required-content.md).`,
    `\`\`\`sh
curl -s -H "Authorization: Bearer $TOKEN" -H 'Accept-Language: nl' \\
  'http://127.0.0.1:8080/fhir/Task/'"$ID"'/$explain?asOf=2026-05-01'
\`\`\``
  ]
}
