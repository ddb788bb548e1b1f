import { error, type Entry } from './outcome-entry.ts'

/** What can be wrong with the request of an operation. */
export const outcomesOfOperations = {
  'operation-parameter': error(
    400,
    'invalid',
    'The parameter {parameter} is not right: {reason}.',
    'De parameter {parameter} klopt niet: {reason}.',
    'See docs/operations.md for the parameters of each operation; one that is not known is refused, not ignored.'
  ),
  'map-unknown': error(
    404,
    'not-found',
    'No map of that name and version is loaded.',
    'Er is geen vertaling met die naam en versie geladen.',
    'Name the map by its canonical URL; a version is the one that the map states.'
  ),
  'dialect-unknown': error(
    422,
    'not-supported',
    'The dialect {dialect} is not loaded here.',
    'Het dialect {dialect} is hier niet geladen.',
    'Use one of: {dialects}.'
  ),
  'content-kind': error(
    422,
    'not-supported',
    'A resource, or a Bundle of type collection or transaction, was expected.',
    'Er werd een resource verwacht, of een Bundle van het type collection of transaction.',
    'Set Bundle.type to collection, or send one resource.'
  ),
  'not-a-duty': error(
    422,
    'business-rule',
    'This Task is not about feedback that is owed, so there is no due day to explain.',
    'Deze Task gaat niet over terugkoppeling die nog moet komen; er is geen uiterste dag uit te leggen.',
    'Ask it of a Task whose code is of the CodeSystem obligation: those with this Task in partOf.'
  ),
  'duty-not-opened': error(
    422,
    'business-rule',
    'On {asOf} this feedback was not owed yet: that was known here from {from}.',
    'Op {asOf} was deze terugkoppeling nog niet aan de orde: dat is hier bekend vanaf {from}.',
    'Ask for that day or a later one.'
  ),
  'agreement-unknown': error(
    404,
    'not-found',
    'No agreement of that id is in force here.',
    'Er is hier geen afspraak met dat kenmerk van kracht.',
    'GET /fhir/PlanDefinition?status=active lists those that are.'
  ),
  'agreement-invalid': error(
    422,
    'value',
    'The agreement could not be loaded: {pointer} {message}.',
    'De afspraak kan niet worden geladen: {pointer} {message}.',
    'See docs/obligations.md and profiles/agreements/*.schema.json; a start with this file would say the same.'
  ),
  'place-unknown': error(
    422,
    'not-found',
    'There is no duty of that id to go on from.',
    'Er is geen terugkoppeling met dat kenmerk om bij verder te gaan.',
    'Give what the call before answered as next, or leave it out and begin anew: what is done is not done twice.'
  ),
  'lineage-too-long': error(
    422,
    'too-costly',
    'The lineage has more than {max} elements.',
    'De herkomst heeft meer dan {max} elementen.',
    'Ask $transform without lineage, or for fewer resources at a time.'
  )
} as const satisfies Record<string, Entry>
