import { test } from 'tap'
import { FOLLOWS_UNDELIVERED, namingUndelivered } from '../../src/delivery/undelivered.ts'

const body =
  '{"resourceType":"Bundle","identifier":{"value":"m3"},"entry":[{"resource":{"value":1.10,"big":12345678901234567890}}]}'

test('a message with nothing undelivered before it goes out as it was stored', (t) => {
  t.equal(namingUndelivered(body, []), body)
  t.end()
})

test('a message names those that died before it and keeps all else, numbers to the digit', (t) => {
  const sent = namingUndelivered(body, ['m1', 'm2'])
  const links = `,"link":[{"relation":"${FOLLOWS_UNDELIVERED}","url":"urn:uuid:m1"},{"relation":"${FOLLOWS_UNDELIVERED}","url":"urn:uuid:m2"}]}`
  t.equal(sent, body.slice(0, -1) + links)
  t.end()
})

test('links that the Bundle had stay', (t) => {
  const sent = JSON.parse(namingUndelivered('{"link":[{"relation":"self","url":"x"}]}', ['m1'])) as { link: object[] }
  t.match(sent.link, [{ relation: 'self' }, { url: 'urn:uuid:m1' }])
  t.end()
})

test('what is no Bundle is refused before anything is sent', (t) => {
  t.throws(() => namingUndelivered('null', ['m1']), TypeError)
  t.end()
})
