import { test } from 'tap'
import { failureReason, isAbsence, verdictOf } from '../../src/delivery/classify.ts'

const retried = [401, 403, 408, 425, 429, 500, 501, 502, 503, 504, 599]
const dead = [300, 301, 302, 304, 307, 308, 400, 402, 404, 405, 406, 409, 410, 412, 413, 415, 422, 451]

test('every 2xx is a delivery', (t) => {
  for (const status of [200, 201, 202, 204, 299]) {
    t.same(verdictOf({ kind: 'answered', status }), { outcome: 'delivered' })
  }
  t.end()
})

test('what may pass is tried again and says why by status only', (t) => {
  for (const status of retried) {
    t.match(verdictOf({ kind: 'answered', status }), { outcome: 'retry', reason: `http-${status}`, retryAfterMs: 0 })
  }
  t.match(verdictOf({ kind: 'answered', status: 503, retryAfterMs: 7_000 }), { outcome: 'retry', retryAfterMs: 7_000 })
  t.match(verdictOf({ kind: 'failed', reason: 'timeout' }), { outcome: 'retry', reason: 'timeout' })
  t.match(verdictOf({ kind: 'faulted' }), { outcome: 'retry', reason: 'internal-error' })
  t.end()
})

test('a refusal of the message, and a redirect, is final', (t) => {
  for (const status of dead) {
    t.same(verdictOf({ kind: 'answered', status }), { outcome: 'dead', reason: `http-${status}` })
  }
  t.end()
})

function errorWith(code: string): Error {
  return Object.assign(new Error('Jansen, 999999151'), { code })
}

test('a network failure is told by a code of its own and never by the words of the error', (t) => {
  const table = {
    ECONNREFUSED: 'connection-refused',
    ENOTFOUND: 'host-not-found',
    EHOSTUNREACH: 'host-unreachable',
    UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
    ECONNRESET: 'connection-reset',
    UND_ERR_SOCKET: 'connection-reset',
    UND_ERR_HEADERS_OVERFLOW: 'bad-response',
    CERT_HAS_EXPIRED: 'tls-error',
    ESOMETHING: 'network-error'
  }
  for (const [code, reason] of Object.entries(table)) t.equal(failureReason(errorWith(code)), reason)
  t.equal(failureReason(new DOMException('late', 'TimeoutError')), 'timeout')
  t.equal(failureReason(new AggregateError([errorWith('ECONNREFUSED'), errorWith('ENOTFOUND')])), 'connection-refused')
  t.equal(failureReason('Jansen'), 'network-error')
  t.end()
})

test('only a failure to connect tells of the receiver alone', (t) => {
  t.ok(isAbsence('connection-refused'))
  t.ok(isAbsence('connect-timeout'))
  t.notOk(isAbsence('timeout'), 'the message itself may make a receiver hang')
  t.notOk(isAbsence('connection-reset'))
  t.end()
})
