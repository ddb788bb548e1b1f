import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveParent } from './child.ts'

/** A receiver that takes every delivery as fast as it can, and counts. */
let received = 0
const server = createServer((request, response) => {
  request.resume()
  request.once('end', () => {
    received++
    response.writeHead(200, { 'content-type': 'application/fhir+json' }).end('{}')
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
// A TCP server that listens has an address with a port.
const { port } = server.address() as AddressInfo

serveParent(
  async () => Promise.resolve({ port, received }),
  async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
)
