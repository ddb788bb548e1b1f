// What is checked in of a definition that SUSHI wrote: all of it but the prose that a snapshot repeats from the standard.

/** Prose of an element of a snapshot. What we ourselves say stands in the differential, and the definition in both. */
const PROSE = ['comment', 'requirements', 'alias', 'mapping', 'example', 'meaningWhenMissing', 'orderMeaning']

const NOTES = /(structuredefinition-(standards-status|normative-version)|elementdefinition-bestpractice-explanation)$/

/** The text of a definition, with one element or concept a line, so that a change shows as the lines it concerns. */
export function checkedIn(resource) {
  if (resource.resourceType !== 'StructureDefinition') return `${JSON.stringify(resource, null, 2)}\n`
  const { snapshot, differential, mapping: _, ...header } = resource
  const own = new Map(differential.element.map(({ id, definition }) => [id, definition]))
  const head = Object.entries(header).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  const parts = [
    ...head,
    ...(snapshot === undefined
      ? []
      : [
          elements(
            'snapshot',
            snapshot.element.map((one) => withoutProse(one, own.get(one.id)))
          )
        ]),
    elements('differential', differential.element)
  ]
  return `{\n${parts.join(',\n')}\n}\n`
}

function elements(name, list) {
  return `"${name}": {"element": [\n${list.map((one) => JSON.stringify(one)).join(',\n')}\n]}`
}

/** Each element of a snapshot has a definition (sdf-3); that of the standard is said as short as the standard does. */
function withoutProse(element, definition = element.short ?? element.definition) {
  const kept = Object.fromEntries(Object.entries({ ...element, definition }).filter(([name]) => !PROSE.includes(name)))
  if (kept.constraint !== undefined)
    kept.constraint = kept.constraint.map(({ xpath: _, ...rest }) => withoutNotes(rest))
  return withoutNotes(kept)
}

/** Without what the standard notes about its own elements and rules: their maturity, and why they are good practice. */
function withoutNotes({ extension, ...rest }) {
  const kept = (extension ?? []).filter(({ url }) => !NOTES.test(url))
  return kept.length === 0 ? rest : { ...rest, extension: kept }
}
