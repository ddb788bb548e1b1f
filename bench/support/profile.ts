import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string }
  readonly children?: readonly number[]
}

interface Recorded {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  /** Microseconds. */
  readonly timeDeltas: readonly number[]
}

/** A part of the time that was not idle. */
export interface Share {
  readonly name: string
  readonly part: number
}

/** Where the time of our side's process went, all its threads together. */
export interface CpuProfile {
  /** Of the whole run. */
  readonly idle: number
  readonly layers: readonly Share[]
  /** The functions of the project that took most, each with what it called outside of the project. */
  readonly spots: readonly Share[]
}

/** A frame's file says which layer it is in; a frame that none matches belongs to the layer that called it. */
const layers: readonly (readonly [string, RegExp])[] = [
  ['mapping', /src\/mapping|@medplum\/core/],
  ['base structure (gate)', /src\/profile\/gate|\/ajv\//],
  ['invariants (FHIRPath)', /src\/profile\/invariants|\/fhirpath\/|antlr4/],
  ['profiles', /src\/profile/],
  ['obligations', /src\/obligations|temporal-polyfill|src\/clock/],
  ['report', /src\/report/],
  ['reading the body', /src\/fhir\/(bounded-json|transaction)/],
  ['ids and references', /src\/fhir/],
  ['store: reads and commit', /src\/store|\/pg(-[a-z]+)?\//],
  ['audit chain', /src\/audit|\/canonicalize\//],
  ['token and scope', /src\/tokens|src\/http\/authenticate|\/jose\//],
  ['log', /\/pino\/|\/sonic-boom\/|src\/log/],
  ['delivery', /src\/delivery|src\/flows\/deliver|\/undici\//],
  ['rendering and rows', /src\/referral/],
  ['flow', /src\/flows|src\/interactions/],
  ['start', /src\/(start|main|config|directory)/],
  [
    'HTTP',
    /src\/http|src\/app|\/fastify\/|\/@fastify\/|\/light-my-request\/|node:_?http|\/find-my-way\/|node:net|node:internal\/streams|node:internal\/stream_base/
  ]
]

/** Functions that are named; below these each is a percent or so. */
const SPOTS = 16

/** Where the time of the CPU profiles in a folder went; undefined where there are none. */
export async function profileOf(dir: string): Promise<CpuProfile | undefined> {
  const files = (await readdir(dir)).filter((name) => name.endsWith('.cpuprofile'))
  const spent = { layers: new Map<string, number>(), spots: new Map<string, number>() }
  for (const file of files) {
    const recorded = JSON.parse(await readFile(join(dir, file), 'utf8')) as Recorded
    const placeOf = placesByNode(recorded.nodes)
    recorded.samples.forEach((id, index) => {
      const us = recorded.timeDeltas[index] ?? 0
      const { layer, spot } = placeOf.get(id) ?? nowhere
      if (layer === PROFILER) return
      spent.layers.set(layer, (spent.layers.get(layer) ?? 0) + us)
      spent.spots.set(spot, (spent.spots.get(spot) ?? 0) + us)
    })
  }
  if (files.length === 0) return undefined
  const idle = spent.layers.get(IDLE) ?? 0
  const whole = [...spent.layers.values()].reduce((sum, one) => sum + one, 0)
  return {
    idle: idle / whole,
    layers: shares(spent.layers, whole - idle),
    spots: shares(spent.spots, whole - idle).slice(0, SPOTS)
  }
}

const IDLE = 'idle'

/** What the recording itself takes is nobody's time. */
const PROFILER = 'profiler'

interface Place {
  readonly layer: string
  readonly spot: string
}

const nowhere: Place = { layer: 'other', spot: 'other' }

function placesByNode(nodes: readonly ProfileNode[]): ReadonlyMap<number, Place> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const found = new Map<number, Place>()
  const visit = (node: ProfileNode, above: Place): void => {
    const place = placeOf(node, above)
    found.set(node.id, place)
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child !== undefined) visit(child, place)
    }
  }
  const [root] = nodes
  if (root !== undefined) visit(root, nowhere)
  return found
}

function placeOf({ callFrame: { functionName, url } }: ProfileNode, above: Place): Place {
  const special = specials.get(functionName)
  if (special !== undefined) return { layer: special, spot: special }
  if (url.startsWith('node:inspector')) return { layer: PROFILER, spot: PROFILER }
  const layer = layers.find(([, files]) => files.test(url))?.[0] ?? above.layer
  const [, file] = /\/(src\/[^?]+)$/.exec(url) ?? []
  const [, library] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  const own = file === undefined ? undefined : `${file}: ${functionName === '' ? '(anonymous)' : functionName}`
  // Outside of the project's functions, as in the HTTP server, the library is named.
  const spot =
    own ?? (above.spot.startsWith('src/') ? above.spot : (library ?? nodeOwn(url, functionName) ?? above.spot))
  return { layer, spot }
}

/** What Node does outside of any call of ours, such as its sockets. */
function nodeOwn(url: string, functionName: string): string | undefined {
  return url.startsWith('node:') ? `${url}: ${functionName}` : undefined
}

const specials: ReadonlyMap<string, string> = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(idle)', IDLE],
  ['(program)', 'native code outside JavaScript']
])

function shares(spent: ReadonlyMap<string, number>, total: number): readonly Share[] {
  return [...spent]
    .filter(([name]) => name !== IDLE)
    .sort(([, a], [, b]) => b - a)
    .map(([name, us]) => ({ name, part: us / total }))
}
