import { test } from 'tap'
import { bodyBytesMax, outcomeOf } from '../http/world.ts'
import * as f from '../referral/fixtures.ts'
import { ask, errorsIn, issuesOf, OWN, patient, RULE, told } from './validation.ts'
import { parametersOf, posted, world } from './world.ts'

test('a sound resource is said to have no error, with the versions of what it was checked with', async (t) => {
  const { call } = await world(t)
  const answer = issuesOf(await call('auditor', ask('Patient', patient)))
  t.match(answer.at(-2), { severity: 'information', details: { coding: [{ code: 'content-sound' }] } })
  t.match(answer.at(-1), {
    severity: 'information',
    code: 'informational',
    details: {
      text: /^Checked by ggz-gateway \d+\.\d+\.\d+ with .*ggz-gateway 1\.0\.0, hl7\.fhir\.r4\.core 4\.0\.1, against: /
    }
  })
})

test('what is wrong is told with severity, place and rule, in the language of the reader, and the answer is 200', async (t) => {
  const { call } = await world(t)
  const broken = { ...patient, contact: [{ gender: 'male' }] }
  for (const [language, text] of [
    ['en', 'does not hold'],
    ['nl', 'gaat niet op']
  ] as const) {
    const answer = await call('his-a', ask('Patient', broken, { 'accept-language': language }))
    t.strictSame(errorsIn(answer), ['invariant-broken Patient.contact[0]'])
    t.match(
      issuesOf(answer).find(({ severity }) => severity === 'error'),
      {
        code: 'invariant',
        details: { text: new RegExp(text) },
        diagnostics: /\w/,
        extension: [{ url: RULE, valueCanonical: 'http://hl7.org/fhir/StructureDefinition/Patient|4.0.1#pat-1' }]
      }
    )
  }
})

test('each way to be wrong is told at its place', async (t) => {
  const { call } = await world(t)
  const bsn = (value: string) => ({ identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value }] })
  const table: readonly [string, unknown, readonly string[]][] = [
    ['Patient', { ...patient, gender: 'x' }, ['invalid-structure Patient.gender']],
    ['Patient', { ...patient, nmae: [] }, ['invalid-structure Patient.nmae']],
    ['Patient', { ...patient, ...bsn('123456789') }, ['bsn-invalid Patient.identifier[0].value']],
    // A wrong number keeps nobody from being told of the rest.
    [
      'Patient',
      { ...patient, ...bsn('123456789'), contact: [{ gender: 'male' }] },
      ['bsn-invalid Patient.identifier[0].value', 'invariant-broken Patient.contact[0]']
    ],
    ['Flag', patient, ['wrong-type resourceType']],
    ['Patient', { gender: 'male' }, ['unknown-type Resource']],
    ['Patient', { ...patient, meta: { profile: 'x' } }, ['invalid-structure Patient.meta.profile']]
  ]
  for (const [type, content, expected] of table) {
    t.strictSame(errorsIn(await call('auditor', ask(type, content))), expected, JSON.stringify(content))
  }
})

test('a resource of unsound structure is said not to have been looked at further', async (t) => {
  const { call } = await world(t)
  const answer = told(await call('his-a', ask('Patient', { ...patient, gender: 'x', contact: [{ gender: 'male' }] })))
  t.ok(
    answer.some(([code, severity, at]) => code === 'check-stopped' && severity === 'information' && at === 'Patient')
  )
  t.notOk(answer.some(([code]) => code === 'content-sound'))
})

test('the resource may stand in Parameters, or be the body with the others in the URL', async (t) => {
  const { call } = await world(t)
  const profile = `${OWN}condition`
  const condition = { resourceType: 'Condition', subject: { reference: 'Patient/p' }, code: { text: 'x' } }
  const wrapped = { resource: { resource: condition }, profile: { valueUri: profile }, mode: { valueCode: 'profile' } }
  const ways = [
    posted('/fhir/Condition/$validate', parametersOf(wrapped)),
    posted(`/fhir/Condition/$validate?mode=profile&profile=${encodeURIComponent(profile)}`, JSON.stringify(condition)),
    posted(
      '/fhir/Condition/$validate?mode=profile',
      parametersOf({ resource: wrapped.resource, profile: wrapped.profile })
    )
  ]
  const answers = await Promise.all(ways.map(async (way) => call('his-a', way)))
  for (const answer of answers) {
    t.match(issuesOf(answer).at(-1)?.details?.text, `${profile}|1.0.0`)
    t.notMatch(answer.body, 'his-condition', 'the dialect is not asked')
    t.same(told(answer), told(answers[0] ?? answer))
  }
})

test('a profile that is not known is an error, where a claim of one is a warning', async (t) => {
  const { call } = await world(t)
  const unknown = 'https://x.example/StructureDefinition/geen'
  const asked = await call('his-a', posted(`/fhir/Patient/$validate?profile=${unknown}`, JSON.stringify(patient)))
  t.strictSame(errorsIn(asked), ['profile-not-loaded'])
  t.notMatch(asked.body, unknown)
  const version = await call(
    'his-a',
    posted(`/fhir/Patient/$validate?profile=${OWN}patient|9.9.9`, JSON.stringify(patient))
  )
  t.strictSame(errorsIn(version), ['profile-not-loaded'])
  const claimed = told(await call('auditor', ask('Patient', { ...patient, meta: { profile: [unknown] } })))
  t.match(
    claimed.filter(([code]) => code === 'profile-unknown'),
    [['profile-unknown', 'warning']]
  )
  const other = await call(
    'auditor',
    posted(`/fhir/Patient/$validate?profile=${OWN}condition`, JSON.stringify(patient))
  )
  t.match(errorsIn(other), [/^type-not-allowed Patient/])
})

