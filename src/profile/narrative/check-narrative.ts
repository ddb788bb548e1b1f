import { issue, type Issue } from '../../fhir/outcome.ts'
import { acts } from './active-content.ts'
import { scanXhtml } from './scan-xhtml.ts'

/**
 * Checks the `div` of a narrative: XML that is well formed, of the elements and attributes that FHIR allows, with content.
 *
 * What would act on a reader's screen is told as such and nothing else, for that is what must go first.
 * Errors: `narrative-active`, `narrative-invalid` (422); no word of the narrative is repeated.
 * Source: https://hl7.org/fhir/R4/narrative.html (txt-1, txt-2)
 *
 * @param path - FHIRPath of the div.
 */
export function checkNarrative(div: string, path: string, tell: (issue: Issue) => void): void {
  if (acts(div)) {
    tell(issue('narrative-active', {}, path))
    return
  }
  for (const { reason, reasonNl } of scanXhtml(div).faults) {
    tell(issue('narrative-invalid', { reason, reasonNl }, path))
  }
}
