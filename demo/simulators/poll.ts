import type { Bundle, Resource } from '@medplum/fhirtypes'
import type { Acted, System } from './system.ts'

const FHIR_OK = 200

/** Fetches are numbered, so that each stands in the diary by itself. */
let fetches = 0

/**
 * Asks the gateway what there is: the coordination Tasks, the feedback that it has, and the reminders. A system that pulls has no
 * address, and what it reads for the first time has reached it by that.
 */
export async function poll({ gateway, keeper, diary }: System): Promise<Acted> {
  const tasks = await gateway.search('Task', '_count=100')
  const letters = await gateway.search('Communication', '_count=100')
  const news = [...tasks, ...letters].filter((resource) => isNews(diary.resources, resource))
  // A letter is read one by one: whoever is on duty opens it.
  const opened = news.filter(({ resourceType }) => resourceType === 'Communication')
  for (const { resourceType, id = '' } of opened) await gateway.read(resourceType, id)
  if (news.length > 0) {
    fetches += 1
    keeper.received(`fetched-${fetches}`, bundleOf(news))
  }
  const reminders = await gateway.search('CommunicationRequest', '_count=100')
  const fresh = reminders.filter((resource) => isNews(diary.resources, resource))
  for (const [authoredOn, digest] of Map.groupBy(fresh, writtenAt))
    keeper.received(`digest-${authoredOn}`, bundleOf(digest))
  return { status: FHIR_OK, replayed: false, body: { news: news.length + fresh.length } }
}

/** Reminders of one message were written at one instant. */
function writtenAt(resource: Resource): string {
  return resource.resourceType === 'CommunicationRequest' ? (resource.authoredOn ?? '') : ''
}

function bundleOf(resources: readonly Resource[]): Bundle {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) }
}

function isNews(known: Readonly<Record<string, Resource>>, resource: Resource): boolean {
  const before = known[`${resource.resourceType}/${resource.id ?? ''}`]
  return before?.meta?.versionId !== resource.meta?.versionId || stateOf(before) !== stateOf(resource)
}

/** The state of a duty changes with the date alone, without a version of its Task. */
function stateOf(resource: Resource | undefined): string | undefined {
  return resource?.resourceType === 'Task' ? resource.businessStatus?.coding?.[0]?.code : undefined
}
