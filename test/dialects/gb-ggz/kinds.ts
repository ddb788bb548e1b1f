/**
 * The kinds of feedback, canonical and in this dialect, written out and not read from the ConceptMaps that are tested by
 * them.
 */
export const kinds: readonly (readonly [string, string])[] = `
  registration-confirmation aanmeldbevestiging, status-notice wachtbericht, appointment-notice afspraak,
  appearance-confirmation verschenen, no-show niet-verschenen, intake-confirmation bericht-na-intake,
  care-offer zorgaanbod, treatment-start start-behandeling, progress-report bericht-voortgang,
  change-notice wijziging, transfer-notice overdracht, end-report bericht-einde-behandeling, rejection afwijzing,
  crisis-report crisisbericht, crisis-plan signaleringsplan, no-plan geen-plan,
  unreferred-care brief-zonder-verwijzing, handover-proposal voorstel-terugverwijzing,
  information-request informatieverzoek, information-answer informatie, consultation-question consultvraag,
  consultation-answer consultantwoord, exploratory-advice verkennend-gesprek, professional-summary samenvatting,
  instability-notice instabiel`
  .split(',')
  .map((row) => row.trim().split(' ') as [string, string])
