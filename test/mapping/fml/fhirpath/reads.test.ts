import { test } from 'tap'
import { compiled } from './evaluate.ts'

for (const [text, expected] of [
  ['item.answer.valueString', ['item:answer.valueString']],
  ["linkId.value in ('a' | 'b')", [':linkId.value']],
  ["name.where(use = 'official').given.first()", [':name.use', ':name.given']],
  ['name.exists()', [':name']],
  ["name.exists(use = 'old')", [':name.use']],
  ['name.all(given.exists())', [':name.given']],
  ['Patient.name.family', [':name.family']],
  ['%item.linkId = linkId', ['item:linkId', ':linkId']],
  ["iif(active, name.family, 'none')", [':active', ':name.family']],
  ['value as Quantity', [':value']],
  ['value is Quantity', [':value']],
  ['item is Patient', []],
  ["extension('urn:a').value", [':extension.value']],
  ['name.given | name.family', [':name.given', ':name.family']],
  ["name.select(given & ' ' & family)", [':name.given', ':name.family']],
  ['name.given.join(item.text)', ['item:text', ':name.given']],
  ['name[0].given', [':name.given']],
  ['$this', [':']],
  ['contact.children()', [':contact']],
  ['item.repeat(item)', ['item:']],
  ['item.repeat($this.item).linkId', ['item:item.linkId', 'item:item.item.linkId']],
  ['name.given.aggregate($total & $this)', [':name.given']],
  ['-multipleBirth', [':multipleBirth']],
  ['@2026-01-01 > birthDate', [':birthDate']],
  ["'words'", []],
  ['%two', [':name.given']]
] as const) {
  test(`${text} reads ${expected.join(', ') || 'nothing'}`, (t) => {
    const constants = new Map([['two', 'name.given.skip(1)']])

    const { reads } = compiled(text, ['item'], { constants })

    t.same(reads.map(({ variable, path }) => `${variable}:${path.join('.')}`).sort(), [...expected].sort())
    t.end()
  })
}
