import type { OperationDefinition } from '@medplum/fhirtypes'
import type { Operation } from '../../src/operations/operation.ts'
import { operations } from '../../src/operations/registry.ts'
import { code, page, table } from '../markdown.ts'

type Parameter = NonNullable<OperationDefinition['parameter']>[number]

/** Every FHIR operation that is offered, with its parameters. */
export function operationsPage(): string {
  return page('FHIR operations', '`src/operations/registry.ts`', [
    `Under \`/fhir\`, beside the [interactions](interactions.md). Each request carries an access token. Only those that say so
write; they count as no message of their sender, stand in the audit by a name of their own, and take an \`Idempotency-Key\`.
A GET has its parameters in the query, a POST has them in a \`Parameters\` resource, bounded in size like a message; \`$validate\` takes the resource by itself as well. A parameter that the operation does not know is refused with \`operation-parameter\`, not ignored.`,
    table(
      ['Operation', 'Request', 'Scope'],
      operations.map((one) => [
        code(`$${one.definition.code}`),
        urlsOf(one)
          .flatMap((url) => one.methods.map((method) => code(`${method} /fhir${url}`)))
          .join(', '),
        scopeOf(one)
      ])
    ),
    ...operations.flatMap(partsOf)
  ])
}

function urlsOf({ url, instanceUrl }: Operation): readonly string[] {
  return instanceUrl === undefined ? [url] : [url, instanceUrl]
}

function scopeOf({ letter, scope }: Operation): string {
  if (scope !== undefined) return code(`system/${scope.type}.${scope.letter}`)
  return letter === undefined ? 'any' : code(`system/<type>.${letter}`)
}

/** Of two operations under one code the one on the type says so. */
function headingOf({ definition: { code: name, instance, resource = [] } }: Operation): string {
  const isTwice = operations.filter(({ definition }) => definition.code === name).length > 1
  return isTwice && !instance ? `## $${name} on ${resource.join(', ')}` : `## $${name}`
}

function partsOf(operation: Operation): readonly string[] {
  const { description = '', parameter = [], base, affectsState } = operation.definition
  const follows = base === undefined ? '' : ` It follows [the one of FHIR](${base}).`
  const own = parameter.filter(({ use }) => use === 'in')
  const given = table(['Given', 'Type', 'Times', 'What it is'], own.map(rowOf))
  const answered = table(
    ['Answered', 'Type', 'Times', 'What it is'],
    parameter.filter(({ use }) => use === 'out').flatMap((one) => withParts(one))
  )
  return [
    headingOf(operation),
    description + follows + (affectsState === true ? ' It writes.' : ''),
    ...(own.length === 0 ? [] : [given]),
    answered,
    ...(examples[keyOf(operation)] ?? [])
  ]
}

/** What stands behind the type in its canonical: the code, and which of two under one code it is. */
function keyOf({ definition: { id = '' } }: Operation): string {
  return id.replace(/^[A-Za-z]+-/, '')
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
  validate: [
    `Paths are FHIRPath in what was posted, \`Bundle.entry[2].resource.status\`; which rule an issue is about stands in the extension
[rule](../profiles/fhir/StructureDefinition-rule.json) of it, as \`canonical#id\`. At most 100 findings of a kind are told of one resource, and 500 in
an answer, errors first; the last issue then says that there were more. A resource whose structure is not sound is not looked at
any further, and that is said. So is what of a profile is not checked here. Of a transaction it is told, too, what would keep the gateway from taking it.`,
    `\`\`\`sh
curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/fhir+json' -H 'Accept-Language: nl' \\
  -d @referral.json 'http://127.0.0.1:8080/fhir/ServiceRequest/$validate?mode=create'
\`\`\``,
    `By hand, on a file: \`npm run -s validate -- referral.json\`, which knows no caller and so no dialect: name its profile with \`--profile\`.`
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
day of an event from which a term is counted. \`missing\` has codes of what [feedback of a kind](profiles.md#feedback-by-kind) must say.`,
    `\`\`\`sh
curl -s -H "Authorization: Bearer $TOKEN" -H 'Accept-Language: nl' \\
  'http://127.0.0.1:8080/fhir/Task/'"$ID"'/$explain?asOf=2026-05-01'
\`\`\``
  ],
  waive: [
    `A waiver is recorded as a fact and changes no other: before it, and after its end, the duty is what it was. \`patient-objection\`
is for a patient who objects to one report by word of mouth; an objection that also stops the letters is a Consent. A repeat under
the same \`Idempotency-Key\` has no second effect, as with a message.`,
    `\`\`\`sh
curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/fhir+json' \\
  -d '{"resourceType":"Parameters","parameter":[{"name":"reason","valueCode":"other-provider-reports"},
       {"name":"evidence","valueString":"bericht van De Brug, 2 maart"}]}' \\
  'http://127.0.0.1:8080/fhir/Task/'"$ID"'/$waive'
\`\`\``
  ],
  'waive-many': [
    `A proposal of a region, or of an operator that names a region or an \`owner\` in one, is seen and confirmed by another participant
with the role region of that region, or by an operator; any other proposal by another operator. Each referral is a commit of
its own, each with its line in the audit.`
  ],
  assign: [
    `What is assigned is listed no more, but with \`GET /reports/unmatched?all\`. An assignment is not taken back, for its letter has
been delivered: a letter to the wrong patient’s practice cannot come of it, because patient and performer must be those of
the referral.`
  ],
  'move-patients': [
    `The new practice takes the place of the GP, and of the requester where that was the old practice. What the old practice got is
for that one to hand over; what never reached it is sent on. What the patient objected to against the old practice holds
against the new one. Referrals in which nothing goes on stay as they were.`
  ]
}
