import { Writable } from 'node:stream'
import fastify from 'fastify'
import type { FastifyBaseLogger } from 'fastify'
import { test } from 'tap'
import { createLog } from '../src/log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString('utf8'))
      done()
    }
  })
  write(createLog({ level: 'info', destination }))
  return lines.join('')
}

test('a line is JSON with the process id and without a host name', (t) => {
  const line = logged((log) => log.info({ url: 'http://127.0.0.1:8080' }, 'ready'))
  const fields = JSON.parse(line) as Record<string, unknown>
  t.match(fields, { pid: process.pid, url: 'http://127.0.0.1:8080', msg: 'ready', level: 30 })
  t.notOk('hostname' in fields)
  t.end()
})

test('credentials and bodies do not reach the log', (t) => {
  const secret = 'geheim-van-de-patient'
  const text = logged((log) => {
    log.info({ headers: { authorization: secret } }, 'a')
    log.info({ request: { headers: { authorization: secret, cookie: secret } } }, 'b')
    log.info({ body: secret, message: { body: secret, payload: secret } }, 'c')
    log.info({ token: secret, answer: { access_token: secret }, form: { client_assertion: secret } }, 'd')
    log.info({ req: { method: 'GET', url: `/fhir/Patient?name=${secret}`, headers: { authorization: secret } } }, 'e')
  })
  t.notMatch(text, secret)
  t.equal(text.trim().split('\n').length, 5)
  t.end()
})

test('a citizen service number in a path or an error is masked', (t) => {
  const text = logged((log) => {
    log.info({ req: { method: 'GET', url: '/fhir/Patient/999911120' } }, 'request')
    log.error({ err: new Error('no patient 999911120') }, 'failed')
    log.error({ err: new Error('no patient 999911120') })
    log.error(new Error('no patient 999911120'))
    log.warn('no patient 999911120')
  })
  t.notMatch(text, '999911120')
  t.match(text, '/fhir/Patient/*********')
  t.end()
})

test('what Fastify logs of a request has no query and no credentials either', async (t) => {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const loggerInstance: FastifyBaseLogger = createLog({ level: 'trace', destination })
  const app = fastify({ loggerInstance })
  app.get('/fhir/Patient', () => {
    throw new Error('patient 999911120 failed')
  })
  const headers = { authorization: 'Bearer geheim' }
  await app.inject({ url: '/fhir/Patient?identifier=geheim%7C999911120', headers })
  await app.close()
  t.match(lines.join(''), '"path":"/fhir/Patient"')
  t.match(lines.join(''), 'patient ********* failed')
  t.notMatch(lines.join(''), /geheim|999911120/)
})
