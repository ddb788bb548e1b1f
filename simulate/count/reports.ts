import { wholes } from './meeting.ts'
import type { Letter, Said } from './record.ts'

/** Of what letters tell of reports given, what counts: one that lacks something is no report until the rest has come. */
export function eachReport(said: readonly Said[]): readonly Said[] {
  return said.filter(({ letter }) => letter === undefined || isPartOfWhole(letter, said))
}

/** The letters of which a report that counts was made are known of the whole list; it is the same list that is asked about. */
function isPartOfWhole(letter: Letter, said: readonly Said[]): boolean {
  if (letter.lacks === 'unread' || letter.lacks.length === 0) return true
  const alike = said.flatMap((one) =>
    one.letter?.kind === letter.kind && one.letter.by === letter.by ? [one.letter] : []
  )
  return wholes(alike).some(({ letters }) => letters.includes(letter))
}
