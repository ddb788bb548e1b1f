import { byAgb } from './address-book.ts'
import { crisisPlanOf } from './crisis-plan.ts'
import { reporting, type FeedbackShape } from './feedback.ts'
import { concept } from './narrative.ts'
import { flag, objections } from './patient-says.ts'
import { refer, resend } from './refer.ts'
import { step } from './steps.ts'
import { runSystem } from './system.ts'

const OWN = 'https://ggz-gateway.example/fhir'

/** The codes of a small practice for its messages. */
const codes: Readonly<Record<string, string>> = {
  'registration-confirmation': 'aanmeldbevestiging',
  'status-notice': 'wachtbericht',
  'appointment-notice': 'afspraak',
  'appearance-confirmation': 'verschenen',
  'no-show': 'niet-verschenen',
  'intake-confirmation': 'bericht-na-intake',
  'care-offer': 'zorgaanbod',
  'treatment-start': 'start-behandeling',
  'progress-report': 'bericht-voortgang',
  'change-notice': 'wijziging',
  'transfer-notice': 'overdracht',
  'end-report': 'bericht-einde-behandeling',
  rejection: 'afwijzing',
  'crisis-report': 'crisisbericht',
  'crisis-plan': 'signaleringsplan',
  'no-plan': 'geen-plan'
}

/** A small practice writes letters as text; only a crisis plan has a form that others can look into. */
const shape: FeedbackShape = {
  category: (kind, title) => [concept(`${OWN}/CodeSystem/gb-bericht`, codes[kind] ?? kind, title)],
  sender: byAgb,
  content(report) {
    if (report.kind === 'crisis-plan') {
      const category = concept(`${OWN}/CodeSystem/care-plan-category`, 'crisis-plan', 'Crisis plan')
      const beside = crisisPlanOf(report, category)
      const payload = beside.map(([reference]) => ({ contentReference: { reference } }))
      return { as: 'sections', payload, beside }
    }
    const paragraphs = report.rubrics.map(({ title, text }) => `${title}: ${text}`)
    const words = ['Beste collega,', ...paragraphs, `Met vriendelijke groet,\n${report.author.name}`].join('\n\n')
    return { as: 'text', payload: [{ contentString: words }], beside: [] }
  }
}

await runSystem({ refer, resend, step, report: reporting(shape), flag, ...objections })
