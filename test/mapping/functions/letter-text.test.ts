import type { Composition } from '@medplum/fhirtypes'
import { test } from 'tap'
import { letterText } from '../../../src/mapping/functions/letter-text.ts'

const letter: Composition = {
  resourceType: 'Composition',
  status: 'final',
  type: { text: 'brief' },
  date: '2026-03-01',
  author: [{ display: 'dr. A' }],
  title: 'Titel'
}

test('a section is told with its heading, narrative, subsections and why it is empty', (t) => {
  const text = letterText({
    ...letter,
    section: [
      {
        title: 'Een',
        text: { status: 'generated', div: '<div>woord</div>' },
        section: [{ title: 'Binnen', text: { status: 'generated', div: '<p>diep</p>' } }]
      },
      { code: { coding: [{ display: 'Naam van de code' }] }, emptyReason: { coding: [{ display: 'Niets bekend' }] } }
    ]
  })
  t.equal(text, 'Titel\n\nEen\nwoord\n\nBinnen\ndiep\n\nNaam van de code\nNiets bekend\n')
  t.end()
})

test('text in an extension and the name of an entry are told once: where the narrative lacks them', (t) => {
  const extension = [{ url: 'u', valueString: 'paracetamol  zo nodig' }]
  const entry = [{ reference: 'Condition/1', display: 'Depressie' }]
  const section = { title: 'S', extension, entry }
  t.equal(letterText({ ...letter, section: [section] }), 'Titel\n\nS\nparacetamol  zo nodig\nDepressie\n')
  const div = '<div>S: paracetamol zo nodig, bij Depressie .</div>'
  const said = { ...section, text: { status: 'extensions' as const, div } }
  t.match(
    letterText({ ...letter, section: [said] }),
    /^Titel\n\nS\nS: paracetamol zo nodig, bij Depressie \.\nparacetamol/
  )
  t.notMatch(letterText({ ...letter, section: [said] }), /\nDepressie/)
  t.end()
})
