import type { Author } from './author.ts'
import * as agreed from './paths/agreed.ts'
import * as care from './paths/care.ts'
import * as crisis from './paths/crisis.ts'
import * as otherwise from './paths/otherwise.ts'
import * as passedOn from './paths/passed-on.ts'
import * as turnsAway from './paths/turns-away.ts'

/** Writes what one patient goes through. */
export type Path = (author: Author) => void

/** The paths by name, with the weight by which patients go each. */
export const paths: readonly (readonly [name: string, weight: number, path: Path])[] = [
  ['treated', 8, care.treated],
  ['short', 11, care.short],
  ['silent', 20, care.silent],
  ['fades', 8, care.fades],
  ['waiting', 5, care.waiting],
  ['corrected', 3, care.corrected],
  ['disorder', 3, care.disorder],
  ['rejected', 16, turnsAway.rejected],
  ['taken after all', 2, turnsAway.takenAfterAll],
  ['cancelled', 14, turnsAway.cancelled],
  ['unknown practice', 3, turnsAway.unknownPractice],
  ['no-show', 4, turnsAway.noShow],
  ['died', 3, turnsAway.died],
  ['back again', 2, turnsAway.backAgain],
  ['passed on', 4, passedOn.forwarded],
  ['crisis-prone', 3, crisis.prone],
  ['urgent', 7, crisis.urgent],
  ['objecting', 5, crisis.objecting],
  ['unnamed', 3, crisis.unnamed],
  ['handed back', 2, agreed.handedBack],
  ['substituted', 2, agreed.substituted],
  ['aborted', 2, agreed.aborted],
  ['incomplete', 4, agreed.incomplete],
  ['on hold', 2, agreed.onHold],
  ['second opinion', 2, otherwise.secondOpinion],
  ['consulted', 7, otherwise.consulted],
  ['unreferred', 3, otherwise.unreferred],
  ['called', 3, otherwise.called],
  ['waived', 3, otherwise.waived]
]
