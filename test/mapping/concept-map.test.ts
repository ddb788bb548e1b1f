import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { readConceptMap, type IndexedConceptMap } from '../../src/mapping/concept-map.ts'

const mappings = join(import.meta.dirname, '..', '..', 'mappings')
const read = (dialect: string, name: string) => readConceptMap(join(mappings, dialect, `${name}.json`))

/** The kinds of feedback with their code in each dialect: the table of the product's design, written out once more. */
const kinds = `registration-confirmation AANM 101, status-notice STAT 102, appointment-notice AFSPR 103,
  appearance-confirmation VERSCH 104, no-show NOSHOW 105, intake-confirmation INTAKE 201, care-offer AANBOD 202,
  treatment-start START 203, progress-report VOORTG 204, change-notice WIJZ 205, transfer-notice OVERDR 206,
  end-report EINDE 207, rejection AFWIJS 208, crisis-report CRISIS 301, crisis-plan PLAN 302, no-plan GEENPLAN 303,
  unreferred-care BRIEF 401, handover-proposal VOORSTEL 402, information-request INFOVRAAG 501,
  information-answer INFO 502, consultation-question CONSULT 503, consultation-answer ADVIES 504,
  exploratory-advice VERKEN 505, professional-summary PS 506, instability-notice INSTAB 507`
  .split(',')
  .map((row) => row.trim().split(' '))

test('each kind of feedback has its code in both dialects, and back', (t) => {
  const maps = [
    [1, read('his', 'his-correspondence-to-feedback-kind'), read('his', 'feedback-kind-to-his-correspondence')],
    [2, read('s-ggz', 's-message-type-to-feedback-kind'), read('s-ggz', 'feedback-kind-to-s-message-type')]
  ] as const
  for (const [column, inward, outward] of maps) {
    for (const row of kinds) {
      t.equal(translated(inward, row[column]!), row[0])
      t.equal(translated(outward, row[0]!), row[column])
    }
    t.equal(inward.resource.group?.[0]?.element.length, kinds.length)
    t.equal(outward.resource.group?.[0]?.element.length, kinds.length)
  }
  t.end()
})

test('the two directions of a code are each other’s inverse, the status of a HIS apart', (t) => {
  for (const dialect of ['his', 's-ggz']) {
    const files = readdirSync(join(mappings, dialect)).filter(
      (name) => name.endsWith('.json') && !/dialect|status/.test(name)
    )
    const maps = files.map((file) => readConceptMap(join(mappings, dialect, file)))
    for (const map of maps) {
      const [group] = map.resource.group ?? []
      const back = maps.find((other) => other.systems.get(group?.target ?? '') === group?.source)
      for (const { code } of group?.element ?? []) {
        t.equal(back && translated(back, translated(map, code ?? '') ?? ''), code)
      }
    }
  }
  t.end()
})

test('a code is looked up in its own system only', (t) => {
  const map = read('his', 'nhg-69-to-referral-category')
  t.equal(map.translate('http://loinc.org', '1'), undefined)
  t.equal(map.translate('urn:oid:2.16.840.1.113883.2.4.4.30.69', '1')?.code, '3457005')
  t.end()
})

function translated(map: IndexedConceptMap, code: string): string | undefined {
  const [system = ''] = map.systems.keys()
  return map.translate(system, code)?.code
}
