import { letterAsDocument } from './letter-as-document.ts'
import { ownerByUra, ownerInGraph } from './owner.ts'
import { patientWithoutBsn } from './patient-without-bsn.ts'
import type { StepMaker } from './step.ts'
import { translateBeside } from './translate-beside.ts'

/** The steps that a `dialect.json` can name; what each does is in `docs/dialects.md`. */
export const steps: Readonly<Record<string, StepMaker>> = {
  'translate-beside': translateBeside,
  'owner-by-ura': () => ownerByUra,
  'owner-in-graph': () => ownerInGraph,
  'patient-without-bsn': () => patientWithoutBsn,
  'letter-as-document': () => letterAsDocument
}
