import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string }
  readonly children?: readonly number[]
}

interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  /** Microseconds. */
  readonly timeDeltas: readonly number[]
}

/** A frame's file says which layer it is in; a frame that none matches belongs to the layer that called it. */
const layers: readonly (readonly [string, RegExp])[] = [
  ['mapping', /src\/mapping|@medplum\/core/],
  ['required content (FHIRPath)', /src\/profile\/(required|condition)|\/fhirpath\/|antlr4/],
  ['base validation', /src\/profile/],
  ['obligations', /src\/obligations|temporal-polyfill|src\/clock/],
  ['reading the body', /src\/fhir\/(bounded-json|transaction)/],
  ['ids and references', /src\/fhir/],
  ['store: reads and commit', /src\/store/],
  ['audit chain', /src\/audit|\/canonicalize\//],
  ['token and scope', /src\/tokens|src\/http\/authenticate|\/jose\//],
  ['log', /\/pino\/|\/sonic-boom\/|src\/log/],
  ['delivery', /src\/delivery|src\/flows\/deliver|\/undici\//],
  ['rendering and rows', /src\/referral/],
  ['flow', /src\/flows|src\/interactions/],
  [
    'HTTP',
    /src\/http|src\/app|\/fastify\/|\/@fastify\/|\/light-my-request\/|node:_?http|\/find-my-way\/|node:net|node:internal\/streams|node:internal\/stream_base/
  ]
]

/** Where a CPU profile's time went, in lines: the share of each layer in the time that was not idle. */
export async function layersOf(dir: string): Promise<readonly string[]> {
  const file = (await readdir(dir)).find((name) => name.endsWith('.cpuprofile'))
  if (file === undefined) return ['there is no CPU profile']
  const profile = JSON.parse(await readFile(join(dir, file), 'utf8')) as Profile
  const layerOf = layersByNode(profile.nodes)
  const spent = new Map<string, number>()
  profile.samples.forEach((id, index) => {
    const layer = layerOf.get(id) ?? 'other'
    spent.set(layer, (spent.get(layer) ?? 0) + (profile.timeDeltas[index] ?? 0))
  })
  const idle = spent.get('idle') ?? 0
  spent.delete('idle')
  const total = [...spent.values()].reduce((sum, one) => sum + one, 0)
  const lines = [...spent].sort(([, a], [, b]) => b - a).map(([layer, us]) => `${share(us, total)}  ${layer}`)
  return [`where the gateway's time went (${share(idle, total + idle).trim()} of the run it was idle):`, ...lines]
}

function layersByNode(nodes: readonly ProfileNode[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const found = new Map<number, string>()
  const visit = (node: ProfileNode, above: string): void => {
    const layer = ownLayer(node) ?? above
    found.set(node.id, layer)
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child !== undefined) visit(child, layer)
    }
  }
  const [root] = nodes
  if (root !== undefined) visit(root, 'other')
  return found
}

function ownLayer({ callFrame: { functionName, url } }: ProfileNode): string | undefined {
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(idle)') return 'idle'
  if (functionName === '(program)') return 'native code outside JavaScript'
  return layers.find(([, files]) => files.test(url))?.[0]
}

function share(part: number, total: number): string {
  return `${((100 * part) / total).toFixed(1)}%`.padStart(6)
}