test('only a request that cannot be read is refused', async (t) => {
  const { call } = await world(t)
  const url = '/fhir/Patient/$validate'
  const large = JSON.stringify({ ...patient, name: [{ text: 'x'.repeat(bodyBytesMax) }] })
  const table: readonly [Parameters<typeof call>[1], readonly [number, string]][] = [
    [posted(url, '{'), [400, 'not-json']],
    [posted(url, '[]'), [400, 'not-json']],
    [posted(url, large), [413, 'body-too-large']],
    [posted(url, '<Patient/>', { 'content-type': 'application/fhir+xml' }), [415, 'wrong-media-type']],
    [posted(`${url}?mode=destroy`, JSON.stringify(patient)), [400, 'operation-parameter']],
    [posted(`${url}?mode=profile`, JSON.stringify(patient)), [400, 'operation-parameter']],
    [posted(`${url}?strict=true`, JSON.stringify(patient)), [400, 'operation-parameter']],
    [posted(url, parametersOf({})), [400, 'operation-parameter']],
    [
      posted(`${url}?profile=x`, parametersOf({ resource: { resource: patient }, profile: { valueUri: 'y' } })),
      [400, 'operation-parameter']
    ],
    [posted('/fhir/Foo/$validate', '{"resourceType":"Foo"}'), [400, 'unknown-type']],
    [{ method: 'GET', url }, [405, 'method-not-allowed']]
  ]
  for (const [request, expected] of table)
    t.same(outcomeOf(await call('his-a', request)), expected, JSON.stringify(request))
  t.same(outcomeOf(await call(undefined, ask('Patient', patient))), [401, 'token-missing'])
})

test('an answer is bounded, with errors before all else, and says that there was more', async (t) => {
  const { call } = await world(t)
  const wrong = { contact: Array.from({ length: 60 }, () => ({ gender: 'male' })) }
  const code = (n: number) => ({ coding: [{ system: 'http://snomed.info/sct', code: String(n) }] })
  const entry = Array.from({ length: 12 }, () => ({ resource: { ...patient, ...wrong } }))
  const many = {
    resource: { ...patient, communication: Array.from({ length: 60 }, (_, n) => ({ language: code(n) })) }
  }
  const answer = told(
    await call('auditor', ask('Bundle', { resourceType: 'Bundle', type: 'collection', entry: [many, ...entry] }))
  )
  t.ok(answer.length <= 502)
  t.equal(answer.at(-1)?.[0], 'more-found')
  t.equal(answer.slice(0, 500).filter(([, severity]) => severity === 'error').length, 500)
  const one = told(await call('auditor', ask('Patient', { ...patient, contact: [...wrong.contact, ...wrong.contact] })))
  t.equal(one.filter(([found]) => found === 'invariant-broken').length, 100)
  t.equal(one.at(-1)?.[0], 'more-found')
})

test('nothing is kept, and neither the answer nor the log has a word of the patient', async (t) => {
  const { call, commits, counts, audit, log } = await world(t)
  const before = [await counts(), await audit()]
  const secret = 'geheim'
  const person = {
    ...patient,
    identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '123456789' }],
    name: [{ family: secret, use: secret }],
    [`${secret} sleutel`]: secret,
    contact: [{ gender: secret }],
    meta: { profile: [`https://x.example/${secret}`] },
    extension: [{ url: `https://x.example/${secret}`, valueString: secret }]
  }
  const communication = { language: { coding: [{ system: `urn:${secret}`, code: secret, display: secret }] } }
  const bundle = { ...f.referralBundle(), entry: [{ resource: person }, ...(f.referralBundle().entry ?? [])] }
  const asked = [
    ask('Patient', person),
    ask('Patient', {
      ...patient,
      communication: [communication],
      name: [{ family: secret }],
      contact: [{ gender: 'male' }]
    }),
    ask('Bundle', bundle),
    ask(secret, person),
    posted(`/fhir/Patient/$validate?profile=${secret}&mode=create`, JSON.stringify(patient))
  ]
  for (const request of asked) {
    const { body } = await call('his-a', request)
    for (const word of [secret, '123456789', f.bsn, 'Testpersoon']) t.notMatch(body, word)
  }
  for (const word of [secret, '123456789', f.bsn, 'Testpersoon']) t.notMatch(log.join(''), word)
  t.equal(commits(), 0)
  t.same([await counts(), await audit()], before)
})

test('the operation is told of in the capability statement for each type that can be read', async (t) => {
  const { call } = await world(t)
  const { rest } = JSON.parse((await call(undefined, { method: 'GET', url: '/fhir/metadata' })).body) as {
    readonly rest: readonly {
      readonly resource: readonly { readonly type: string; readonly operation?: { name: string }[] }[]
    }[]
  }
  const offering = rest[0]?.resource.filter(({ operation }) => operation?.some(({ name }) => name === 'validate'))
  t.ok(offering?.some(({ type }) => type === 'ServiceRequest'))
})
