import { test } from 'tap'
import { complaints } from './chain-cases.ts'
import { crisisPlanFeedback } from './crisis-plan-feedback.ts'
import { dialectNamed } from './dialect-case.ts'
import { fullReferral, type Sender } from './full-referral.ts'
import { mutated, type Mutation } from './survival-mutants.ts'

interface Fault extends Mutation {
  readonly what: string
  readonly from: Sender
  readonly to: Sender
  readonly message: 'referral' | 'plan'
  /** What the comparison says of it. */
  readonly told: RegExp
}

/** A line of a map, left out. */
const without =
  (line: string) =>
  (text: string): string =>
    text.replace(new RegExp(`^ *${line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}[^\\n]*\\n`, 'm'), '')
const replaced = (one: string, other: string) => (text: string) => text.replace(one, other)

/** Two codes of a ConceptMap, each taken for the other. */
const swapped = (one: string, other: string) => (text: string) =>
  text.replaceAll(
    new RegExp(`"code": "(${one}|${other})"`, 'g'),
    (_, code: string) => `"code": "${code === one ? other : one}"`
  )

const faults: readonly Fault[] = [
  {
    what: 'notes are left out',
    file: 'shared/referral.map',
    change: without('src.note -> tgt.note;'),
    from: 'his',
    to: 's-ggz',
    message: 'referral',
    told: /^lost note: ServiceRequest\.note/
  },
  {
    what: 'the text of a Condition is left out',
    file: 'shared/referral.map',
    change: replaced('  src.coding -> tgt.coding;\n  src.text -> tgt.text;', '  src.coding -> tgt.coding;'),
    from: 'his',
    to: 's-ggz',
    message: 'referral',
    told: /^lost reason/
  },
  {
    what: 'priority is a constant',
    file: 'shared/referral.map',
    change: replaced('src.priority -> tgt.priority;', "src -> tgt.priority = 'routine';"),
    from: 'his',
    to: 'gb-ggz',
    message: 'referral',
    told: /^lost priority/
  },
  {
    what: 'the name that a code had is left out',
    file: 'shared/datatypes.map',
    change: without('src.display -> tgt.display;'),
    from: 's-ggz',
    to: 'his',
    message: 'referral',
    told: /^lost coding/
  },
  {
    what: 'the use of a number is left out',
    file: 'shared/datatypes.map',
    change: without('src.use -> tgt.use;'),
    from: 'gb-ggz',
    to: 's-ggz',
    message: 'referral',
    told: /^lost identifier/
  },
  {
    what: 'two kinds of feedback are swapped',
    file: 's-ggz/s-message-type-to-feedback-kind.json',
    change: swapped('302', '303'),
    from: 's-ggz',
    to: 'his',
    message: 'plan',
    told: /^invented: Communication.*no-plan/
  },
  {
    what: 'two triage levels are swapped',
    file: 's-ggz/ggz-triage-level-to-s-triage.json',
    change: swapped('1', '24'),
    from: 'his',
    to: 's-ggz',
    message: 'referral',
    told: /^invented: \w+\/.*priority\.extension/
  },
  {
    what: 'the echelons are swapped',
    file: 'gb-ggz/gb-echelon-to-echelon.json',
    change: swapped('GB', 'S'),
    from: 'gb-ggz',
    to: 'his',
    message: 'referral',
    told: /^invented: .*performerType/
  },
  {
    what: 'a suggestion claims to mean the same',
    file: 'shared/icpc-1-nl-to-snomed-ct.json',
    change: (text) => text.replace(/("code": "35489007"[^}]*?"equivalence": ")\w+/, '$1equal'),
    from: 'his',
    to: 's-ggz',
    message: 'referral',
    told: /^invented: .*35489007/
  },
  {
    what: 'an active referral is made urgent',
    file: 'his/to-canonical.map',
    change: replaced('  src.code -> tgt.code;', '  src.code -> tgt.code;\n  src -> tgt.doNotPerform = false;'),
    from: 'his',
    to: 's-ggz',
    message: 'referral',
    told: /^invented: .*doNotPerform/
  },
  {
    what: 'attachments are left out',
    file: 'shared/resources.map',
    change: without('src.content -> tgt.content;'),
    from: 's-ggz',
    to: 'gb-ggz',
    message: 'plan',
    told: /^lost attachment/
  },
  {
    what: 'the names of people are left out',
    file: 'shared/resources.map',
    change: replaced('src.active -> tgt.active;\n  src.name -> tgt.name;', 'src.active -> tgt.active;'),
    from: 's-ggz',
    to: 'his',
    message: 'plan',
    told: /^lost free text|^lost name/
  },
  {
    what: 'a reason makes a confirmed diagnosis',
    file: 's-ggz/from-canonical.map',
    change: replaced("'provisional', 'Provisional')", "'confirmed', 'Confirmed')"),
    from: 'his',
    to: 's-ggz',
    message: 'referral',
    told: /^invented: Condition/
  },
  {
    what: 'a letter is no document',
    file: 'gb-ggz/from-canonical.map',
    change: without('src.supportingInfo as letter where'),
    from: 'his',
    to: 'gb-ggz',
    message: 'referral',
    told: /^not said as the receiver reads it: .*document/
  },
  {
    what: 'nothing is suggested',
    file: 's-ggz/from-canonical.map',
    change: without('src.code as code -> tgt.code as concept then Suggestions'),
    from: 'his',
    to: 's-ggz',
    message: 'referral',
    told: /^not said as the receiver reads it: .*suggested/
  }
]

for (const { what, from, to, message, told, ...mutation } of faults) {
  test(`the comparison notices that ${what}`, (t) => {
    const graph = message === 'referral' ? fullReferral(from) : crisisPlanFeedback(from)
    t.same(complaints(from, to, graph, dialectNamed), [], 'there is nothing to notice without the fault')
    const found = complaints(from, to, graph, mutated(mutation))
    t.ok(
      found.some((line) => told.test(line)),
      `it says: ${found.join('\n')}`
    )
    t.end()
  })
}
