import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'

/** One request that reached a receiver, with what its Bundle said. */
export interface Arrival {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** How many times this id arrived before. */
  readonly earlier: number
}

/** How a receiver answers; it may also never answer. */
export type Manner = (arrival: Arrival, response: ServerResponse) => void

/** A receiver on the loopback whose manner, and whose being there at all, a test can change. */
export class Receiver {
  readonly arrivals: Arrival[] = []
  manner: Manner = answer(200)
  #port = 0
  #server: Server | undefined

  get url(): string {
    return `http://127.0.0.1:${this.#port}/fhir`
  }

  /** Ids in the order in which they first arrived. */
  get unique(): string[] {
    return [...new Set(this.arrivals.map(({ id }) => id))]
  }

  /** Starts to listen, on the same port as before after a stop. */
  async start(): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        const { identifier } = JSON.parse(body) as { identifier: { value: string } }
        const earlier = this.arrivals.filter(({ id }) => id === identifier.value).length
        const arrival = { id: identifier.value, headers: request.headers, body, earlier }
        this.arrivals.push(arrival)
        this.manner(arrival, response)
      })
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
    return this
  }

  /** Stops listening and breaks all connections off; later attempts are refused. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Answers each request with this status, headers and body. */
export function answer(status: number, headers: Record<string, string> = {}, body = '{}'): Manner {
  return (_arrival, response) => {
    response.writeHead(status, headers).end(body)
  }
}

/** Takes the request and says nothing. */
export const hang: Manner = () => undefined

/** Sends the status line and then one byte at a time, without end. */
export function drip(status: number): Manner {
  return (_arrival, response) => {
    response.writeHead(status, { 'content-type': 'application/fhir+json' })
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  }
}

/** Waits until something holds; fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`did not come to hold: ${what}`)
}
