import { byUra } from './address-book.ts'
import { crisisPlanOf, letterOf } from './crisis-plan.ts'
import { reporting, type FeedbackShape } from './feedback.ts'
import { concept } from './narrative.ts'
import { flag, objections } from './patient-says.ts'
import { refer, resend } from './refer.ts'
import { step } from './steps.ts'
import { runSystem } from './system.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** The message types of an institution's record system. */
const codes: Readonly<Record<string, string>> = {
  'registration-confirmation': '101',
  'status-notice': '102',
  'appointment-notice': '103',
  'appearance-confirmation': '104',
  'no-show': '105',
  'intake-confirmation': '201',
  'care-offer': '202',
  'treatment-start': '203',
  'progress-report': '204',
  'change-notice': '205',
  'transfer-notice': '206',
  'end-report': '207',
  rejection: '208',
  'crisis-report': '301',
  'crisis-plan': '302',
  'no-plan': '303'
}

/** An institution writes letters with coded sections; a crisis plan has a CarePlan beside as its index. */
const shape: FeedbackShape = {
  category: (kind, title) => [concept(`${OWN}/CodeSystem/s-message-type`, codes[kind] ?? kind, title)],
  sender: byUra,
  content(report) {
    const category = concept('http://snomed.info/sct', '736253002', 'ggz-crisisplan')
    const beside = report.kind === 'crisis-plan' ? crisisPlanOf(report, category) : [letterOf(report)]
    return { as: 'sections', payload: beside.map(([reference]) => ({ contentReference: { reference } })), beside }
  }
}

// The crisis service has the same record system.
await runSystem({ refer, resend, step, report: reporting(shape), flag, ...objections })
